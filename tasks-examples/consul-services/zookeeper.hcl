# A ZooKeeper ensemble of three: with one gone two are the majority, so all three have to serve before one goes. A number
# and not just `rebootmgr`: a server whose Consul agent was stopped cleanly is not in the catalog at all, and nothing
# would be seen to fail.
# In an ensemble of five: min_passing=4.
service {
  name = "zookeeper"
  port = 2181
  tags = ["rebootmgr", "min_passing=3"]

  # The script beside this file. Scripts need enable_local_script_checks in the agent's configuration. The four-letter
  # word that it sends, srvr, needs no line in zoo.cfg; ruok would need one, 4lw.commands.whitelist, and says imok even
  # without a majority.
  check {
    name     = "zookeeper leads or follows"
    args     = ["/usr/local/bin/check-zookeeper"]
    interval = "15s"
    timeout  = "10s"
  }
}
