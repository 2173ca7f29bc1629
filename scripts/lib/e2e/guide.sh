# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154 # names that inside.sh and what it sources share
# docs/getting-started.md, typed word by word on three machines as they come from the shop: with Consul's package, a website,
# and the package of rebootmgr in root's home. Sourced after scenarios.sh.
#
# What is typed are the fences of the guide: ```sh (has to succeed) and ```console (commands behind "$ ", and what they have
# to print below; "..." stands for anything). They are typed on web1, unless a comment before the fence says otherwise:
# <!-- on: web2 --> or <!-- on: each -->. Commands that only look are typed again until they print what is written.

guide=$project/docs/getting-started.md
# In seconds; what it bounds takes a tenth of it.
look_bound=200

# What HashiCorp's package brings, a clock that is right, and what Debian lacks.
equip_as_from_the_shop() {
  local node=$1 root=$machines/$1/root
  mkdir -p "$root/etc/consul.d" "$root/opt/consul" "$root/root"
  # So that the observer can look from outside.
  echo '{"client_addr": "0.0.0.0", "disable_update_check": true}' >"$root/etc/consul.d/observed.json"
  consul_unit 'ConditionFileNotEmpty=/etc/consul.d/consul.hcl' >"$root/etc/systemd/system/consul.service"
  add_website "$node"
  if takes_rpm "$node"; then
    cp "$work/packages/now.rpm" "$root/root/rebootmgr-consul-now.rpm"
  else
    cp "$work/packages/now.deb" "$root/root/rebootmgr_now.deb"
  fi
  # Whether the host's is, is another matter.
  printf '#!/bin/sh\necho yes\n' >"$root/usr/local/bin/timedatectl"
  chmod 755 "$root/usr/local/bin/timedatectl"
  # Debian has no database of RPMs that dnf could look into.
  if [[ $node == "$machine_of_rpm" ]]; then
    cat >"$root/usr/local/bin/dnf" <<'SH'
#!/bin/sh
shift
if [ -e "$1" ]; then exec rpm --upgrade --nodeps "$1"; fi
exec dpkg --install /root/rebootmgr_now.deb
SH
    chmod 755 "$root/usr/local/bin/dnf"
  fi
}

scenario_guide() {
  local number
  begin_to_observe
  cut_fences "$fleet/fences" <"$guide"
  for ((number = 1; number <= $(cat "$fleet/fences/count"); number++)); do
    walk_fence "$fleet/fences/$number" || return
    if grep -qF 'web2 (rebooting)' "$fleet/fences/$number"; then touch "$fleet/seen-away"; fi
  done
  await "$campaign_bound" "everyone is back" everyone_is_back || true
  step "done: $(order_of_boots)"
  told "never two down" never_two_down
  told "never two claims at limit 1" never_two_claims
  told "web2 and web3 rebooted once, through systemctl reboot, and web1 did not" rebooted_as_asked
  told "the logbook tells of the stop" history_says web3 "incident 42"
  told "nothing left behind" nothing_left
  told "no run ended with 1" no_run_was_a_bug
}

rebooted_as_asked() { rebooted_by_systemctl web1 0 && rebooted_by_systemctl web2 1 && rebooted_by_systemctl web3 1; }

# cut_fences FOLDER: the fences that are typed, from standard input: N holds the text, N.kind, N.on and N.line what is said of it.
cut_fences() {
  mkdir -p "$1"
  awk -v folder="$1" '
    !kind && /^<!-- on: .* -->$/ { on = $0; gsub(/^<!-- on: | -->$/, "", on) }
    !kind && /^```/ { kind = substr($0, 4); if (!kind) kind = "read"; if (kind == "read") next
      n++; text = folder "/" n; printf "" >text
      print kind >(text ".kind"); print on ? on : "web1" >(text ".on"); print NR >(text ".line"); on = ""; next }
    kind && /^```$/ { if (kind != "read") close(text); kind = ""; next }
    kind && kind != "read" { print >text }
    END { print n + 0 >(folder "/count") }'
}

walk_fence() {
  local fence=$1 places node first
  read -ra places <"$fence.on"
  if [[ ${places[*]} == each ]]; then places=("${nodes[@]}"); fi
  first=${places[0]}
  for node in "${places[@]}"; do
    if [[ $(cat "$fence.kind") == sh ]]; then
      type_all "$node" "$fence"
    else
      type_each "$node" "$first" "$fence"
    fi || { failed_step "getting-started.md, the fence of line $(cat "$fence.line") on $node"; return 1; }
  done
  step "line $(cat "$fence.line") on ${places[*]}"
}

# typed NODE TEXT: as root in root's home would, on a screen without colours.
typed() { on "$1" env NO_COLOR=1 bash -ec "cd; $2"; }

