# shellcheck shell=bash
# What the machines of scripts/e2e stand on, made from outside: tools, a root file system that is made once, and a
# sealed ground (namespaces of processes, mounts and network) that takes everything with it when it ends. Sourced after
# build.sh.

: "${project:?from build.sh}"

# What the machines are made of. iproute2 is for whoever looks around in one, rpm for the one that takes the RPM.
packages=systemd,systemd-sysv,dbus,iproute2,rpm
grounds=()
cgroups=()
work=

# Prints why this machine cannot do it, or nothing. Installs what apt-get can give, as scripts/test does.
obstacle() {
  local tool missing=()
  [[ $(uname -s) == Linux ]] || { echo "machines need Linux"; return; }
  [[ $EUID -eq 0 ]] || { echo "machines need root"; return; }
  for tool in systemd-nspawn:systemd-container mmdebstrap:mmdebstrap ip:iproute2 nsenter:util-linux; do
    command -v "${tool%%:*}" >/dev/null || missing+=("${tool#*:}")
  done
  if [[ ${#missing[@]} -gt 0 ]] && command -v apt-get >/dev/null; then
    say "${missing[*]}: not there, installing with apt-get"
    { apt-get -qq update && DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends "${missing[@]}"; } >/dev/null 2>&1 ||
      { echo "apt-get could not install ${missing[*]}"; return; }
  elif [[ ${#missing[@]} -gt 0 ]]; then
    echo "missing: ${missing[*]}"
    return
  fi
  [[ -n $(mirror) ]] || { echo "no Debian source in /etc/apt to make machines from"; return; }
  # shellcheck disable=SC2016 # for the inner shell to expand
  unshare --mount --pid --net --fork --kill-child --mount-proc bash -c '
    set -e
    mount -t tmpfs tmpfs /run
    mkdir -p /run/{low,box}
    mount -t tmpfs tmpfs /run/box
    mkdir /run/box/{up,work,root}
    mount -t overlay -o lowerdir=/run/low,upperdir=/run/box/up,workdir=/run/box/work overlay /run/box/root
    ip link add probe type bridge' >/dev/null 2>&1 ||
    { echo "no namespaces, overlay file system or network bridge here (a container without rights for them?)"; return; }
  [[ -n $(cgroup_roots) ]] || echo "no cgroup hierarchy of systemd's is mounted"
}

# The machine's own Debian source, "URI SUITE": whichever of the two forms it is written in.
mirror() {
  local found
  found=$(cat /etc/apt/sources.list.d/*.sources 2>/dev/null | awk '
    $1 == "URIs:" { uri = $2 }
    $1 == "Suites:" && uri ~ /\/debian\/?$/ { print uri, $2; exit }
    /^$/ { uri = "" }')
  if [[ -z $found ]]; then
    found=$(cat /etc/apt/sources.list /etc/apt/sources.list.d/*.list 2>/dev/null |
      sed -n 's/^deb \(\[[^]]*\] \)\?\([^ ]*\/debian\/\? [^ ]*\) .*/\2/p' | head -n 1)
  fi
  echo "$found"
}

# Where systemd's cgroups are: the unified hierarchy, and the named one beside it where the machine still has both.
cgroup_roots() {
  awk '$(NF-2) == "cgroup2" { print $5 } $(NF-2) == "cgroup" && $NF ~ /name=systemd/ { print $5 }' /proc/self/mountinfo
}

# Sets `rootfs`, of the mirror's own suite.
need_rootfs() {
  local uri suite
  read -r uri suite <<<"$(mirror)"
  rootfs=$(rootfs_of "$suite" "$packages")
  make_rootfs "$rootfs" "$suite" "$packages" "$uri"
}

# Sets `soft_rootfs`: one whose systemd knows soft reboots (254 and newer), out of the suite's backports where it must be.
# Fails where there is none.
need_soft_rootfs() {
  local uri suite sources
  soft_rootfs=$rootfs
  if has_soft_reboots "$soft_rootfs"; then return; fi
  read -r uri suite <<<"$(mirror)"
  # Without rpm: its machine takes the Debian package.
  soft_rootfs=$(rootfs_of "$suite-backports" "${packages%,rpm}")
  sources=("deb $uri $suite main" "deb $uri $suite-backports main")
  make_rootfs "$soft_rootfs" "$suite" "${packages%,rpm}" "${sources[@]}" --aptopt="APT::Default-Release \"$suite-backports\"" &&
    has_soft_reboots "$soft_rootfs"
}

has_soft_reboots() { [[ -e $1/usr/lib/systemd/system/soft-reboot.target || -e $1/lib/systemd/system/soft-reboot.target ]]; }

# rootfs_of SUITE PACKAGES: where it is kept. Its name tells what went into it.
rootfs_of() {
  echo "${XDG_CACHE_HOME:-$HOME/.cache}/rebootmgr/e2e-$1-$(sha256sum <<<"2 $1 $2" | cut -c1-12)"
}

# What dpkg is told in a machine. As options of mmdebstrap they would have a Python look through each package of the base. Of the manual
# the files only: a Java's postinst fails where its folder is missing, for its links go there.
slim() {
  mkdir -p "$1/etc/dpkg/dpkg.cfg.d"
  printf '%s\n' 'path-exclude=/usr/share/man/*/*' 'path-exclude=/usr/share/doc/*' 'path-exclude=/usr/share/locale/*' \
    force-unsafe-io >"$1/etc/dpkg/dpkg.cfg.d/slim"
}

# make_rootfs FOLDER SUITE PACKAGES SOURCE...: a minimal Debian, made once and then kept in the cache.
make_rootfs() {
  local rootfs=$1 suite=$2 packages=$3 making begun=$SECONDS
  shift 3
  if [[ -d $rootfs ]]; then return; fi
  say "making the machines' root file system: ${rootfs##*/} with $packages (once, into $rootfs)"
  mkdir -p "${rootfs%/*}"
  making=$(mktemp -d "$rootfs.XXXXXX")
  if ! mmdebstrap --verbose --variant=minbase --include="$packages" --aptopt='Acquire::Languages "none"' \
    --setup-hook="$(declare -f slim); slim \"\$1\"" "$suite" "$making/root" "$@" >"$making/log" 2>&1; then
    # The first error is the cause, and the last line only says that there was one.
    grep -i -B 2 -A 2 -m 5 '\(^\|[^-a-z]\)error' "$making/log" >&2 || true
    tail -n 5 "$making/log" >&2
    # One that was broken off may have left Debian's /proc and /dev in there.
    rm -rf --one-file-system "$making"
    return 1
  fi
  # Every machine gets its own, at its first boot.
  rm -f "$making/root/etc/machine-id" "$making/root/etc/hostname" "$making/root/var/lib/dbus/machine-id"
  mv -T "$making/root" "$rootfs" 2>/dev/null || [[ -d $rootfs ]]
  rm -rf --one-file-system "$making"
  say "made in $((SECONDS - begun)) s"
}

# Starts a command on sealed ground of its own. When it ends, or this script does, however it ends, the kernel ends every
# process that was started there and takes away its mounts, bridges and machines' networks.
on_ground() {
  local root roots=()
  for root in $(cgroup_roots); do
    roots+=("$root/rebootmgr-e2e-$$-${#grounds[@]}")
    mkdir -p "${roots[-1]}"
  done
  cgroups+=("${roots[@]}")
  export work rootfs soft_rootfs outside=$$
  export cgroups_of_run="${roots[*]}"
  setpriv --pdeathsig KILL unshare --mount --pid --net --fork --kill-child --mount-proc "$@" </dev/null &
  grounds+=("$!")
}

# For the exit trap. What failed leaves its evidence, nothing else stays.
clear_ground() {
  local ground cgroup tries
  trap '' INT TERM HUP
  for ground in "${grounds[@]}"; do
    kill -KILL "$ground" 2>/dev/null || true
    wait "$ground" 2>/dev/null || true
  done
  for cgroup in "${cgroups[@]}"; do
    # The last of its processes may still be on their way out.
    for ((tries = 0; tries < 50; tries++)); do
      find "$cgroup" -depth -type d -exec rmdir {} + 2>/dev/null || true
      [[ -d $cgroup ]] || break
      sleep 0.1
    done
  done
  if [[ -n $work ]]; then
    find "$work" -mindepth 1 -maxdepth 1 ! -name evidence -exec rm -rf {} +
    rmdir "$work" 2>/dev/null || say "evidence: $work/evidence"
  fi
}
