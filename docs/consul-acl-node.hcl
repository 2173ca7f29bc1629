# Consul ACL policy for the agent of one node, with a token of its own: the least that it needs. NODE is the node's name in
# Consul, GROUP its group. Consul 1.4 and newer; tested with 1.8. Why each right is there: consul-acl.hcl.
#
#   sed 's/NODE/web1/g; s/GROUP/web/g' consul-acl-node.hcl >web1.hcl
#   consul acl policy create -name rebootmgr-web1 -rules @web1.hcl
#   consul acl token create -description 'rebootmgr web1' -policy-name rebootmgr-web1
#
# A node that moves to another group needs a new policy; let it finish a reboot in progress first.

# Everything is read: what gates look at, and the groups of failed members.
key_prefix "service/rebootmgr/" { policy = "read" }

# Never written by an agent. That it does not exist is a condition of each claim, for which Consul asks for key:write.
key "service/rebootmgr/stop" { policy = "write" }

# The group's slots, locks and line; its stop and config as above.
key_prefix "service/rebootmgr/groups/GROUP/" { policy = "write" }

# The places in line: the node's own, and those of nodes that did not come when it was their turn.
key_prefix "service/rebootmgr/waiting/GROUP/" { policy = "write" }

# Status, logbook, requests; its stop as above; its policy, when a task took too long and the node is disabled for it.
key_prefix "service/rebootmgr/nodes/NODE/" { policy = "write" }

# A request in the other spelling is cleared as well.
key "service/rebootmgr/NODE/reboot_required" { policy = "write" }

# A claim hangs on a session of its node while the node prepares.
session "NODE" { policy = "write" }

# Maintenance mode.
node "NODE" { policy = "write" }

# Which members are failed, and on which nodes services are healthy.
node_prefix "" { policy = "read" }

# The tagged services of the node and their instances everywhere.
service_prefix "" { policy = "read" }

# The name of the node's Consul agent, and whether it is a server.
agent "NODE" { policy = "read" }

# On Consul servers only: whether the servers can lose one. Leave it out on clients.
operator = "read"
