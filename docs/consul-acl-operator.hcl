# Consul ACL policy for operators: stop, resume, pause, unpause, request, cancel, release, waive, lease, rollout, version, init, status,
# plan, history, config (show, set), and `consul kv put` of a policy. Consul 1.4 and newer; tested with 1.8.
#
#   consul acl policy create -name rebootmgr-operator -rules @consul-acl-operator.hcl
#   consul acl token create -description 'rebootmgr of alice' -policy-name rebootmgr-operator
#
# The token is given as CONSUL_HTTP_TOKEN, or by CONSUL_HTTP_TOKEN_FILE. `run`, `reboot`, `check` and `doctor` on a node want
# the node's token: consul-acl.hcl. For those who only look (status, history, config show): "read" is enough.

# Stop flags, pauses, requests, policies; rollouts (rollouts, rollout_orders/, rollout_starts, rollout_nodes/, rollout_history/) and versions; and on a release the group's slots and the node's logbook.
key_prefix "service/rebootmgr/" { policy = "write" }

# A lease with a TTL, and `lease exec`, hang on a session of a Consul server, so that they bear a restart of the agent of the machine that
# the command is given on.
service "consul" { policy = "read" }
session_prefix "" { policy = "write" }

# Whether there is a node of that name, before it is stopped or asked for; without this it is not known.
node_prefix "" { policy = "read" }

# How many nodes there are, seen or not: by that it is known that none was hidden, and a name that nobody knows is a slip.
agent_prefix "" { policy = "read" }
