# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154 # names that inside.sh and what it sources share
# The machines: each a copy-on-write layer over the root file system, with an address, a boot id for each boot and a
# Consul agent of its own, held up by a shell that starts it again when it reboots itself. Sourced by inside.sh.
#
# What a machine is made of, in $machines/NODE: upper/ (what it wrote), root/ (what it sees), nspawn.log, leader (its
# process 1), `stays-down` (not started again after its next reboot). In $record, which every machine sees as /record:
# boots.log (written by the shells that hold them up), tasks.log and machines.log (written by the machines).

: "${work:?}" "${rootfs:?}" "${record:=}" "${machines:=}"
hub=10.77.0.1
declare -A address_of=()
# What systemd-nspawn ends with when the machine has rebooted itself.
rebooted=133
# In service of the rig itself: who of a machine's processes writes where.
note_program=/usr/local/lib/e2e/note

# The bridge between the machines. Nothing leads from here to anywhere else.
lay_cables() {
  ip link set lo up
  ip link add hub type bridge
  ip addr add "$hub/24" dev hub
  ip link set hub up
}

# new_machine NODE NUMBER: makes one; starts nothing.
new_machine() {
  local node=$1 dir=$machines/$1 root=$machines/$1/root
  address_of[$node]=10.77.0.1$2
  mkdir -p "$dir"/{upper,work,root}
  mount -t overlay -o "lowerdir=$rootfs,upperdir=$dir/upper,workdir=$dir/work" "$node" "$root"
  echo "$node" >"$root/etc/hostname"
  printf '127.0.0.1 localhost\n%s %s\n' "${address_of[$node]}" "$node" >"$root/etc/hosts"
  systemd-machine-id-setup --root="$root" >/dev/null 2>&1
  mkdir -p "$root/var/log/journal" "$root/record"
  # They would look for a mirror.
  ln -sf /dev/null "$root/etc/systemd/system/apt-daily.timer"
  ln -sf /dev/null "$root/etc/systemd/system/apt-daily-upgrade.timer"
  plug_in "$node"
  add_note_program "$root"
  add_agent "$node"
  add_service "$node"
}

# Its end of a cable, in a network of its own that outlives its boots as a network card does.
plug_in() {
  local node=$1
  ip netns add "$node"
  ip link add "$node" type veth peer name eth0 netns "$node"
  ip link set "$node" master hub up
  ip -n "$node" link set lo up
  ip -n "$node" addr add "${address_of[$node]}/24" dev eth0
  ip -n "$node" link set eth0 up
}

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

# A Consul agent as nodes have it: a service that leaves the cluster when the machine goes down.
add_agent() {
  local node=$1 root=$machines/$1/root
  mkdir -p "$root/etc/consul.d" "$root/var/lib/consul"
  agent_settings "$node" "${address_of[$node]}" '"server": false, "retry_join": ["'"$hub"'"], "data_dir": "/var/lib/consul"' \
    >"$root/etc/consul.d/agent.json"
  add_unit "$root" consul.service multi-user.target <<'UNIT'
[Unit]
Description=Consul agent
Wants=network-online.target
After=network-online.target
[Service]
Type=notify
ExecStart=/usr/local/bin/consul agent -config-dir=/etc/consul.d
ExecReload=/bin/kill -HUP $MAINPID
KillMode=process
KillSignal=SIGTERM
Restart=on-failure
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

# What the machines are there for: a service on port 80, and a check that speaks to it. It notes when it begins to serve and,
# as the first thing of a shutdown, when it ends.
add_service() {
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
while ($client = $server->accept) { print $client "at your service\n"; close $client }
PERL
  chmod 755 "$root/usr/local/lib/e2e/web"
  cat >"$root/etc/consul.d/web.json" <<JSON
{"service": {"name": "web", "port": 80, "tags": ["rebootmgr", "min_passing=${min_passing:?}"],
  "check": {"name": "web answers", "tcp": "${address_of[$node]}:80", "interval": "1s", "timeout": "5s"}}}
JSON
}

# Holds a machine up: boots it, and again whenever it reboots itself.
hold_up() {
  local node=$1 dir=$machines/$1 cgroup code
  for cgroup in ${cgroups_of_run:?}; do
    mkdir -p "$cgroup/$node"
    echo 0 >"$cgroup/$node/cgroup.procs"
  done
  while :; do
    echo "$EPOCHREALTIME $node up" >>"$record/boots.log"
    systemd-nspawn --quiet --boot --directory="$dir/root" --machine="e2e-$node" --hostname="$node" \
      --register=no --keep-unit --network-namespace-path="/run/netns/$node" --console=pipe \
      --resolv-conf=off --timezone=off --link-journal=no \
      --bind="$record:/record" --bind-ro="${CONSUL_BINARY:?}:/usr/local/bin/consul" --bind-ro="$work/packages:/packages" >>"$dir/nspawn.log" 2>&1 &
    echo $! >"$dir/nspawn"
    code=0
    wait $! || code=$?
    rm -f "$dir/nspawn"
    echo "$EPOCHREALTIME $node down $code" >>"$record/boots.log"
    if [[ $code -ne $rebooted || -e $dir/stays-down ]]; then return; fi
  done
}

power_on() {
  rm -f "$machines/$1/stays-down"
  hold_up "$1" </dev/null >/dev/null 2>&1 &
}

# Pulls the plug.
power_off() {
  local nspawn
  touch "$machines/$1/stays-down"
  nspawn=$(cat "$machines/$1/nspawn" 2>/dev/null) || return 0
  kill -KILL "$nspawn"
  until [[ ! -e $machines/$1/nspawn ]]; do sleep 0.1; done
}

# on NODE COMMAND...: runs it there, as an operator would who is logged in. Who waits for it is not in the machine: nsenter's
# own waiting stops with a command that the machine's shutdown stops, and would hold up the shutdown for ever.
on() {
  local node=$1 leader
  shift
  leader=$(leader_of "$node") || return 1
  nsenter --target "$leader" --mount --uts --ipc --net --pid --cgroup --no-fork -- \
    env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root TERM="${TERM:-dumb}" LC_ALL=C.UTF-8 \
    bash -c '"$@"; exit $?' on "$@"
}

# The machine's process 1, as it is seen from here; fails while it is down.
leader_of() {
  local nspawn child children
  nspawn=$(cat "$machines/$1/nspawn" 2>/dev/null) || return 1
  # It ends without a newline.
  { read -ra children <"/proc/$nspawn/task/$nspawn/children" || true; } 2>/dev/null
  for child in "${children[@]}"; do
    if [[ $(awk '$1 == "NSpid:" { print $NF }' "/proc/$child/status" 2>/dev/null) == 1 ]]; then
      echo "$child"
      return
    fi
  done
  return 1
}

# Whether it has booted, and its agent is in the cluster.
is_ready() {
  on "$1" systemctl is-active --quiet multi-user.target consul.service 2>/dev/null
}
