# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154 # names that inside.sh and what it sources share
# The machines: each a copy-on-write layer over the root file system, with an address, a boot id for each boot and a
# Consul agent of its own, held up by a shell that starts it again when it reboots itself. Sourced by inside.sh.
#
# What a machine is made of, in $machines/NODE: upper/ (what it wrote), root/ (what it sees), nspawn.log, leader (its
# process 1), `stays-down` (not started again after its next reboot). In $record, which every machine sees as /record:
# boots.log (written by the shells that hold them up), tasks.log and machines.log (written by the machines).

: "${work:?}" "${rootfs:?}" "${lower:=$rootfs}" "${record:=}" "${machines:=}"
# The addresses of docs/getting-started.md, and one for whoever looks from outside.
hub=10.0.0.254
declare -A address_of=()
# Where a machine sees what it shares with the outside: a soft reboot unmounts all but this.
shared=/run/host
# What systemd-nspawn ends with when the machine has rebooted itself.
rebooted=133

# The bridge between the machines. Nothing leads from here to anywhere else.
lay_cables() {
  ip link set lo up
  ip link add hub type bridge
  ip addr add "$hub/24" dev hub
  ip link set hub up
  # Whoever looks at a machine that is off is told so in a third of a second, not in three.
  { echo 100 >/proc/sys/net/ipv4/neigh/hub/retrans_time_ms && echo 1 >/proc/sys/net/ipv4/neigh/hub/delay_first_probe_time; } 2>/dev/null || true
}

# new_machine NODE NUMBER: makes one; starts nothing.
new_machine() {
  local node=$1 dir=$machines/$1 root=$machines/$1/root
  address_of[$node]=10.0.0.$2
  mkdir -p "$dir"/{upper,work,root}
  mount -t overlay -o "lowerdir=$lower,upperdir=$dir/upper,workdir=$dir/work" "$node" "$root"
  echo "$node" >"$root/etc/hostname"
  printf '127.0.0.1 localhost\n%s %s\n' "${address_of[$node]}" "$node" >"$root/etc/hosts"
  systemd-machine-id-setup --root="$root" >/dev/null 2>&1
  mkdir -p "$root/var/log/journal" "$root/usr/local/bin"
  ln -s "$shared/record" "$root/record"
  ln -s "$shared/packages" "$root/packages"
  ln -s "$shared/consul" "$root/usr/local/bin/consul"
  # They would look for a mirror.
  ln -sf /dev/null "$root/etc/systemd/system/apt-daily.timer"
  ln -sf /dev/null "$root/etc/systemd/system/apt-daily-upgrade.timer"
  plug_in "$node"
  add_note_program "$root"
  "$equip" "$node"
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
      --bind="$record:$shared/record" --bind-ro="${CONSUL_BINARY:?}:$shared/consul" \
      --bind-ro="$work/packages:$shared/packages" >>"$dir/nspawn.log" 2>&1 &
    echo $! >"$dir/nspawn"
    code=0
    wait $! || code=$?
    rm -f "$dir/nspawn"
    echo "$EPOCHREALTIME $node down $code" >>"$record/boots.log"
    if [[ $code -ne $rebooted || -e $dir/stays-down ]]; then return; fi
    # As long as firmware takes on real ones.
    sleep "$boot_takes"
    if [[ $node == "$away_until_seen" ]]; then be_seen_away; fi
    if [[ -e $dir/stays-down || ! -d $dir/root ]]; then return; fi
  done
}

# Until who wants to see a machine away has seen it: an election, and what follows from it, takes as long as it takes.
be_seen_away() {
  local deadline=$((SECONDS + look_bound))
  until [[ -e $fleet/seen-away ]] || ((SECONDS >= deadline)); do sleep 0.2; done
}

power_on() {
  rm -f "$machines/$1/stays-down"
  hold_up "$1" </dev/null >/dev/null 2>&1 &
}

# Pulls the plug. With a machine's process 1 the kernel ends all that runs in it, and nspawn goes by itself; a machine whose
# nspawn alone is killed runs on, and its inotify instances with it, until the kernel has none left for the next one.
power_off() {
  local leader
  touch "$machines/$1/stays-down"
  while [[ -e $machines/$1/nspawn ]]; do
    if leader=$(leader_of "$1"); then kill -KILL "$leader" 2>/dev/null || true; fi
    sleep 0.1
  done
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
