# Gateways, all doing the same: at least two have to be in order before one goes, so that one is left while it is away.
# And at most one may be broken: in a pool of ten somebody should look before the next one goes.
service {
  name = "gateway"
  port = 443
  tags = ["rebootmgr", "min_passing=2", "max_failing=1"]

  check {
    name            = "gateway answers"
    http            = "https://127.0.0.1/healthz"
    tls_skip_verify = true
    interval        = "10s"
    timeout         = "5s"
  }
}
