# A Galera cluster of three. All three have to be in it before one may go, and again before its slot is given back: two
# are the least that has a majority, and a node that comes back may need minutes for its state transfer.
# In a cluster of five: min_passing=4, and check-galera 3, more than half.
service {
  name = "galera"
  port = 3306
  tags = ["rebootmgr", "min_passing=3"]

  # The script beside this file; clustercheck, which does the like, is not in every distribution. Scripts need
  # enable_local_script_checks in the agent's configuration, and this one a user without rights, once on one node:
  #   mariadb -e "CREATE USER consul@localhost IDENTIFIED VIA unix_socket"
  # Not 3: when one node is down, all would fail, and vanish from Consul's DNS for those that find their database there.
  check {
    name     = "galera synced"
    args     = ["/usr/local/bin/check-galera", "2"]
    interval = "15s"
    timeout  = "10s"
  }
}
