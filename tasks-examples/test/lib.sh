# shellcheck shell=bash
# A world for one test: a folder, a PATH of fakes and of a few real tools, and what a test says about what happened.
# Sourced by `run`. A helper has one word as its name, a test is a sentence: words_with_underscores.

examples=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

# The tools that every node has, besides those that a script names as needed. awk and grep among them.
tools="awk bash cat cut date env find grep head id mkdir mktemp mv rm sed sh sleep sort stat sync tail tee timeout touch tr"

enter_a_new_world() {
  world=$(mktemp -d)
  to_end=()
  trap leave_the_world EXIT
  mkdir "$world/fakes" "$world/tools"
  : >"$world/calls"
  # shellcheck disable=SC2086
  real $tools
  for variable in "${!REBOOTMGR_@}"; do unset "$variable"; done
  export world
}

# Processes that a test has started go into `to_end`.
leave_the_world() {
  local process
  for process in "${to_end[@]}"; do kill "$process" 2>/dev/null || true; done
  rm -rf "$world"
}

# Puts real tools on PATH; one that is there already does no harm.
real() {
  local found
  mapfile -t found < <(type -P "$@")
  [[ ${#found[@]} -eq $# ]] || wrong "not all of these are on this machine: $*"
  ln -sf -t "$world/tools" "${found[@]}"
}

# A command that records how it was called and does what standard input says.
fake() {
  {
    # shellcheck disable=SC2016
    printf '#!%s\nprintf "%%s\\n" "%s $*" >>"$world/calls"\n' "$(type -P bash)" "$1"
    cat
  } >"$world/fakes/$1"
  chmod +x "$world/fakes/$1"
}

# Runs a script as the agent does, as the given stage, with further arguments if there are any; sets `status` and `output`.
task() {
  local stage=$1 script=$2
  : >"$world/calls"
  status=0
  output=$(
    export PATH=$world/fakes:$world/tools
    export REBOOTMGR_STAGE=$stage REBOOTMGR_NODE=node1 REBOOTMGR_GROUP=default REBOOTMGR_REASON='new kernel'
    export REBOOTMGR_CLAIM=${claim-claim1} REBOOTMGR_TASK_STATE=$world/state
    timeout 20 "$examples/$script" "${@:3}" </dev/null 2>&1
  ) || status=$?
}

# The same in a dry run, which has no claim before the boot.
rehearse() { REBOOTMGR_DRY_RUN=1 claim='' task "$@"; }

wrong() {
  printf '%s\n' "$*" "exit ${status-}, output:" "${output-}" 'calls:' "$(<"$world/calls")"
  exit 1
}

exits() { [[ $status == "$1" ]] || wrong "expected exit $1"; }
says() { [[ $output == *"$1"* ]] || wrong "expected to say: $1"; }
called() { grep -qxF -- "$1" "$world/calls" || wrong "expected the call: $1"; }
silent() { ! grep -qE -- "$1" "$world/calls" || wrong "expected no call like: $1"; }

# Every script explains itself, and takes no other argument: explained SCRIPT VARIABLE...
explained() {
  local script=$1 variable
  shift
  output=$("$examples/$script" --help) || wrong "--help fails"
  says 'Usage:'
  for variable in "$@"; do says "$variable"; done
  status=0
  output=$("$examples/$script" --nonsense 2>&1) || status=$?
  exits 64
}
