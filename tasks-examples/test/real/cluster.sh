# shellcheck shell=bash disable=SC2154
# For subjects that are clusters of three: machines node1 to node3, each with a host name and a network of its own, so
# that daemons, checks and definitions are as they are shipped, with 127.0.0.1 and the usual ports. Consul's agents talk
# over a second cable, and its server stands outside: a partition of the cluster leaves the catalog whole. Sourced by
# cases.

nodes=(node1 node2 node3)

# machines DIRECTORY...: makes them; these directories each has for itself, filled with what is there now.
machines() {
  local number node directory pid
  ip link add office type bridge
  ip address add 198.51.100.254/24 dev office
  ip link set office up
  for number in 1 2 3; do echo "192.0.2.1$number node$number" >>/etc/hosts; done
  for number in 1 2 3; do
    node=node$number
    daemon "$node" unshare --net --mount --uts bash -c "hostname $node; echo ready; exec sleep infinity"
    within 10 grep -q ready "/var/log/daemons/$node"
    pid=$(</run/daemons/$node)
    ip link add "world-$node" type veth peer name world netns "$pid"
    ip link set "world-$node" master world up
    ip link add "office-$node" type veth peer name office netns "$pid"
    ip link set "office-$node" master office up
    on "$node" ip link set lo up
    on "$node" ip address add "192.0.2.1$number/24" dev world
    on "$node" ip link set world up
    on "$node" ip address add "198.51.100.1$number/24" dev office
    on "$node" ip link set office up
    for directory in "$@"; do
      mkdir -p "$directory" "/machines/$node$directory"
      cp -a "$directory/." "/machines/$node$directory"
      on "$node" mount --bind "/machines/$node$directory" "$directory"
    done
  done
}

# on NODE COMMAND...: runs it on a machine.
on() {
  door "$1"
  "${door[@]}" "${@:2}"
}
door() { door=(nsenter --target "$(<"/run/daemons/$1")" --net --mount --uts --root --wd); }

# serve NODE NAME COMMAND...: a daemon NAME-NODE on a machine, for `end` and the like.
serve() {
  door "$1"
  daemon "$2-$1" "${door[@]}" "${@:3}"
}

# user NAME: sets `user` to what runs a command as that one, without a process in between.
user() {
  local home
  home=$(getent passwd "$1" | cut -d: -f6)
  user=(setpriv --reuid="$1" --regid="$1" --init-groups env HOME="$home" USER="$1")
}

# isolate NODE, connect NODE: its cable to the others.
isolate() { ip link set "world-$1" down; }
connect() { ip link set "world-$1" up; }

# agents DEFINITION...: Consul on each machine, running the checks of these as user consul, and a server. The
# definitions are those that are shipped; only their intervals are shorter, `interval` or a second.
agents() {
  local node definition sooner='s/\( interval *= \)".*"/\1"'${interval:-1s}'"/'
  useradd --system --home-dir /var/lib/consul --create-home consul
  echo '{ "check_update_interval": "0s", "enable_local_script_checks": true }' >/etc/consul.d/agent.json
  for definition in "$@"; do
    sed "$sooner" "/examples/consul-services/$definition.hcl" >"/etc/consul.d/$definition.hcl"
  done
  daemon consul consul agent -dev -node=office -bind=198.51.100.254
  user consul
  for node in "${nodes[@]}"; do
    serve "$node" consul "${user[@]}" consul agent -node="$node" -data-dir="/var/lib/consul/$node" \
      -config-dir=/etc/consul.d -bind="198.51.100.1${node#node}" -retry-join=198.51.100.254 -retry-interval=1s
  done
}

catalog() { curl -sS "http://127.0.0.1:8500/v1/health/service/$1"; }

# passing SERVICE NODE...: these pass and no others, as the catalog has it.
passing() {
  local names
  names=$(catalog "$1" | jq -r '[.[] | select(all(.Checks[]; .Status == "passing")).Node.Node] | sort | join(" ")')
  [[ $names == "${*:2}" ]]
}

# What a node's checks of a service say: words SERVICE NODE
words() {
  catalog "$1" | jq -r --arg node "$2" \
    '.[] | select(.Node.Node == $node).Checks[] | select(.ServiceName != "") | .Status + ": " + .Output'
}

# tells SERVICE NODE WORDS: a check of it says so. fails: and does not pass.
tells() { grep -qE -- "$3" <<<"$(words "$1" "$2")"; }
fails() { tells "$1" "$2" "^critical: .*$3"; }
