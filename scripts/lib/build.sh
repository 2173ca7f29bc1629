# shellcheck shell=bash
# Finding a JDK and building with it. Sourced by the scripts beside this folder.

project=$(CDPATH='' cd -- "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)

# Says what is being done; what is found goes to standard output.
say() { printf '%s\n' "$*" >&2; }

fail() {
  say "${0##*/}: $*"
  exit 1
}

# The feature number of a JDK (21, 25), from its release file; nothing for what is no JDK.
jdk_feature() {
  [[ -x $1/bin/javac && -r $1/release ]] || return 0
  sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release"
}

# Sets JAVA_HOME to a JDK of 21 or newer: the one it names already, else the newest under /usr/lib/jvm. Maven finds one
# for compiling and testing by itself; with JAVA_HOME it runs on it too, which the formatter's check needs.
choose_jdk() {
  local home feature newest=0
  feature=$(jdk_feature "${JAVA_HOME:-/nowhere}")
  if [[ ${feature:-0} -ge 21 ]]; then
    newest=$feature
  else
    for home in /usr/lib/jvm/*; do
      feature=$(jdk_feature "$home")
      if [[ ${feature:-0} -gt $newest ]]; then
        newest=$feature
        JAVA_HOME=$home
      fi
    done
  fi
  [[ $newest -ge 21 ]] || fail "$(no_jdk)"
  export JAVA_HOME
  say "JDK $newest: $JAVA_HOME"
}

# What to say where there is no JDK that is new enough.
no_jdk() {
  local version
  echo "no JDK of 21 or newer, neither as JAVA_HOME nor under /usr/lib/jvm."
  for version in 25 21; do
    if apt-cache --quiet=2 show "openjdk-$version-jdk-headless" 2>/dev/null | grep -q '^Version:'; then
      echo "  apt-get install openjdk-$version-jdk-headless"
      return
    fi
  done
  echo "  This machine's package sources have none (Debian 12 ends at 17): install temurin-25-jdk as told at"
  echo "  https://adoptium.net/installation/linux/, or unpack any newer JDK and set JAVA_HOME."
}

# Maven, as every script calls it.
maven() {
  command -v mvn >/dev/null || fail "no Maven: apt-get install maven"
  # Maven's own libraries use what newer Javas warn of at every start.
  local jvm_options=()
  if [[ $(jdk_feature "${JAVA_HOME:-/nowhere}") -ge 24 ]]; then jvm_options=(--sun-misc-unsafe-memory-access=allow --enable-native-access=ALL-UNNAMED); fi
  (cd "$project" && MAVEN_OPTS="${MAVEN_OPTS:-} ${jvm_options[*]}" mvn --batch-mode --no-transfer-progress "$@")
}

# Sets `program` to the built launcher, beside which the page's is built too; builds first where a source is newer than the last build of this function.
need_program() {
  local stamp=$project/agent/target/rebootmgr/.built
  program=$project/agent/target/rebootmgr/bin/rebootmgr
  if [[ -x $program && -e $stamp && -z $(find "$project"/{pom.xml,common,agent,page,simulation} \
    -name target -prune -o -type f -newer "$stamp" -print -quit) ]]; then
    return
  fi
  choose_jdk
  say "building: mvn package, without tests (a minute or two)"
  # Taken before: what is edited during the build is newer.
  local begun
  begun=$(mktemp)
  if ! maven --quiet -Dstyle.color=never -DskipTests package 1>&2; then
    rm -f "$begun"
    fail "the build failed"
  fi
  mv "$begun" "$stamp"
}
