# A Cassandra ring of any size, replication factor 3, reads and writes with QUORUM: one replica may be away, so no other
# node may be down when one goes. That is what `rebootmgr` alone means: no instance fails, however many there are.
service {
  name = "cassandra"
  port = 9042
  tags = ["rebootmgr"]

  # Clients' port: opened only once the node has joined the ring and replayed its commit log.
  check {
    name     = "cassandra serves clients"
    tcp      = "127.0.0.1:9042"
    interval = "15s"
    timeout  = "5s"
  }
}
