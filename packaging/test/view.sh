# shellcheck shell=bash
# A copy-on-write view of this machine in which packages are installed, with their dependencies resolved. Sourced by packaging/test/install and install-page.

: "${root:?}" "${folder:?}" "${format:?}" "${package:?}" "${higher:?}"

fail() {
  printf '%s %s: %s\n' "packaging/test/${0##*/}" "$format" "$*" >&2
  exit 1
}

make_view() {
  mount -t tmpfs view "$folder"
  mkdir "$folder"/{changes,work,root}
  mount -t overlay view -o "lowerdir=/,upperdir=$folder/changes,workdir=$folder/work" "$root"
  mount --rbind /proc "$root/proc"
  mount --rbind /dev "$root/dev"
  # No systemd runs in there, and nothing of this machine's own.
  mount -t tmpfs run "$root/run"
  mount -t tmpfs tmp "$root/tmp"
  chmod 1777 "$root/tmp"
  rm -rf "$root"/{etc,usr/lib,var/lib,var/cache}/rebootmgr "$root"/{etc,usr/lib}/rebootmgr-page
  cp "$package" "$root/tmp/package.$format"
  cp "$higher" "$root/tmp/higher.$format"
  if [[ $format == rpm ]]; then make_repository; fi
}

inside() { env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C HOME=/root chroot "$root" "$@"; }

# stub NAME VERSION LINE...: a package without files, of which only the lines of its spec count.
stub() {
  local spec=$folder/$1.spec
  printf '%s\n' "Name: $1" "Version: $2" "Release: 1" "Summary: x" "License: x" "BuildArch: noarch" "${@:3}" '%description' '%files' >"$spec"
  rpmbuild -bb --quiet --define "_topdir $folder/stubs" --define "_rpmdir $root/tmp/repository" "$spec" >"$folder/log" 2>&1 ||
    fail "rpmbuild of a stub failed: $(cat "$folder/log")"
}

# What EL 8 has of all that the package may need, for no registry here has its packages: dnf finds it there, or refuses. Beside it
# openSUSE's rebootmgr.
make_repository() {
  local library minor provides=()
  for library in libc.so.6 libm.so.6 libdl.so.2 libpthread.so.0 librt.so.1 ld-linux-x86-64.so.2 ld-linux-aarch64.so.1; do
    provides+=("Provides: $library()(64bit)")
    for minor in 2.{0..28} 2.2.5 2.3.{2,3,4}; do provides+=("Provides: $library(GLIBC_$minor)(64bit)"); done
  done
  stub glibc 2.28 "${provides[@]}"
  stub bash 4.4.20 'Provides: /bin/sh'
  stub coreutils 8.30
  stub systemd 239
  stub rebootmgr 2.6
  inside createrepo_c --quiet /tmp/repository >"$folder/log" 2>&1 || fail "createrepo_c failed: $(cat "$folder/log")"
  mkdir -p "$root/tmp/repositories"
  printf '[stubs]\nname=stubs\nbaseurl=file:///tmp/repository\ngpgcheck=0\n' >"$root/tmp/repositories/stubs.repo"
}

managed() {
  local apt=(apt-get -y -o Dpkg::Options::=--force-confold) dnf=(dnf -y --setopt=reposdir=/tmp/repositories --releasever=8 --nogpgcheck)
  case $format:$1 in
  deb:install) inside env DEBIAN_FRONTEND=noninteractive "${apt[@]}" install --no-install-recommends "/tmp/$2.deb" ;;
  deb:remove) inside "${apt[@]}" remove "${2:-rebootmgr}" ;;
  deb:purge) inside "${apt[@]}" purge "${2:-rebootmgr}" ;;
  rpm:install) inside "${dnf[@]}" install "/tmp/$2.rpm" ;;
  rpm:install-named) inside "${dnf[@]}" install "$2" ;;
  rpm:upgrade-all) inside "${dnf[@]}" upgrade ;;
  rpm:remove) inside "${dnf[@]}" remove --noautoremove "${2:-rebootmgr-consul}" ;;
  esac
}

manage_quietly() { managed "$@" >"$folder/log" 2>&1; }

manage() { manage_quietly "$@" || fail "$* failed: $(cat "$folder/log")"; }
