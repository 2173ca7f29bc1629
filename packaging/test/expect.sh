# shellcheck shell=bash
# What is expected of an installed package. Sourced by packaging/test/install and install-page, after view.sh.

: "${root:?}" "${folder:?}" "${format:?}"

# has PATH [MODE]: it is there, root's, and nobody else may write to it.
has() {
  [[ -e $root$1 ]] || fail "$1 is not there"
  [[ $(stat -c '%U %G' "$root$1") == "root root" ]] || fail "$1 is $(stat -c '%U:%G' "$root$1")'s"
  [[ -z $(find -L "$root$1" -prune -perm /022) ]] || fail "others may write to $1"
  if [[ -n ${2:-} && $(stat -c %a "$root$1") != "$2" ]]; then fail "$1 has mode $(stat -c %a "$root$1"), not $2"; fi
}

lacks() { [[ ! -e $root$1 && ! -L $root$1 ]] || fail "$1 is there"; }

holds() { grep -q "$2" "$root$1" || fail "$1 does not hold '$2': $(cat "$root$1")"; }

everything_stands() {
  local path
  for path in /etc/rebootmgr/{pre_boot_tasks,post_boot_tasks,abort_tasks,gates.d,detectors.d,notify.d} /var/{lib,cache}/rebootmgr; do has "$path" 755; done
  has /etc/rebootmgr/rebootmgr.toml 644
  for path in /usr/bin/rebootmgr /usr/lib/rebootmgr/{bin/rebootmgr,bin/make-cache,lib/rebootmgr.id,lib/rebootmgr.jsa,runtime/bin/java} \
    /usr/lib/systemd/system/rebootmgr.{service,timer,path} /usr/lib/systemd/system/rebootmgr-boot.timer \
    /usr/lib/tmpfiles.d/rebootmgr.conf /usr/share/man/man1/rebootmgr{,-run,-status}.1.gz /usr/share/man/man5/rebootmgr{.toml,-policy}.5.gz \
    /usr/share/bash-completion/completions/rebootmgr /usr/share/doc/rebootmgr/{README.md,consul-acl.hcl,examples/slurm/slurm}; do
    has "$path"
  done
}

# everything_is_accounted_for PACKAGE: its bill of materials names each jar and nothing of when it was made; each jar has its licence in words.
everything_is_accounted_for() {
  local of=$1 bill=/usr/lib/$1/$1.cdx.json licenses jar name files
  case $format in
  deb) licenses=/usr/share/doc/$of/licenses ;;
  rpm) licenses=/usr/share/licenses/$of ;;
  esac
  has "$bill" 644
  holds "$bill" '"bomFormat" : "CycloneDX"'
  holds "$bill" '"name" : "openjdk"'
  if grep -E '"(serialNumber|timestamp)"' "$root$bill" >&2; then fail "the bill of materials differs from build to build"; fi
  for jar in "$root/usr/lib/$of/lib"/*.jar; do
    jar=${jar##*/}
    name=${jar%.jar}
    if [[ $jar == rebootmgr-* ]]; then continue; fi
    holds "$bill" "\"name\" : \"${name%%-[0-9]*}\""
    files=$(sed -n "s/^$jar: .* (\(.*\))$/\1/p" "$root$licenses/INDEX")
    [[ -n $files ]] || fail "no licence of $jar in $licenses/INDEX"
    while read -r name; do
      has "$licenses/$name" 644
      [[ -s $root$licenses/$name ]] || fail "$licenses/$name is empty"
    done < <(tr -s ', ' '\n' <<<"$files")
  done
  # It carries a list that is under another licence than itself.
  holds "$licenses/INDEX" '^okhttp-.* AND MPL-2\.0 (.*, MPL-2\.0)$'
  has "$licenses/java-runtime/java.base/LICENSE" 644
  if [[ $format == rpm ]]; then has "$licenses/LICENSE" 644; fi
}

it_runs() {
  local said
  said=$(inside rebootmgr --version) || fail "rebootmgr --version: $said"
  [[ $said =~ ^rebootmgr\ [^,]+,\ Java\ runtime\ ([0-9.]+\+[^\ ]+)$ ]] || fail "rebootmgr --version said $said"
  # The bill of materials is of the runtime that really runs.
  holds /usr/lib/rebootmgr/rebootmgr.cdx.json "\"version\" : \"${BASH_REMATCH[1]//+/[+]}\""
  # Nothing in the settings that it comes with is wrong or not known.
  said=$(inside rebootmgr config validate /etc/rebootmgr/rebootmgr.toml) || fail "$said"
  # The archive fits the jars as they were unpacked, and classes are taken from it.
  inside /usr/lib/rebootmgr/runtime/bin/java -XX:SharedArchiveFile=/usr/lib/rebootmgr/lib/rebootmgr.jsa -XX:+UseSerialGC \
    -Xlog:class+load -cp /usr/lib/rebootmgr/lib/rebootmgr-agent.jar io.rebootmgr.cli.Main run --config /nowhere >"$folder/log" 2>&1 || true
  grep -q 'io.rebootmgr.cli.Main source: shared objects file' "$folder/log" || fail "the class archive does not fit"
  bash -n "$root/usr/share/bash-completion/completions/rebootmgr" || fail "the completion is no bash"
  if [[ -x $root/usr/bin/systemd-analyze ]]; then
    said=$(inside systemd-analyze verify --man=no /usr/lib/systemd/system/rebootmgr{.service,.timer,.path,-boot.timer} 2>&1) || fail "$said"
    [[ -z $said ]] || fail "systemd-analyze verify: $said"
  fi
}

