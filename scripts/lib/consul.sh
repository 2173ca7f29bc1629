# shellcheck shell=bash
# Real Consul agents on loopback, each a process that is ended by its id. Sourced after build.sh.
#
# Every agent has an address of its own (127.0.0.x) and they share their port numbers, which are taken free. The caller
# sets `work`, a folder of its own, and calls stop_consul in its exit trap.

: "${project:?from build.sh}" "${work:?a folder}"
consul_agents=()

# Sets consul_binary and the port numbers of this fleet.
prepare_consul() {
  local base
  consul_binary=$("$project/scripts/consul")
  while :; do
    # Below the range that the kernel gives to outgoing connections.
    base=$((20000 + RANDOM % 1200 * 10))
    if ! grep -qi ":$(printf %04X "$base") \|:$(printf %04X $((base + 1))) \|:$(printf %04X $((base + 2))) " \
      /proc/net/tcp /proc/net/udp; then
      break
    fi
  done
  consul_http=$base consul_server=$((base + 1)) consul_gossip=$((base + 2))
}

# Starts an agent: start_consul NODE ADDRESS server|client [ADDRESS TO JOIN]. Its log goes to $work/consul-NODE.log, more
# configuration may stand in $work/consul-NODE.d/.
start_consul() {
  local node=$1 address=$2 role=$3 join=${4:-}
  mkdir -p "$work/consul-$node.d"
  cat >"$work/consul-$node.d/agent.json" <<JSON
{
  "node_name": "$node", "server": $([[ $role == server ]] && echo true || echo false),
  $([[ $role == server ]] && echo '"bootstrap_expect": 1,')
  "bind_addr": "$address", "client_addr": "$address", "data_dir": "$work/consul-$node",
  "retry_join": [$(if [[ -n $join ]]; then echo "\"$join:$consul_gossip\""; fi)], "retry_interval": "1s",
  "ports": {"http": $consul_http, "server": $consul_server, "serf_lan": $consul_gossip,
            "serf_wan": -1, "dns": -1, "grpc": -1},
  "performance": {"raft_multiplier": 1, "leave_drain_time": "1ms"},
  "gossip_lan": {"gossip_interval": "50ms", "probe_timeout": "800ms"},
  "disable_coordinates": true, "disable_update_check": true, "disable_remote_exec": true, "enable_local_script_checks": true
}
JSON
  "$consul_binary" agent -log-level="${consul_log_level:-info}" -config-dir="$work/consul-$node.d" \
    </dev/null >"$work/consul-$node.log" 2>&1 &
  consul_agents+=($!)
}

# The consul command on one agent: consul_on ADDRESS ARGUMENTS...
consul_on() {
  local address=$1
  shift
  CONSUL_HTTP_ADDR=$address:$consul_http "$consul_binary" "$@"
}

# Waits until an agent serves reads through a leader: at most 30 s.
await_consul() {
  local address=$1 log=$2 tries
  for ((tries = 0; tries < 150; tries++)); do
    if consul_on "$address" kv get -keys "" >/dev/null 2>&1; then return; fi
    sleep 0.2
  done
  tail -n 5 "$log" >&2
  fail "the Consul agent on $address did not get ready within 30 s"
}

# Ends every agent and waits for it.
stop_consul() {
  local agent
  for agent in "${consul_agents[@]}"; do kill -KILL "$agent" 2>/dev/null || true; done
  for agent in "${consul_agents[@]}"; do wait "$agent" 2>/dev/null || true; done
  consul_agents=()
}
