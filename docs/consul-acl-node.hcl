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

# The group's list of claims, its line, and which stuck claims were told of: every node of the group writes these. What a node
# that was taken over can do with them: keep its group from rebooting. docs/operations.md, "One token a node".
key "service/rebootmgr/groups/GROUP/slots" { policy = "write" }
key "service/rebootmgr/groups/GROUP/next"  { policy = "write" }
key "service/rebootmgr/groups/GROUP/stuck" { policy = "write" }

# The same of nodes that are changed while they serve.
key "service/rebootmgr/groups/GROUP/hot"      { policy = "write" }
key "service/rebootmgr/groups/GROUP/hot_next" { policy = "write" }

# The node's own lock while it prepares, and its own word that it is out of service: what the list says of a node counts for
# nothing against these.
key "service/rebootmgr/groups/GROUP/preparing/NODE" { policy = "write" }
key "service/rebootmgr/groups/GROUP/out/NODE"       { policy = "write" }

# The places in line: the node's own, and those of nodes that did not come when it was their turn.
key_prefix "service/rebootmgr/waiting/GROUP/"     { policy = "write" }
key_prefix "service/rebootmgr/hot_waiting/GROUP/" { policy = "write" }

# Status, logbook, the mark that a task took too long and the node is disabled for it; and what
# is cleared after the reboot: the requests, in both spellings, and what an operator waived. No stop flag, no pause and no policy, not even the node's own, is a node's to write.
key "service/rebootmgr/nodes/NODE/status"          { policy = "write" }
key "service/rebootmgr/nodes/NODE/history"         { policy = "write" }
key "service/rebootmgr/nodes/NODE/disabled"        { policy = "write" }
key "service/rebootmgr/nodes/NODE/reboot_required" { policy = "write" }
key "service/rebootmgr/nodes/NODE/change_required" { policy = "write" }
key "service/rebootmgr/nodes/NODE/waived"          { policy = "write" }
key "service/rebootmgr/NODE/reboot_required"       { policy = "write" }

# That nobody has leased the node is a condition of each claim, and Consul asks for the right to write a key for that. Of this node
# alone: who has taken it over needs no lease to disturb it.
key "service/rebootmgr/nodes/NODE/lease" { policy = "write" }

# Rollouts: whichever run finds that a wave is through writes that down, with the rollout's record; of the nodes' places in it a
# node writes its own. What stands there is believed only as far as operators have ordered it, in rollout_orders/, which no node
# writes. What a node that was taken over can do with these: hold rollouts up, or end them. docs/operations.md, "One token a node".
key "service/rebootmgr/rollouts"                { policy = "write" }
key "service/rebootmgr/rollout_nodes/NODE"      { policy = "write" }
key_prefix "service/rebootmgr/rollout_history/" { policy = "write" }
# Of what comes once for a group one node has the lock, and marks what became of it.
key_prefix "service/rebootmgr/rollout_locks/GROUP/" { policy = "write" }
key_prefix "service/rebootmgr/rollout_once/GROUP/"  { policy = "write" }
# In a group that follows published versions one of its nodes begins with them. With the two lines behind it that node starts the
# rollout, with the places of all its nodes; without them somebody has to. With them a node that was taken over can place other
# nodes in the waves of rollouts, and say that they are done.
key "service/rebootmgr/groups/GROUP/followed" { policy = "write" }
# key_prefix "service/rebootmgr/rollout_nodes/"   { policy = "write" }
# key "service/rebootmgr/rollout_starts"          { policy = "write" }

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
