# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154 # names that inside.sh and what it sources share
# Rules, and whether the records say that they were kept. Each prints what speaks against it. Sourced after observer.sh.

# told TEXT RULE...: checks one, and says a line; what speaks against it in a few more.
told() {
  local text=$1 detail
  shift
  if detail=$("$@" 2>&1); then
    echo "  ok      $text"
  else
    failed_step "$text"
    awk 'NF && NR <= 8 { print "            " $0 } END { if (NR > 8) print "            and " NR - 8 " lines more" }' <<<"$detail"
  fi
}

# By the machines' own words and those of the shells that hold them up (down from the first moment of the shutdown until it
# serves again), and by whoever answered the observer.
never_two_down() {
  sort -n "$record/boots.log" "$record/machines.log" | awk '
    { what = $3 == "up" || $3 == "down" ? $3 : $4 }
    (what == "stopping" || what == "down") && !($2 in down) {
      down[$2]; if (++away > 1) { print "two down at once: " $0; broken = 1 } }
    what == "serving" && $2 in down { delete down[$2]; away-- }
    END { exit broken }' &&
    awk -v least="$((${#nodes[@]} - 1))" '
      { split($2, parts, "="); if (split(parts[2], names, ",") < least) { print "fewer than " least " answer: " $0; broken = 1 } }
      NR > 1 && $1 - last > 5 { print "not looked at for " $1 - last " s before " $0; broken = 1 }
      { last = $1 }
      END { if (NR < 20) { print "only " NR + 0 " observations"; broken = 1 } exit broken }' "$record/observer.log"
}

min_passing_held() {
  awk -v least="$min_passing" '
    { split($3, parts, "="); if (split(parts[2], names, ",") < least) { print "fewer than " least " passing: " $0; broken = 1 } }
    END { exit broken }' "$record/observer.log"
}

# Never more claims than the limit, by Consul's word.
never_two_claims() {
  awk '{ split($4, parts, "="); if (split(parts[2], names, ",") > 1) { print "two claims: " $0; broken = 1 } } END { exit broken }' \
    "$record/observer.log"
}

# quick_handovers COUNT SECONDS: so often a slot that was given back was claimed by the next one, each time within so many seconds.
quick_handovers() {
  awk -v count="$1" -v most="$2" '
    /silent/ { next }
    { split(substr($4, 8), holder, ":") }
    last != "" && holder[1] != last { freed = $1; from = last }
    holder[1] != "" && holder[1] != last && from != "" {
      handed++
      printf "%s to %s: %.1f s\n", from, holder[1], $1 - freed
      if ($1 - freed > most) broken = 1
      from = "" }
    { last = holder[1] }
    END { if (handed != count) { print handed + 0 " handovers, expected " count; broken = 1 } exit broken }' "$record/observer.log"
}

# What ran on a node, in its order; | stands for a boot.
tasks_of() {
  awk -v node="$1" '
    $2 == node && $5 == "begins" { if (boot && boot != $3) printf " |"; boot = $3; printf " %s", $4 }
    $2 == node && $5 == "ends" { ended++ } END { print "" }' "$record/tasks.log" | sed 's/^ //'
}

# ran NODE TASKS: exactly these, in this order.
ran() {
  local found
  found=$(tasks_of "$1")
  [[ $found == "$2" ]] || { echo "$1 ran: $found"; echo "expected:  $2"; return 1; }
}

drained_and_back="pre_boot/10-drain pre_boot/20-flush | post_boot/10-check post_boot/20-undrain"

everyone_ran_in_order() { ran_in_order "${nodes[@]}"; }

ran_in_order() {
  local node
  for node in "$@"; do ran "$node" "$drained_and_back" || return; done
}

# Who has rebooted so far: exactly these, in this order.
went_down() {
  local found
  found=$(awk '$3 == "down" { print $2 }' "$record/boots.log" | paste -sd' ')
  [[ $found == "$1" ]] || { echo "went down: ${found:-nobody}"; return 1; }
}

# first_went_down NODE
first_went_down() {
  local found
  found=$(awk '$3 == "down" { print $2; exit }' "$record/boots.log")
  [[ $found == "$1" ]] || { echo "went down first: ${found:-nobody}"; return 1; }
}

# everyone_runs VERSION: by what each says of itself.
everyone_runs() {
  local node
  for node in "${nodes[@]}"; do
    [[ $(consul kv get "$prefix/nodes/$node/status") == *'"version":"'"$1"'"'* ]] || { consul kv get "$prefix/nodes/$node/status"; return 1; }
  done
}

# changed_in_service FIRST: every node once, in order of their beginning.
changed_in_service() {
  local found
  found=$(awk '$4 == "hot/10-update" && $5 == "begins" { print $2 }' "$record/tasks.log" | paste -sd' ')
  [[ $found == "$1 "* && $(tr ' ' '\n' <<<"$found" | sort | paste -sd' ') == "${nodes[*]}" ]] ||
    { echo "changed: ${found:-nobody}"; return 1; }
}

# never_down_at_once NODE NODE: by who answered.
never_down_at_once() {
  awk -v one="$1" -v other="$2" '
    !index($2, one) && !index($2, other) { print "neither answers: " $0; broken = 1 } END { exit broken }' "$record/observer.log"
}

