# Consul ACL policy for a tool that may take leases and nothing else: fencing, configuration runs, autoscalers. NODE is a node
# that it may lease; repeat the last rule for each. Consul 1.4 and newer; tested with 1.8. docs/leases.md.
#
#   sed 's/NODE/web1/g' consul-acl-lease.hcl >lease-web1.hcl
#   consul acl policy create -name rebootmgr-lease-web1 -rules @lease-web1.hcl
#
# It writes no line into the node's logbook, for that key holds more: whoever is told of events hears of the lease all the same.
#
# What it may all the same, stolen or in the wrong hands. Consul's rules are for keys, and not for what stands in them:
# - end any lease of NODE, whoever has it, by writing its key. A node under a technician's hands may then go back into service, or reboot.
# - keep NODE from every reboot, and from going back into service after one, for as long as it likes.
# - take a lease in any name and for any reason; who reads that should not believe it more than the token.
# - switch NODE off at its next boot, by a lease with the purpose power-off, where its settings have a lease.power_off_command (default: none).
# - end sessions, see below: a node that prepares for its reboot gives up, a lease with a TTL is lost.
# It reboots nothing, ends no lease of other nodes but by their sessions, and frees no slot of a node that is out. Hence one token for each tool, with the nodes that it needs.

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
