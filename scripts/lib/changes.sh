# shellcheck shell=bash
# shellcheck disable=SC2154 # version, release and package are those of scripts/package
# CHANGELOG.md in the forms of the packages. Sourced after build.sh; needs version, release, package and SOURCE_DATE_EPOCH.

: "${project:?from build.sh}"

authors="rebootmgr's authors <authors@rebootmgr.io>"

# Calls `$1 VERSION DATE`, with its lines of text on standard input, for each version, the newest first. The first is the one that is
# being built, on the day of its commit.
each_version() {
  local write=$1 line at='' text=''
  while IFS= read -r line; do
    case $line in
    '## '*)
      if [[ -n $at ]]; then "$write" "$at" <<<"${text%$'\n'}"; fi
      line=${line#'## '}
      if [[ -z $at ]]; then
        [[ ${line%% *} == "${version%%~*}" ]] || fail "CHANGELOG.md begins with ${line%% *}, the version is $version"
        at="$version-$release @$SOURCE_DATE_EPOCH"
      else
        at="${line%% *}-1 $(tr -d '()' <<<"${line#* }")"
      fi
      text=
      ;;
    '- '* | '  '*) if [[ -n $at ]]; then text+=${line//\`/}$'\n'; fi ;;
    esac
  done < <(cat CHANGELOG.md && echo '## ')
}

rpm_entry() {
  local at=$1
  printf '* %s %s - %s\n' "$(date -u -d "${at#* }" '+%a %b %d %T UTC %Y')" "$authors" "${at%% *}"
  sed 's/%/%%/g'
  echo
}

deb_entry() {
  local at=$1
  printf '%s (%s) unstable; urgency=medium\n\n' "$package" "${at%% *}"
  # Narrow, as lintian wants it.
  sed 's/^- /* /' | awk '/^\*/ && NR > 1 { print "" } { printf "%s ", $0 }' | while IFS= read -r line || [[ -n $line ]]; do
    if [[ -n $line ]]; then tr -s ' ' <<<"$line" | fold -s -w 74 | sed -e 's/ *$//' -e '1s/^/  /' -e '2,$s/^/    /'; fi
  done
  printf '\n -- %s  %s\n\n' "$authors" "$(date -R -u -d "${at#* }")"
}
