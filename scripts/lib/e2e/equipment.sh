# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154 # names that inside.sh and what it sources share
# What stands on each machine but for the package: a Consul agent, a service that the fleet is there for, and a program that
# writes into the record. Sourced after machines.sh.

note_program=/usr/local/lib/e2e/note

# A unit's program and its links for being started with the machine: add_unit ROOT UNIT TARGET, the unit on standard input.
add_unit() {
  cat >"$1/etc/systemd/system/$2"
  mkdir -p "$1/etc/systemd/system/$3.wants"
  ln -sf "../$2" "$1/etc/systemd/system/$3.wants/$2"
}

# The machine's own word on what happens to it, into a record that is not on it.
add_note_program() {
  local root=$1
  mkdir -p "$root${note_program%/*}"
  cat >"$root$note_program" <<'SH'
#!/bin/bash
# note FILE WORDS: one line, in one write.
read -r boot </proc/sys/kernel/random/boot_id
echo "$EPOCHREALTIME $HOSTNAME ${boot%%-*} ${*:2}" >>"/record/$1"
SH
  chmod 755 "$root$note_program"
}

# A Consul agent as nodes have it: a service that leaves the cluster when the machine goes down. A client, or in the scenario
# "servers" a server.
add_agent() {
  local node=$1 root=$machines/$1/root
  mkdir -p "$root/etc/consul.d" "$root/var/lib/consul"
  local kind='"server": false, "retry_join": ["'"$hub"'"]'
  # Servers that leave when they shut down: after each boot they have to become voters again.
  if [[ -n ${consul_servers:-} ]]; then
    kind='"server": true, "bootstrap_expect": 3, "leave_on_terminate": true, "retry_join": ["'${consul_servers//,/\", \"}'"]'
  fi
  agent_settings "$node" "${address_of[$node]}" "$kind"', "data_dir": "/var/lib/consul"' >"$root/etc/consul.d/agent.json"
  consul_unit '' | add_unit "$root" consul.service multi-user.target
}

# consul_unit CONDITION: as HashiCorp's package has it, but for the user.
consul_unit() {
  cat <<UNIT
[Unit]
Description=Consul agent
Wants=network-online.target
After=network-online.target
$1
[Service]
Type=notify
ExecStart=/usr/local/bin/consul agent -config-dir=/etc/consul.d
ExecReload=/bin/kill -HUP \$MAINPID
KillMode=process
KillSignal=SIGTERM
Restart=on-failure
[Install]
WantedBy=multi-user.target
UNIT
}

# agent_settings NODE ADDRESS MORE [CLIENT ADDRESS]: JSON for an agent that finds out quickly what happens.
agent_settings() {
  cat <<JSON
{"node_name": "$1", "bind_addr": "$2", "client_addr": "${4:-127.0.0.1}", $3,
 "retry_interval": "1s", "ports": {"serf_wan": -1, "dns": -1, "grpc": -1},
 "performance": {"raft_multiplier": 1, "leave_drain_time": "1ms"},
 "gossip_lan": {"gossip_interval": "50ms", "probe_timeout": "800ms"},
 "disable_coordinates": true, "disable_update_check": true, "disable_remote_exec": true}
JSON
}

# All but the package, for the scenarios that do not walk the guide.
equip_whole() {
  add_agent "$1"
  add_website "$1"
  cat >"$machines/$1/root/etc/consul.d/web.json" <<JSON
{"service": {"name": "web", "port": 80, "tags": ["rebootmgr", "min_passing=${min_passing:?}"],
  "check": {"name": "web answers", "tcp": "${address_of[$1]}:80", "interval": "1s", "timeout": "5s"}}}
JSON
}

# What the machines are there for: a website on port 80. It notes when it begins to serve and, as the first thing of a
# shutdown, when it ends.
add_website() {
  local node=$1 root=$machines/$1/root
  add_unit "$root" web.service multi-user.target <<UNIT
[Unit]
Description=Says that it is at your service
[Service]
ExecStart=/usr/local/lib/e2e/web
ExecStartPost=$note_program machines.log serving
ExecStop=$note_program machines.log stopping
UNIT
  cat >"$root/usr/local/lib/e2e/web" <<'PERL'
#!/usr/bin/perl
use IO::Socket::INET;
$SIG{PIPE} = "IGNORE";
$server = IO::Socket::INET->new(LocalPort => 80, Listen => 64, ReuseAddr => 1) or die;
# Who connects says something, or goes away.
while ($client = $server->accept) {
  sysread $client, $request, 65536;
  print $client "HTTP/1.0 200 At your service\r\n\r\n";
  close $client;
}
PERL
  chmod 755 "$root/usr/local/lib/e2e/web"
}
