#!/usr/bin/env bash
# Runs one subject in the world that `inside` has made: its daemons once, then its tests in their order. A test is a sentence,
# words_with_underscores; a helper has one word as its name.
set -euo pipefail
subject=$1
state=/var/lib/rebootmgr/tasks
mkdir -p "$state" /var/log/daemons /run/daemons

say() { printf '%s\n' "$*"; }

# daemon NAME COMMAND...: started in the background, its words in a log. Tests run in shells of their own, so its process is
# in a file.
daemon() {
  local name=$1
  shift
  setsid "$@" </dev/null >>"/var/log/daemons/$name" 2>&1 &
  echo $! >"/run/daemons/$name"
  # Bash need not tell that it was killed.
  disown
}

# Ends a daemon and waits until it is gone: end NAME [SIGNAL]
end() {
  local process
  process=$(<"/run/daemons/$1")
  kill -"${2:-TERM}" "$process" 2>/dev/null || true
  soon 20 gone "$process" || kill -KILL "$process"
}

# Lets a daemon stand still, and waits until all of its threads do: freeze NAME
freeze() {
  local process
  process=$(<"/run/daemons/$1")
  kill -STOP "$process"
  soon 20 still "$process"
}

still() { ! grep -h '^State:' /proc/"$1"/task/*/status | grep -qv 'T (stopped)'; }

gone() { ! kill -0 "$1" 2>/dev/null || [[ $(sed 's/.*) //; s/ .*//' "/proc/$1/stat" 2>/dev/null) == Z ]]; }

# How many times as long as on a machine of its own something may take: others use this one as well, and waiting longer costs
# only a test that fails.
patience=5

# Waits for a condition, at most so many seconds, and as much longer as the machine may be slow: soon SECONDS CONDITION...
soon() {
  local end=$((SECONDS + $1 * patience))
  shift
  until "$@" >/dev/null 2>&1; do
    ((SECONDS < end)) || return 1
    sleep 0.2
  done
}

# The same, and the test fails where it does not come true.
within() { soon "$@" || wrong "not within $(($1 * patience)) s: ${*:2}"; }

# Runs a script as the agent does, as the given stage; sets `status` and `output`.
task() {
  status=0
  output=$(as_agent "$@" 2>&1) || status=$?
}

# Starts one, for `finishes` or `interrupt`.
begin() {
  : >/tmp/output
  # Its own group, as the agent gives it one.
  as_agent "$@" >/tmp/output 2>&1 &
  running=$!
}

finishes() {
  status=0
  wait "$running" || status=$?
  output=$(</tmp/output)
}

# SIGTERM as the agent sends it, to the script and all that it started.
interrupt() {
  local children
  children=$(pgrep -P "$running" || true)
  # shellcheck disable=SC2086 # several
  kill -TERM $children "$running" 2>/dev/null || true
  finishes
  [[ $status != 0 ]] || wrong 'it had ended before SIGTERM reached it'
}

said() { grep -qF -- "$1" /tmp/output; }

as_agent() {
  exec timeout 300 env REBOOTMGR_STAGE="$1" REBOOTMGR_NODE="${node:-node1}" REBOOTMGR_GROUP=default \
    REBOOTMGR_REASON='new kernel' REBOOTMGR_CLAIM="${claim-claim1}" REBOOTMGR_TASK_STATE="$state" \
    REBOOTMGR_DRY_RUN="${dry_run-}" "/examples/$2" "${@:3}" </dev/null
}

rehearse() { dry_run=1 claim='' task "$@"; }

wrong() {
  printf '%s\n' "$*" "exit ${status-}, output:" "${output-}"
  if declare -F evidence >/dev/null; then evidence; fi
  exit 1
}

# Ends a test that this machine cannot do, and says why.
unable() {
  printf '%s\n' "$*"
  exit 77
}

exits() { [[ $status == "$1" ]] || wrong "expected exit $1"; }
says() { [[ $output == *"$1"* ]] || wrong "expected to say: $1"; }
silent() { [[ $output != *"$1"* ]] || wrong "expected not to say: $1"; }

# shellcheck disable=SC1090
. "/examples/test/real/${folder:?}/$subject"
begun=$SECONDS
prepare
say "$subject: up after $((SECONDS - begun)) s"
if [[ -n ${shell:-} ]]; then exec bash; fi

mapfile -t sentences < <(sed -n 's/^\([A-Za-z_0-9]*\)() {.*/\1/p' "/examples/test/real/${folder:?}/$subject" | grep _)
failed=0
for sentence in "${sentences[@]}"; do
  begun=$SECONDS
  # In the background, for within a condition bash heeds no error.
  (
    set -e
    afresh
    "$sentence"
  ) >/tmp/report 2>&1 &
  code=0
  wait $! || code=$?
  if [[ $code -eq 0 ]]; then
    say "  ok      ${sentence//_/ } ($((SECONDS - begun)) s)"
  elif [[ $code -eq 77 ]]; then
    say "  SKIPPED ${sentence//_/ }: $(tail -n 1 /tmp/report)"
  else
    failed=$((failed + 1))
    say "  FAILED  ${sentence//_/ }"
    sed 's/^/          /' /tmp/report
  fi
done
((failed == 0))
