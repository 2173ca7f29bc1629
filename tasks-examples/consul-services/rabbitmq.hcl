# A RabbitMQ cluster of three with quorum queues: two are the majority, so all three have to run before one goes, and run
# again before its slot is given back. Together with rabbitmq-quorum.hcl.
# In a cluster of five: min_passing=4, and check-rabbitmq 3, more than half.
service {
  name = "rabbitmq"
  port = 5672
  tags = ["rebootmgr", "min_passing=3"]

  # The script beside this file: runs, sees the others, no partition (a healed one included), no alarm, no maintenance
  # mode. Scripts need enable_local_script_checks in the agent's configuration, and this one a line for sudo:
  #   consul ALL=(rabbitmq) NOPASSWD: /usr/local/bin/check-rabbitmq
  check {
    name     = "rabbitmq runs in its cluster"
    args     = ["/usr/local/bin/check-rabbitmq", "2"]
    interval = "30s"
    timeout  = "25s"
  }
}
