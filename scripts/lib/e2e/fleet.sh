# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154 # names that inside.sh and what it sources share
# Three machines (one, for soft reboots) and a Consul server as one fleet with one group, web: started, marked, looked at. Sourced after machines.sh.

nodes=(web1 web2 web3)
min_passing=2
server_pid=
prefix=service/rebootmgr

# Bounds in seconds. What they bound takes a tenth of it on an idle machine.
boot_bound=90
campaign_bound=200
servers_bound=600

# A record and a set of machines of its own for each scenario.
begin_scenario() {
  broken=0
  hurried=("${nodes[@]}")
  # Here the units do their work as they come: the path at once, the timer after a boot, the other one every five minutes.
  if [[ $1 == campaign ]]; then hurried=(web2); fi
  nodes=(web1 web2 web3) min_passing=2 lower=$rootfs reboot_command='' consul_servers='' boot_takes=0 away_until_seen=''
  equip=equip_whole start=start_fleet agents=("$hub")
  # The wakefulness of who waits in line is what is asked; a quick timer would hide that there is none.
  if [[ $1 == servers ]]; then hurried=() consul_servers=10.0.0.1,10.0.0.2,10.0.0.3 boot_takes=50; fi
  # Long enough for an operator to set a flag meanwhile, on a busy machine too.
  if [[ $1 == stop ]]; then boot_takes=8; fi
  if [[ $1 == soft-reboot ]]; then
    # One machine of its own kind: what it does alone is what is asked.
    nodes=(web1) min_passing=1 lower=$soft_rootfs reboot_command='["systemctl", "soft-reboot"]' hurried=()
  fi
  if [[ $1 == guide ]]; then
    # The guide looks at the others while it is away.
    away_until_seen=web2
    hurried=() equip=equip_as_from_the_shop start=start_machines agents=(10.0.0.1 10.0.0.2 10.0.0.3)
  fi
  fleet=$work/fleet/$1
  record=$fleet/record
  machines=$fleet/machines
  mkdir -p "$record" "$machines"
  : >"$record/tasks.log"
  echo
  echo "$1"
}

