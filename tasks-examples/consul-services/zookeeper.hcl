# A ZooKeeper ensemble of three: with one gone two are the majority, so all three have to serve before one goes. A number
# and not just `rebootmgr`: a server whose Consul agent was stopped cleanly is not in the catalog at all, and nothing
# would be seen to fail.
# In an ensemble of five: min_passing=4.
service {
  name = "zookeeper"
  port = 2181
  tags = ["rebootmgr", "min_passing=3"]

  # A server without a majority answers that it is not serving, and names no mode. Scripts need
  # enable_local_script_checks in the agent's configuration; srvr is allowed by ZooKeeper's own default.
  check {
    name     = "zookeeper serving"
    args     = ["sh", "-c", "echo srvr | timeout 5 nc 127.0.0.1 2181 | grep '^Mode:' || exit 2"]
    interval = "15s"
    timeout  = "10s"
  }
}