nothing_is_enabled() {
  [[ -z $(find "$root/etc/systemd" -name 'rebootmgr*' 2>/dev/null) ]] || fail "installing it enabled a unit"
}

# Made at the installation, and given to the JVM; one that does not fit is thrown away by the run that sees it.
the_caches_serve() {
  local id cache
  id=$(cat "$root/usr/lib/rebootmgr/lib/rebootmgr.id")
  # An installation gives up on a machine that is too busy, and fails by nothing of that.
  if ! (cd "$root" && ls var/cache/rebootmgr/*) >/dev/null 2>&1; then
    inside /usr/lib/rebootmgr/bin/make-cache || fail "the installation left no cache, and none can be made by hand"
  fi
  for cache in "$id.aot" "$id-commands.aot"; do has "/var/cache/rebootmgr/$cache" 644; done
  [[ $(cd "$root/var/cache/rebootmgr" && echo *) == "$id-commands.aot $id.aot" ]] || fail "there are caches of other trees"
  # They end before they ask for anything.
  inside /usr/bin/rebootmgr run --help >/dev/null
  inside /usr/bin/rebootmgr --version >/dev/null
  for cache in "$id.aot" "$id-commands.aot"; do has "/var/cache/rebootmgr/$cache"; done
  echo garbage | tee "$root/var/cache/rebootmgr/$id.aot" >"$root/var/cache/rebootmgr/$id-commands.aot"
  inside /usr/bin/rebootmgr run --help >/dev/null || fail "a broken cache breaks the program"
  lacks "/var/cache/rebootmgr/$id.aot"
  inside /usr/bin/rebootmgr --version >/dev/null || fail "a broken cache breaks the program"
  lacks "/var/cache/rebootmgr/$id-commands.aot"
  inside /usr/lib/rebootmgr/bin/make-cache || fail "the caches cannot be made again"
  for cache in "$id.aot" "$id-commands.aot"; do has "/var/cache/rebootmgr/$cache" 644; done
}

# boot-is-good, told by a systemctl that is made up what became of boot-complete.target.
a_boot_is_judged() {
  local said claim=$root/var/lib/rebootmgr/claim.json
  judged() {
    printf '#!/bin/sh\nprintf "%s"\n' "$1" >"$root/tmp/bin/systemctl"
    inside /usr/bin/env PATH=/tmp/bin:/usr/bin:/bin /usr/lib/rebootmgr/bin/boot-is-good 2>"$folder/said"
  }
  mkdir "$root/tmp/bin"
  install -m 755 /dev/null "$root/tmp/bin/systemctl"
  judged 'RequiredBy=greenboot.service\nWantedBy=\nActiveState=inactive\n' || fail "a node without a claim waits for its boot's judgement"
  echo claimed >"$claim"
  if judged 'RequiredBy=greenboot.service\nWantedBy=\nActiveState=inactive\n'; then fail "a boot that was judged bad gives its slot back"; fi
  said=$(cat "$folder/said")
  [[ $said == *"systemctl start boot-complete.target"* ]] || fail "boot-is-good does not say the way out: $said"
  judged 'RequiredBy=greenboot.service\nWantedBy=\nActiveState=active\n' || fail "a good boot is held"
  judged 'RequiredBy=\nWantedBy=\nActiveState=inactive\n' || fail "a boot that nobody judges is held"
  judged '' || fail "without the target a boot is held"
  rm "$claim"
}

# openSUSE's package of nearly the same name: neither becomes the other, and both are never there.
theirs_is_another() {
  if manage_quietly install-named rebootmgr; then fail "openSUSE's rebootmgr was installed beside it"; fi
  grep -q 'conflicts with' "$folder/log" || fail "dnf does not tell of the conflict: $(cat "$folder/log")"
  manage upgrade-all
  [[ $(inside rpm -q rebootmgr-consul --qf '%{release}') == 2 ]] || fail "an update took openSUSE's rebootmgr for a newer version"
  has /usr/bin/rebootmgr
}

what_an_operator_left() {
  holds /etc/rebootmgr/rebootmgr.toml 'group = "theirs"'
  has /etc/rebootmgr/pre_boot_tasks/10-drain
  holds /var/lib/rebootmgr/claim.json claimed
}