# Boots the machines, installs the package in each as its operators would, and lets its timer run.
start_fleet() {
  local node begun=$EPOCHREALTIME
  # Where the machines are the servers it is a client that others look through.
  local kind='"server": true, "bootstrap_expect": 1'
  if [[ -n $consul_servers ]]; then kind='"server": false, "retry_join": ["'${consul_servers//,/\", \"}'"]'; fi
  agent_settings server "$hub" "$kind"', "data_dir": "'"$fleet/consul"'"' 0.0.0.0 >"$fleet/consul.json"
  "$CONSUL_BINARY" agent -config-file="$fleet/consul.json" </dev/null >"$record/consul-server.log" 2>&1 &
  server_pid=$!
  start_machines || return
  for node in "${nodes[@]}"; do { put "$node" now && set_up "$node"; } & done
  for node in "${nodes[@]}"; do await 120 "the package is installed on $node and its timer runs" has_timer "$node" || return; done
  # Each scenario asks every node again in the same words: meant, and no loop.
  await 60 "Consul takes the policy" write_policy || return
  await 60 "the service passes everywhere" everyone_passes || return
  step "${#nodes[@]} machines up, the package installed, timers on ($(seconds_since "$begun") s)"
  begin_to_observe
}

start_machines() {
  local node number=0
  for node in "${nodes[@]}"; do
    new_machine "$node" "$((++number))"
    power_on "$node"
  done
  for node in "${nodes[@]}"; do await "$boot_bound" "$node boots" is_ready "$node" || return; done
}

begin_to_observe() {
  observe &
  observer=$!
  # It has to look in time on a busy machine too.
  renice -n -10 --pid "$observer" >/dev/null 2>&1 || true
}

write_policy() {
  consul kv put "$prefix/config" \
    '{"limit": 1, "settle": "2s", "task_timeout": "5m", "post_health_timeout": "1m", "max_reboots": 1000}' >/dev/null 2>&1
}

has_timer() { on "$1" systemctl --quiet is-active rebootmgr.timer; }

# After the package: tasks, the group, and the timer.
set_up() {
  local node=$1 root=$machines/$1/root
  add_task "$root" pre_boot 10-drain
  add_task "$root" pre_boot 20-flush
  add_task "$root" post_boot 10-check
  add_task "$root" post_boot 20-undrain
  add_task "$root" abort 10-undrain
  sed -i 's/^#group = .*/group = "web"/' "$root/etc/rebootmgr/rebootmgr.toml"
  if [[ -n $reboot_command ]]; then
    sed -i "s/^#command = .*/command = $reboot_command/" "$root/etc/rebootmgr/rebootmgr.toml"
  fi
  if [[ " ${hurried[*]} " == *" $node "* ]]; then hurry "$root"; fi
  on "$node" systemctl daemon-reload && on "$node" systemctl enable --quiet --now rebootmgr.timer
}

# hurry ROOT: a timer that is quicker than the night.
hurry() {
  local root=$1
  mkdir -p "$root/etc/systemd/system/rebootmgr.timer.d"
  cat >"$root/etc/systemd/system/rebootmgr.timer.d/quick.conf" <<'UNIT'
[Timer]
OnCalendar=
OnCalendar=*:*:0/4
RandomizedDelaySec=0
AccuracySec=100ms
UNIT
}

# A task that says that it ran; it takes as long as /record/NODE-STAGE-TASK is there.
add_task() {
  local dir=$1/etc/rebootmgr/$2_tasks
  mkdir -p "$dir"
  cat >"$dir/$3" <<SH
#!/bin/bash
$note_program tasks.log "\$REBOOTMGR_STAGE/$3" begins "\$REBOOTMGR_CLAIM"
while [[ -e /record/\$HOSTNAME-\$REBOOTMGR_STAGE-$3 ]]; do sleep 0.1; done
$note_program tasks.log "\$REBOOTMGR_STAGE/$3" ends "\$REBOOTMGR_CLAIM"
SH
  chmod 755 "$dir/$3"
}

stop_fleet() {
  local node
  if [[ -n ${observer:-} ]]; then kill "$observer" 2>/dev/null || true; wait "$observer" 2>/dev/null || true; fi
  observer=
  for node in "${nodes[@]}"; do
    if [[ -d $machines/$node ]]; then power_off "$node"; fi
  done
  # Waited for at once and unheard, or the shell tells of its death.
  if [[ -n $server_pid ]]; then { kill -KILL "$server_pid"; wait "$server_pid"; } 2>/dev/null || true; fi
  server_pid=
  wait
  for node in "${nodes[@]}"; do
    if ! [[ -d $machines/$node ]]; then continue; fi
    ip link del "$node"
    ip netns del "$node"
    umount "$machines/$node/root"
  done
  rm -rf "$fleet"
}

# The consul command, as somebody outside of the machines.
consul() { CONSUL_HTTP_ADDR=${agents[0]}:8500 "$CONSUL_BINARY" "$@"; }

# The program, as an operator on a machine: rebootmgr_on NODE ARGUMENTS...
rebootmgr_on() { on "$1" rebootmgr "${@:2}"; }

# inhibit NODE: a package manager is at work there, until let_go NODE.
inhibit() {
  touch "$record/$1-is-upgrading"
  on "$1" systemd-run --quiet systemd-inhibit --what=shutdown --mode=block --who=dpkg --why="unpacking a kernel" \
    bash -c "while [[ -e /record/$1-is-upgrading ]]; do sleep 0.1; done"
}

let_go() { rm "$record/$1-is-upgrading"; }

# mark NODE...: they want a reboot, web2 by an operator's request, the others by the file that package managers leave. He
# sits at web3, which no scenario marks before: web1 may be on its way down by then.
mark() {
  local node
  for node in "$@"; do
    if [[ $node == web2 ]]; then
      rebootmgr_on web3 request web2 --reason "new firmware" >/dev/null
    else
      on "$node" sh -c 'echo new kernel >/run/reboot_required'
    fi || { failed_step "marking $node for a reboot"; return 1; }
  done
}

stop() { rebootmgr_on "$1" stop --reason "$2" >/dev/null || failed_step "rebootmgr stop on $1"; }
resume() { rebootmgr_on "$1" resume >/dev/null || failed_step "rebootmgr resume on $1"; }

everyone_passes() {
  look
  [[ $passing == "${nodes[*]}" ]]
}

# are_back NODE...: no claim, and these serve and want nothing.
are_back() {
  local node
  look
  [[ -z $claims ]] || return 1
  for node in "$@"; do
    [[ " $serving " == *" $node "* && " $passing " == *" $node "* ]] || return 1
    if wants_reboot "$node"; then return 1; fi
  done
}

everyone_is_back() { are_back "${nodes[@]}"; }

wants_reboot() {
  local node=$1
  [[ -n $(consul kv get -keys "$prefix/nodes/$node/reboot_required") ]] || on "$node" test -e /run/reboot_required
}

# await SECONDS TEXT COMMAND...: waits until it succeeds.
await() {
  local bound=$1 text=$2 deadline=$((SECONDS + $1))
  shift 2
  until "$@"; do
    if ((SECONDS >= deadline)); then
      failed_step "$text: not within $bound s"
      return 1
    fi
    sleep 0.2
  done
}

# What the scenario does, a line each.
step() { echo "          $*"; }

failed_step() {
  echo "  FAILED  $*"
  broken=$((broken + 1))
}

seconds_since() { awk -v from="$1" -v to="$EPOCHREALTIME" 'BEGIN { printf "%.1f", to - from }'; }
