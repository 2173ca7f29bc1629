# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154 # names that inside.sh and what it sources share
our_units=(rebootmgr.timer rebootmgr.path)
more_binds=(--bind-ro="${stand_in:?}:/usr/lib/rebootmgr")
install_package() {
  local root=$machines/$1/root
  mkdir -p "$root"/etc/rebootmgr/{pre,post}_boot_tasks
  ln -sf /usr/lib/rebootmgr/bin/rebootmgr "$root/usr/bin/rebootmgr"
  cat >"$root/etc/systemd/system/rebootmgr.service" <<'UNIT'
[Unit]
After=network-online.target consul.service
[Service]
Type=oneshot
ExecStart=/usr/bin/rebootmgr run -v
SuccessExitStatus=2 3 4 6 8 9 10 
TimeoutStartSec=infinity
UNIT
  cat >"$root/etc/systemd/system/rebootmgr.timer" <<'UNIT'
[Timer]
OnCalendar=*:0/5
[Install]
WantedBy=timers.target
UNIT
  cat >"$root/etc/systemd/system/rebootmgr.path" <<'UNIT'
[Path]
PathExists=/run/reboot_required
[Install]
WantedBy=paths.target
UNIT
}
upgrade() { return 0; }
everyone_has_newer_version() { return 0; }
