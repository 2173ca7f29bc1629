# Consul ACL policy for the live page, `rebootmgr page`: it reads, and writes nothing; what visitors do with --actions they do with tokens of their own. Consul 1.4 and newer; tested with 1.8. docs/page.md.
#
#   consul acl policy create -name rebootmgr-page -rules @consul-acl-page.hcl
#   consul acl token create -description 'rebootmgr page' -policy-name rebootmgr-page
#
# The SecretID goes to /etc/rebootmgr-page/consul.token, which only root can read: the unit gives the page a copy.
# Another prefix than service/rebootmgr: replace it here as well.
# With acl.enable_key_list_policy on, "read" for keys has to say "list".

# Claims, lines, status, logbooks, policies, rollouts, leases: all of what is shown.
key_prefix "service/rebootmgr/" { policy = "read" }

# How far a rollout's wave is goes by which nodes are critical; how fast Consul's own servers can go, by how many there are.
# Without these two the page shows the rest, and of these what its token may see.
node_prefix "" { policy = "read" }
service_prefix "" { policy = "read" }
