# shellcheck shell=bash
# Packages and an archive of this machine's own, for apt. Sourced by cases.

# deb NAME VERSION [FILE]: /tmp/NAME_VERSION.deb; with a FILE it brings that, and the version stands in it
deb() {
  rm -rf /tmp/deb
  mkdir -p /tmp/deb/DEBIAN
  printf '%s\n' "Package: $1" "Version: $2" 'Architecture: all' 'Maintainer: nobody <nobody@localhost>' \
    'Description: probe' >/tmp/deb/DEBIAN/control
  if [[ -n ${3:-} ]]; then
    mkdir -p "/tmp/deb${3%/*}"
    echo "$2" >"/tmp/deb$3"
  fi
  dpkg-deb --build /tmp/deb "/tmp/$1_$2.deb"
}

# archive LABEL SUITE DEB...: the only one that apt knows, with these
archive() {
  local file
  rm -rf /tmp/repo
  mkdir -p /tmp/repo
  : >/tmp/repo/Packages
  for file in "${@:3}"; do
    cp "$file" /tmp/repo
    {
      dpkg-deb --field "$file"
      printf 'Filename: ./%s\nSize: %s\nSHA256: %s\n\n' "${file##*/}" "$(stat -c %s "$file")" "$(sha256sum "$file" | cut -d ' ' -f 1)"
    } >>/tmp/repo/Packages
  done
  {
    printf '%s\n' "Origin: Debian" "Label: $1" "Suite: $2" 'Version: 12' "Date: $(date -Ru)" 'SHA256:'
    printf ' %s %s Packages\n' "$(sha256sum /tmp/repo/Packages | cut -d ' ' -f 1)" "$(stat -c %s /tmp/repo/Packages)"
  } >/tmp/repo/Release
  rm -rf /etc/apt/sources.list /etc/apt/sources.list.d
  echo 'deb [trusted=yes] file:/tmp/repo ./' >/etc/apt/sources.list
}
