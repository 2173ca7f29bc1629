# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154 # names that inside.sh and what it sources share
# The packages under test: those of scripts/package, and a newer one made of each. Sourced after build.sh, by scripts/e2e
# to make them and by inside.sh to install them.

# Which machine takes the RPM; rpm runs on Debian as well, only it does not know what dpkg has installed.
machine_of_rpm=web3

# Leaves the packages in $work/packages: now.deb, now.rpm, newer.deb, newer.rpm, and page.deb. Without rpmbuild there are no RPMs.
need_packages() {
  local deb rpm formats=(deb)
  if command -v rpmbuild rpm2cpio cpio >/dev/null; then formats+=(rpm); else say "SKIPPED the RPM: no rpmbuild or cpio here"; fi
  deb=$(built 'rebootmgr_*-1_*.deb') rpm=$(built 'rebootmgr-consul-*-1.*.rpm')
  if is_stale "$deb" || { [[ ${#formats[@]} -gt 1 ]] && is_stale "$rpm"; }; then
    "$project/scripts/package" "${formats[@]}" --only rebootmgr >/dev/null || fail "the packages could not be built"
    deb=$(built 'rebootmgr_*-1_*.deb') rpm=$(built 'rebootmgr-consul-*-1.*.rpm')
  fi
  mkdir "$work/packages" "$work/newer"
  if [[ " ${chosen[*]} " == *" never-back "* ]]; then need_page; fi
  cp "$deb" "$work/packages/now.deb"
  make_newer_deb "$deb"
  if [[ ${#formats[@]} -gt 1 ]]; then
    cp "$rpm" "$work/packages/now.rpm"
    make_newer_rpm "$rpm"
  fi
  rm -rf "$work/newer"
}

# The page's, for the scenario in which it is started.
need_page() {
  local page
  page=$(built 'rebootmgr-page_*-1_*.deb')
  if is_stale "$page" "$project/page"; then
    "$project/scripts/package" deb --only rebootmgr-page >/dev/null || fail "the page's package could not be built"
    page=$(built 'rebootmgr-page_*-1_*.deb')
  fi
  cp "$page" "$work/packages/page.deb"
}

# The last one built of a name, of release 1; nothing in a fresh clone.
built() {
  [[ -d $project/packaging/target ]] || return 0
  find "$project/packaging/target" -maxdepth 1 -name "$1" -printf '%T@ %p\n' | sort -n | tail -n 1 | cut -d' ' -f2-
}

# is_stale PACKAGE [FOLDER...]: whether it is not there, or older than what it is made of, these folders among it
is_stale() {
  [[ -z $1 || -n $(find "${@:2}" "$project"/{pom.xml,CHANGELOG.md,common,agent,packaging,systemd,scripts/package,scripts/lib/runtime.sh,scripts/lib/changes.sh} \
    -name target -prune -o -name test -prune -o -type f -newer "$1" -print -quit) ]]
}

# A newer version as the next one may well be: other settings by default, and other libraries under other names, so that
# what a running program has not yet loaded is no longer where it was.
change_tree() {
  local lib=$1/usr/lib/rebootmgr/lib jar
  echo "# A comment that the newer version brings." >>"$1/etc/rebootmgr/rebootmgr.toml"
  for jar in "$lib"/*.jar; do
    if [[ $jar != */rebootmgr-agent.jar ]]; then mv "$jar" "${jar%.jar}.newer.jar"; fi
  done
  {
    printf 'Class-Path: '
    for jar in "$lib"/*.newer.jar; do printf '\n  %s' "${jar##*/}"; done
    echo
  } >"$work/newer/manifest"
  "$JAVA_HOME/bin/jar" --update --file "$lib/rebootmgr-agent.jar" --manifest "$work/newer/manifest" 2>"$work/newer/log" ||
    fail "$(cat "$work/newer/log")"
}

make_newer_deb() {
  local tree=$work/newer/deb
  dpkg-deb --raw-extract "$1" "$tree"
  change_tree "$tree"
  sed -i 's/^\(Version: .*-\)[^-]*$/\1999/' "$tree/DEBIAN/control"
  dpkg-deb --root-owner-group -Znone --build "$tree" "$work/packages/newer.deb" >/dev/null
}

make_newer_rpm() {
  local tree=$work/newer/rpm
  mkdir "$tree"
  (cd "$tree" && rpm2cpio "$1" | cpio --quiet -idm)
  change_tree "$tree"
  rpmbuild -bb --quiet --define "_topdir $work/newer" --define "_rpmdir $work/newer/made" --define "tree $tree" \
    --define "package_version $(rpm -qp --qf '%{version}' "$1")" --define "package_release 999" \
    "$project/packaging/rpm/rebootmgr.spec" >"$work/newer/log" 2>&1 ||
    fail "the newer RPM could not be built: $(cat "$work/newer/log")"
  mv "$work"/newer/made/*/*.rpm "$work/packages/newer.rpm"
}

# From here on inside.

takes_rpm() { [[ $1 == "$machine_of_rpm" && -e $work/packages/now.rpm ]]; }

# put NODE now|newer: installs it or upgrades to it, as an operator's tools do who have nobody to ask about settings.
put() {
  local node=$1 version=$2
  if takes_rpm "$node"; then
    on "$node" rpm --upgrade --nodeps "/packages/$version.rpm"
  else
    on "$node" dpkg --install --force-confold "/packages/$version.deb"
  fi >>"$record/install-$node.log" 2>&1 || { failed_step "the package ($version) installs on $node: install-$node.log"; return 1; }
}

version_on() {
  if takes_rpm "$1"; then
    on "$1" rpm --query --queryformat '%{version}-%{release}' rebootmgr-consul
  else
    # shellcheck disable=SC2016 # for dpkg to expand
    on "$1" dpkg-query --show --showformat '${Version}' rebootmgr
  fi
}

everyone_has_newer_version() {
  local node version
  for node in "${nodes[@]}"; do
    version=$(version_on "$node")
    [[ $version == *-999 ]] || { echo "$node has $version"; return 1; }
  done
}

# What an upgrade must leave alone.
settings_of() {
  local node
  for node in "$@"; do
    (cd "$machines/$node/root" && find etc/rebootmgr -type f ! -name '*.rpmnew' ! -name '*.dpkg-*' -exec sha256sum {} +) | sort -k 2
    echo "$node: timer $(on "$node" systemctl is-enabled rebootmgr.timer), $(on "$node" systemctl is-active rebootmgr.timer)"
  done
}
