# Consul ACL policy for the nodes' agents: one token that all nodes share. Consul 1.4 and newer; tested with 1.8.
#
#   consul acl policy create -name rebootmgr -rules @consul-acl.hcl
#   consul acl token create -description rebootmgr -policy-name rebootmgr
#
# The SecretID goes to /etc/rebootmgr/consul.token on every node (root only), named by token_file under [consul] in
# /etc/rebootmgr/rebootmgr.toml. Then `rebootmgr doctor` on a node tells whether anything is missing.
#
# Where one node must not be able to act for another, give each its own token: consul-acl-node.hcl.
# Another prefix than service/rebootmgr: replace it here as well.
# With acl.enable_key_list_policy on, whatever says "read" for keys has to say "list".

# Claims, the line for a slot, locks, status, logbook, the node's own policy when a task takes too long, and the requests
# that are cleared after the reboot. Stop flags, pauses and policies of groups are only read; with one token for all of a fleet no rule
# can tell their keys from the others.
key_prefix "service/rebootmgr/" { policy = "write" }

# The fleet's policy is for operators to write.
key "service/rebootmgr/config" { policy = "read" }

# A claim hangs on a session of its node while the node prepares.
session_prefix "" { policy = "write" }

# To put the node into maintenance mode; to see which members are failed, and other nodes' health. What a token may not see
# Consul leaves out without a word; a run that sees fewer members than its agent has holds.
node_prefix "" { policy = "write" }

# To see the tagged services of the node and their instances everywhere. Consul hides those that it may not see; a run that
# sees fewer than its agent has holds, and `rebootmgr doctor` tells ("rights: facts").
service_prefix "" { policy = "read" }

# The name of the node's Consul agent, and whether it is a server.
agent_prefix "" { policy = "read" }

# On Consul servers only: whether the servers can lose one. Leave it out where no server runs rebootmgr.
operator = "read"
