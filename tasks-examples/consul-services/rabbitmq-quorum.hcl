# RabbitMQ's own word whether a queue would lose its majority without a node, as it is while replicas catch up after the
# reboot of another one (RabbitMQ 3.8.10 or newer). Only before the boot: a node on its way back takes nothing away.
# The script beside this file, with the same line for sudo as rabbitmq.hcl.
service {
  name = "rabbitmq-quorum"
  tags = ["rebootmgr_preboot"]

  check {
    name     = "no queue depends on this node alone"
    args     = ["/usr/local/bin/check-rabbitmq", "--quorum"]
    interval = "30s"
    timeout  = "25s"
  }
}