# exits_with CODE COMMAND...
exits_with() {
  local expected=$1 code=0 output
  shift
  output=$("$@" 2>&1) || code=$?
  [[ $code -eq $expected ]] || { echo "exit code $code: $output"; return 1; }
}

# says CODES TEXT COMMAND...: ends with one of the codes (a pattern), and says the text; all of it is kept.
says() {
  local expected=$1 text=$2 code=0 output
  shift 2
  output=$("$@" 2>&1) || code=$?
  printf '%s\n' "$EPOCHREALTIME ${*}: $code" "$output" "" >>"$record/said.log"
  # shellcheck disable=SC2053 # a pattern
  [[ $code == $expected && $output == *"$text"* ]] || { echo "exit code $code, and:"; echo "$output"; return 1; }
}

check_says() { says "$2" "$3" rebootmgr_on "$1" check; }
status_says() { says 0 "$2" rebootmgr_on "$1" status; }
history_says() { says 0 "$2" rebootmgr_on web1 history "$1"; }

still_returning() {
  look
  [[ $claims == "$1:re"* ]] || { echo "claims: $claims"; return 1; }
  ran "$1" "${drained_and_back%% |*}" ||
    # Drained twice: it was the one that the first stop caught.
    ran "$1" "pre_boot/10-drain abort/10-undrain ${drained_and_back%% |*}"
}

claim_is() {
  local found
  found=$(claim_of "$1")
  same "$2" "$found"
}

drains_under() {
  claim_is "$1" "$2" || return
  on "$1" sh -c 'grep -qs 10-drain /proc/[0-9]*/cmdline' || { echo "no task runs on $1"; return 1; }
}

same() { [[ -n $1 && $1 == "$2" ]] || { echo "before: $1"; echo "now:    $2"; return 1; }; }

# rebooted_by NODE TIMES: that often, by logind's word and by that of the shell that holds it up.
rebooted_by_systemctl() {
  local node=$1 times=$2 told_by_logind ended
  told_by_logind=$(journal_of "$node" -u systemd-logind.service | grep -c 'The system will reboot now!$') || true
  ended=$(awk -v node="$node" -v code="$rebooted" '$2 == node && $3 == "down" && $4 == code' "$record/boots.log" | wc -l)
  [[ $told_by_logind -eq $times && $ended -eq $times ]] ||
    { echo "$node: logind told of $told_by_logind reboots, the machine rebooted $ended times, expected $times"; return 1; }
}

everyone_rebooted_once() {
  local node
  for node in "${nodes[@]}"; do rebooted_by_systemctl "$node" 1 || return; done
}

# rebooted_softly NODE: once, under the kernel that it had: its boot id stays and it never went away, and its service ended and
# began again.
rebooted_softly() {
  local lives
  went_down "" || return
  lives=$(awk -v node="$1" '$2 == node { printf "%s%s", $4, $3 == boot || !boot ? " " : "(another boot) "; boot = $3 }' "$record/machines.log")
  [[ $lives == "serving stopping serving " ]] || { echo "$1: $lives"; return 1; }
}

# 1 is a bug, with a stack trace.
no_run_was_a_bug() {
  local node
  for node in "${nodes[@]}"; do
    ! journal_of "$node" -u rebootmgr.service | grep -B 20 'code=exited, status=1/' || return
  done
}

# What a machine has written down of all its boots: journal_of NODE OPTIONS...
journal_of() { journalctl --no-pager --quiet -o short-precise -D "$machines/$1/upper/var/log/journal" "${@:2}"; }

# No claim, lock, place in line, trigger, session, maintenance mode or claim file; what may stay is listed.
nothing_left() {
  local node left
  left=$(consul kv get -keys -separator= "$prefix/" | grep -vE "^$prefix/(config|changes/fleet|groups/web/(slots|hot)|nodes/web[0-9]/(status|history)|rollouts|rollout_starts|rollout_(nodes|history|orders)/[^/]+)$") &&
    { echo "keys: $left"; return 1; }
  [[ $(consul kv get "$prefix/groups/web/slots") != *'"id"'* ]] || { consul kv get "$prefix/groups/web/slots"; return 1; }
  get "/v1/session/list" || return
  [[ ${answer##*$'\n'} == "[]" ]] || { echo "sessions: ${answer##*$'\n'}"; return 1; }
  for node in "${nodes[@]}"; do
    [[ -z $(on "$node" consul maint) ]] || { echo "$node is in maintenance mode"; return 1; }
    on "$node" test ! -e /var/lib/rebootmgr/claim.json || { echo "$node keeps its claim file"; return 1; }
    on "$node" test ! -e /run/reboot_required || { echo "$node keeps its trigger file"; return 1; }
  done
}

# In which order they went, and for how long each did not answer.
order_of_boots() {
  awk -v all="${nodes[*]}" '
    BEGIN { count = split(all, node, " ") }
    { for (i = 1; i <= count; i++) {
        here = index($2 ",", node[i] ",")
        if (!here && !(node[i] in gone)) gone[node[i]] = $1
        if (here && node[i] in gone) { printf "%s%s (away for %.1f s)", told++ ? ", " : "", node[i], $1 - gone[node[i]]; delete gone[node[i]] } } }
    END { for (name in gone) printf "%s%s (did not come back)", told++ ? ", " : "", name }' "$record/observer.log"
}
