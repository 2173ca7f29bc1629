# OpenStack controllers: none goes while there are fewer than three. Every API that runs on them is a check of its own, and
# a controller passes if all of them do.
service {
  name = "controller"
  tags = ["rebootmgr", "min_passing=3"]

  checks = [
    {
      name     = "keystone answers"
      http     = "http://127.0.0.1:5000/v3"
      interval = "15s"
      timeout  = "10s"
    },
    {
      name     = "nova's API answers"
      http     = "http://127.0.0.1:8774/"
      interval = "15s"
      timeout  = "10s"
    },
    {
      name     = "neutron's API answers"
      http     = "http://127.0.0.1:9696/"
      interval = "15s"
      timeout  = "10s"
    },
  ]
}
