# A RabbitMQ cluster of three with quorum queues: two are the majority, so all three have to run before one goes, and run
# again before its slot is given back. Together with rabbitmq-quorum.hcl.
service {
  name = "rabbitmq"
  port = 5672
  tags = ["rebootmgr", "min_passing=3"]

  # Scripts need enable_local_script_checks in the agent's configuration, and these a line for sudo:
  #   consul ALL=(root) NOPASSWD: /usr/sbin/rabbitmq-diagnostics -q check_*
  checks = [
    {
      name     = "rabbitmq runs"
      args     = ["sudo", "-n", "/usr/sbin/rabbitmq-diagnostics", "-q", "check_running"]
      interval = "30s"
      timeout  = "25s"
    },
    {
      name     = "rabbitmq has no alarms"
      args     = ["sudo", "-n", "/usr/sbin/rabbitmq-diagnostics", "-q", "check_local_alarms"]
      interval = "30s"
      timeout  = "25s"
    },
  ]
}
