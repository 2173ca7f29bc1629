# shellcheck shell=bash disable=SC2154 # names of inside, which sources it
# A machine with its own systemd (systemd-nspawn), for subjects that say "# boots: systemd": their tests run in it as whoever is
# logged in. Its boot is the beginning of its clock as well, or processes would seem to have been started long before or after it.

booted() {
  local cgroup leader='' code=0
  for cgroup in ${cgroups_of_run:?}; do echo 0 >"$cgroup/cgroup.procs"; done
  # What lies on a disk, for what passes over everything else.
  mkdir -p "$work/disk" "$root/disk"
  mount --bind "$work/disk" "$root/disk"
  ln -sf /dev/null "$root/etc/systemd/system/apt-daily.timer"
  ln -sf /dev/null "$root/etc/systemd/system/apt-daily-upgrade.timer"
  systemd-machine-id-setup --root="$root" >/dev/null 2>&1
  unshare --time --boottime "-$(cut -d. -f1 /proc/uptime)" --fork --kill-child \
    systemd-nspawn --quiet --boot --directory="$root" --machine=real --hostname=machine --register=no --keep-unit --console=pipe \
    --resolv-conf=off --timezone=off --link-journal=no </dev/null >/run/box/console 2>&1 &
  until leader=$(process_1) && there systemctl --quiet is-active multi-user.target 2>/dev/null; do
    kill -0 $! 2>/dev/null || { cat /run/box/console; exit 1; }
    sleep 0.2
  done
  there "${tests[@]}" || code=$?
  exit "$code"
}

# there COMMAND...
there() { nsenter --target "$leader" --mount --uts --ipc --net --pid --cgroup --time -- "$@"; }

# The machine's first process, as it is seen from here.
process_1() {
  awk '$1 == "NSpid:" && NF == 3 && $3 == 1 { split(FILENAME, path, "/"); print path[3]; found = 1; exit } END { exit !found }' \
    /proc/[0-9]*/status 2>/dev/null
}
