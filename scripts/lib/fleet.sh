# shellcheck shell=bash
# The demo's fleet: nodes in folders below $work, each with a Consul agent of its own, a timer that starts the real
# program, and a made-up machine that can boot. Sourced after consul.sh.
#
# What a node is made of, in $work/NODE: `up` (its service runs), `down` (the machine is booting), boot_id,
# reboot_required, tasks/, tasks.log, timer.log, rebootmgr.toml. Every boot is recorded in $work/boots.log by the machines
# themselves: that record is what the demo is judged by.

: "${program:=}" "${project:?from build.sh}" "${work:?a folder}" "${consul_http:=}"
declare -A address_of=()
timers=()


# add_node NODE GROUP ADDRESS SERVICE MIN_PASSING: writes its files; starts nothing.
add_node() {
  local node=$1 group=$2 address=$3 service=$4 least=$5 dir=$work/$1
  # shellcheck disable=SC2034 # for those who source this
  address_of[$node]=$address
  mkdir -p "$dir"/tasks/{pre_boot_tasks,post_boot_tasks} "$work/consul-$node.d"
  new_boot_id "$node"
  write_task "$dir/tasks/pre_boot_tasks/10-drain" 'drained'
  write_task "$dir/tasks/post_boot_tasks/10-undrain" 'taking traffic again'
  cat >"$work/consul-$node.d/service.json" <<JSON
{"service": {"name": "$service", "tags": ["rebootmgr", "min_passing=$least"],
  "check": {"name": "$service runs", "args": ["test", "-e", "$dir/up"], "interval": "1s", "timeout": "5s"}}}
JSON
  cat >"$dir/rebootmgr.toml" <<TOML
[node]
name = "$node"
group = "$group"
[consul]
address = "http://$address:$consul_http"
[paths]
tasks = "$dir/tasks"
state = "$dir/state"
run = "$dir/run"
reboot_required = ["$dir/reboot_required"]
boot_id = "$dir/boot_id"
[reboot]
command = ["$work/reboot", "$node"]
TOML
}

write_task() {
  # shellcheck disable=SC2016 # for the task to expand
  printf '#!/bin/sh\necho "$REBOOTMGR_STAGE $REBOOTMGR_NODE: %s ($REBOOTMGR_REASON)" | tee -a %q\n' \
    "$2" "${1%/tasks/*}/tasks.log" >"$1"
  chmod 755 "$1"
}

new_boot_id() { cat /proc/sys/kernel/random/uuid >"$work/$1/boot_id"; }

# The reboot command of every node: like `systemctl reboot` it returns at once. From here on the service does not run.
write_reboot_command() {
  cat >"$work/reboot" <<SH
#!/bin/bash
# reboot NODE: the machine goes down, in one step with its line in the record.
exec 9>"$work/boots.lock" && flock 9 || exit 1
echo "\$EPOCHREALTIME down \$1" >>"$work/boots.log"
rm -f "$work/\$1/up"
touch "$work/\$1/down"
SH
  chmod 755 "$work/reboot"
}

# The rest of a boot: a new boot id, an empty /run, and then the service runs again.
boot() {
  local node=$1 dir=$work/$1
  sleep "2.$((RANDOM % 10))"
  new_boot_id "$node"
  rm -f "$dir/reboot_required" "$dir/down"
  recover "$node"
}

# A service begins to run, in one step with its line in the record.
recover() {
  (
    flock 9
    touch "$work/$1/up"
    echo "$EPOCHREALTIME up $1" >>"$work/boots.log"
  ) 9>"$work/boots.lock"
}

# A node's life: the timer starts the program, unless the machine is booting.
live() {
  local node=$1 code
  while :; do
    if [[ -e $work/$node/down ]]; then
      boot "$node"
    else
      code=0
      "$program" run --wait-if-next -v --config "$work/$node/rebootmgr.toml" || code=$?
      # The stop of the demo itself.
      if [[ $code -eq 143 ]]; then return; fi
      echo "$EPOCHREALTIME run of $node ended with $code"
    fi
    sleep "$((1 + RANDOM % 2)).$((RANDOM % 10))"
  done
}

# Starts the nodes' timers, each as a process group, so that it can be ended with whatever it runs.
start_timers() {
  local node
  set -m
  for node in "$@"; do
    live "$node" </dev/null >"$work/$node/timer.log" 2>&1 &
    timers+=($!)
  done
  set +m
}

# Ends them: first asked, then, after 8 s, made to.
stop_timers() {
  local timer tries
  for timer in "${timers[@]}"; do kill -TERM -- "-$timer" 2>/dev/null || true; done
  for timer in "${timers[@]}"; do
    for ((tries = 0; tries < 80; tries++)); do
      kill -0 -- "-$timer" 2>/dev/null || break
      sleep 0.1
    done
    kill -KILL -- "-$timer" 2>/dev/null || true
    wait "$timer" 2>/dev/null || true
  done
  timers=()
}
