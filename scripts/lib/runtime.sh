# shellcheck shell=bash
# shellcheck disable=SC2034 # what is found is for who sources it
# What a Java runtime asks of the system that it is to run on, read from its own ELF files. Sourced after build.sh.

# The oldest system that the packages promise to run on: EL 8 and Debian 10 have glibc 2.28. What vendors build (Temurin, Corretto, Zulu,
# Oracle) needs 2.17 to 2.28; a distribution's own JDK needs the C library of that distribution. The other libraries' are EL 8's.
declare -A oldest=([GLIBC]=2.28 [GLIBCXX]=3.4.25 [CXXABI]=1.3.11 [GCC]=8.0.0 [ZLIB]=1.2.9)

# Sets, of the runtime in this folder:
#   runtime_machine   x86_64 or aarch64
#   runtime_needs     the libraries that it does not bring itself
#   runtime_versions  of each of those the newest of its symbol versions that are asked for, as "libc.so.6 GLIBC 2.17"
read_runtime() {
  local facts
  facts=$(
    find "$1" -type f -print0 | sort -z | while IFS= read -r -d '' file; do
      if [[ $(head -c 4 "$file" | tr -d '\0') == $'\x7fELF' ]]; then readelf --wide -h -d -V "$file" 2>/dev/null; fi
    done | awk '
      $1 == "Machine:" { $1 = ""; print "machine" $0 }
      /\(NEEDED\)/ { gsub(/.*\[|\].*/, ""); print "needs " $0 }
      /Version: [0-9]+  File:/ { file = $5 }
      /Name: [A-Z]+_[0-9.]+ .*Flags:/ { split($0, part, /Name: /); split(part[2], name, / /); sub(/_/, " ", name[1]); print "version " file " " name[1] }
    ' | sort -u
  )
  case $(sed -n 's/^machine //p' <<<"$facts") in
  *X86-64) runtime_machine=x86_64 ;;
  AArch64) runtime_machine=aarch64 ;;
  '') fail "$1 holds no Java runtime" ;;
  *) fail "the Java runtime is of a machine that the packages know nothing of: $(grep '^machine' <<<"$facts")" ;;
  esac
  local library
  runtime_needs=()
  while read -r library; do
    if [[ -z $(find "$1" -name "$library" -print -quit) ]]; then runtime_needs+=("$library"); fi
  done < <(sed -n 's/^needs //p' <<<"$facts")
  mapfile -t runtime_versions < <(sed -n 's/^version //p' <<<"$facts" | sort -k 1,2 -k 3Vr | awk '!seen[$1 $2]++')
}

# Fails where the runtime needs what the oldest system does not have.
refuse_what_is_too_new() {
  local entry library name version newest too_new=()
  for entry in "${runtime_versions[@]}"; do
    read -r library name version <<<"$entry"
    newest=$(printf '%s\n' "$version" "${oldest[$name]:-0}" | sort -V | tail -n 1)
    if [[ $newest != "${oldest[$name]:-0}" ]]; then too_new+=("$library ${name}_$version"); fi
  done
  if [[ ${#too_new[@]} -eq 0 ]]; then return; fi
  fail "this Java runtime would not start on every system that the packages promise (glibc ${oldest[GLIBC]} and newer). It needs
$(printf '    %s\n' "${too_new[@]}")
  Build with a JDK that is made for older systems, Temurin say (JAVA_HOME=...). If all your nodes are that new:
  scripts/package --oldest-glibc $(newest_glibc)"
}

# The newest version of the C library that is asked for.
newest_glibc() { printf '%s\n' "${runtime_versions[@]}" | sed -n 's/.* GLIBC //p' | sort -V | tail -n 1; }

# As rpm's own search for dependencies would have it; rpm needs to know no name of a package for that.
rpm_requires() {
  local library entry name version
  for library in "${runtime_needs[@]}"; do echo "$library()(64bit)"; done
  for entry in "${runtime_versions[@]}"; do
    read -r library name version <<<"$entry"
    echo "$library(${name}_$version)(64bit)"
  done
}

# The packages of Debian that have those libraries.
deb_depends() {
  local library
  for library in "${runtime_needs[@]}"; do
    case $library in
    libc.so.6 | libm.so.6 | libdl.so.2 | libpthread.so.0 | librt.so.1 | ld-linux-*)
      echo "libc6 (>= $(newest_glibc))"
      ;;
    libz.so.1) echo zlib1g ;;
    libgcc_s.so.1) echo libgcc-s1 ;;
    libstdc++.so.6) echo "libstdc++6 (>= 8)" ;;
    *) fail "no package of Debian is known here for $library, which the Java runtime needs: scripts/lib/runtime.sh" ;;
    esac
  done | sort -u | paste -sd , | sed 's/,/, /g'
}
