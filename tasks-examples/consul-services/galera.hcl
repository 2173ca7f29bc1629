# A Galera cluster of three. All three have to be in it before one may go, and again before its slot is given back: two
# are the least that has a majority, and a node that comes back may need minutes for its state transfer.
# In a cluster of five: min_passing=4 lets one go while another one is out already.
service {
  name = "galera"
  port = 3306
  tags = ["rebootmgr", "min_passing=3"]

  # clustercheck (packages galera-4, percona-xtradb-cluster) behind a systemd socket: 200 only while the node is Synced.
  check {
    name     = "galera synced"
    http     = "http://127.0.0.1:9200/"
    interval = "15s"
    timeout  = "10s"
  }
}
