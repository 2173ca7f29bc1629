# Consul ACL policy for a tool that may take leases and nothing else: fencing, configuration runs, autoscalers. NODE is a node
# that it may lease; repeat the last rule for each. Consul 1.4 and newer; tested with 1.8. docs/leases.md.
#
#   sed 's/NODE/web1/g' consul-acl-lease.hcl >lease-web1.hcl
#   consul acl policy create -name rebootmgr-lease-web1 -rules @lease-web1.hcl
#
# It writes no line into the node's logbook, for that key holds more: whoever is told of events hears of the lease all the same.

# Whether the node has a claim or a lease, and what it wants.
key_prefix "service/rebootmgr/" { policy = "read" }

# Whether there is a node of that name.
node_prefix "" { policy = "read" }
agent_prefix "" { policy = "read" }

# The session that a lease hangs on is one of a Consul server, so that it does not end when the agent of the machine leaves that the tool
# runs on. For leases with --hold neither is needed. Whoever may write sessions may end all of those nodes: with the names of the Consul
# servers in place of "" (session "consul1" { policy = "write" }, one line each) a stolen token ends leases, but no node's claim.
service "consul" { policy = "read" }
session_prefix "" { policy = "write" }

key "service/rebootmgr/nodes/NODE/lease" { policy = "write" }