# Everything at once; each line has to succeed. What is each machine's own is written so in the guide.
type_all() {
  local node=$1 text
  text=$(sed "s/^name=web1 address=10\.0\.0\.1 /name=$node address=${address_of[$node]} /" "$2")
  typed "$node" "$text" >"$2.said" 2>&1 || { cat "$2.said"; return 1; }
}

# type_each NODE FIRST FENCE: command by command. What they print is written for the first place.
type_each() {
  local node=$1 first=$2 command='' expected='' line
  while IFS= read -r line; do
    if [[ $line == '$ '* ]]; then
      type_one "$node" "$command" "${expected//$first/$node}" || return
      command=${line#\$ } expected=
    else
      expected+=$line$'\n'
    fi
  done < <(cat "$3"; echo '$ ')
}

type_one() {
  local node=$1 command=$2 expected=$3
  if [[ -z $command ]]; then return; fi
  case $command in
  *' --watch') watch_one "$node" "$command" "$expected" ;;
  'rebootmgr status'* | 'rebootmgr check'* | 'rebootmgr history'* | 'rebootmgr doctor'* | 'consul members' | journalctl*)
    local deadline=$((SECONDS + look_bound))
    until prints "$node" "$command" "$expected"; do
      if ((SECONDS >= deadline)); then differs; return 1; fi
      sleep 0.5
    done
    ;;
  *) prints "$node" "$command" "$expected" || { differs; return 1; } ;;
  esac
  printf '%s# %s\n%s\n\n' "$node" "$command" "$said" >>"$record/typed.log"
}

# Whether it succeeds (of check: as it says itself) and prints that. Sets said and wanted.
prints() {
  local code=0 meant=0
  wanted=$3
  said=$(typed "$1" "$2" 2>&1) || code=$?
  if [[ $2 == "rebootmgr check"* ]]; then meant=$(sed -n 's/.*-> exit \([0-9]*\).*/\1/p' <<<"$said" | tail -n 1); fi
  printf '%s# %s\n%s\n\n' "$1" "$2" "$said" >>"$record/looked.log"
  if [[ $code -ne ${meant:-0} ]]; then said+=$'\n'"exit code $code"; return 1; fi
  [[ -z $wanted ]] || is_like "$said" "$wanted"
}

# Looks until it is seen, and ends it. A program in the background does not hear Ctrl-C.
watch_one() {
  local deadline=$((SECONDS + look_bound)) watching
  typed "$1" "echo \$\$ >/run/watching; exec $2" >"$fleet/watched" 2>&1 &
  watching=$!
  wanted=...$'\n'$3...$'\n'
  until said=$(cat "$fleet/watched"); is_like "$said" "$wanted"; do
    if ((SECONDS >= deadline)); then differs; break; fi
    sleep 0.5
  done
  # shellcheck disable=SC2016 # for the machine to expand
  typed "$1" 'kill $(cat /run/watching)'
  wait "$watching" || true
  is_like "$said" "$wanted"
}

# is_like TEXT WRITTEN: the same words, where what is another each time is masked, however the lines are broken.
is_like() {
  local text=$1 pattern
  text=$(masked <<<"$text")
  pattern=$(printf '%s\n' "$2" | sed 's/^\.\.\.$/\x01/' | masked | sed 's/[][\\*?]/\\&/g; s/ *\x01 */*/g')
  # shellcheck disable=SC2053 # a pattern
  [[ $text == $pattern ]]
}

# Times, durations, ids, kernels, versions, bars and the leader; then all of it on one line.
masked() {
  sed -E 's/[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]+Z/TIME/g
    s/[A-Z][a-z]{2} [0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}( UTC)?/TIME/g
    s/\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/BOOT/g
    s/\b[0-9a-f]{12}\b/CLAIM/g
    s/\b[0-9]+(ms|[dhms])( [0-9]+(ms|[hms]))*\b/SPAN/g
    s/(kernels?:?) +[0-9][^ ,]*/\1 KERNEL/g
    s/the leader is [0-9.:]+/the leader is LEADER/g
    s/\[[#>-]+\]/BAR/g
    s/([0-9]+)\.([0-9]+)\.([0-9]+)\.([0-9]+)/\1_\2_\3_\4/g
    s/\b[0-9]+\.[0-9]+\.[0-9]+([-~][A-Za-z]+)?/VERSION/g' | tr -s ' \n' ' ' | sed 's/^ //; s/ $//'
}

# What was written and what was seen, for people.
differs() {
  echo "    written:"
  printf '%s\n' "$wanted" | sed 's/^/      /'
  echo "    printed:"
  printf '%s\n' "$said" | sed 's/^/      /'
}
