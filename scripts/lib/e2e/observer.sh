# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154 # names that inside.sh and what it sources share
# What can be seen from outside: who answers, what Consul says of it, and who holds a slot. Sourced after fleet.sh.

# Some ten times a second, into the record: TIME serving=... passing=... claims=...
observe() {
  trap 'exit 0' TERM
  while :; do
    look
    echo "$EPOCHREALTIME serving=${serving// /,} passing=${passing// /,} claims=${claims// /,}" >>"$record/observer.log"
    sleep 0.1
  done
}

# Sets serving (who answers on port 80), passing (whom Consul has as passing) and claims (NODE:STATE in their order).
look() {
  local node text silent=
  serving='' passing='' claims=''
  for node in "${nodes[@]}"; do
    if answers "${address_of[$node]}"; then serving+=" $node"; fi
  done
  get "/v1/health/service/web?passing&consistent" || passing=" consul-is-silent"
  text=$answer
  while [[ $text =~ \"Node\":\{\"ID\":\"[^\"]*\",\"Node\":\"([^\"]+)\"(.*) ]]; do
    passing+=" ${BASH_REMATCH[1]}"
    text=${BASH_REMATCH[2]}
  done
  get "/v1/kv/$prefix/groups/web/slots?raw&consistent" || claims=" consul-is-silent"
  text=$answer
  while [[ $text =~ \"node\":\"([^\"]+)\",\"state\":\"([^\"]+)\"(.*) ]]; do
    claims+=" ${BASH_REMATCH[1]}:${BASH_REMATCH[2]}"
    text=${BASH_REMATCH[3]}
  done
  serving=${serving# } claims=${claims# }
  # Consul's order is that of its answer.
  passing=$(tr ' ' '\n' <<<"${passing# }" | sort | paste -sd' ')
}

# Whether anything serves on port 80 there.
answers() {
  local socket line=
  { exec {socket}<>"/dev/tcp/$1/80"; } 2>/dev/null || return 1
  { printf 'GET / HTTP/1.0\r\n\r\n' >&"$socket"; } 2>/dev/null || true
  read -r -t 1 -u "$socket" line || true
  exec {socket}>&-
  [[ $line == "HTTP/1.0 200 At your service"* ]]
}

# Sets answer to what Consul's HTTP interface says, of the first agent that gives one. Within one look none is waited for twice.
get() {
  local http host
  answer=
  for host in "${agents[@]}"; do
    if [[ " ${silent:-} " == *" $host "* ]]; then continue; fi
    silent+=" $host"
    { exec {http}<>"/dev/tcp/$host/8500"; } 2>/dev/null || continue
    { printf 'GET %s HTTP/1.0\r\n\r\n' "$1" >&"$http"; } 2>/dev/null || true
    IFS= read -r -d '' -t 1.5 -u "$http" answer || true
    exec {http}>&-
    if [[ $answer == "HTTP/1.0 "[24]* ]]; then
      silent=${silent% "$host"}
      return
    fi
  done
  return 1
}

# What a scenario waits for.

is_claimed() { look && [[ $claims == "$1" ]]; }
someone_claims() { look && [[ $claims == "$1:"* ]]; }
claim_of() { consul kv get "$prefix/groups/web/slots" | sed -n "s/.*\"id\":\"\([^\"]*\)\",\"node\":\"$1\".*/\1/p"; }
is_off() { [[ ! -e $machines/$1/nspawn ]] && grep -q " $1 down " "$record/boots.log"; }
someone_is_off() { grep -q " down " "$record/boots.log"; }
has_begun() { grep -q " $1 [^ ]* $2 begins" "$record/tasks.log"; }

another_than() {
  local node
  for node in "${nodes[@]}"; do
    if [[ $node != "$1" ]]; then
      echo "$node"
      return
    fi
  done
}

# Each has told the fleet that it found no slot.
are_held_by_slot() {
  local node
  for node in "$@"; do [[ $(consul kv get "$prefix/nodes/$node/status") == *'"held"'*'"code":4'* ]] || return 1; done
}
