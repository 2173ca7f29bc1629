# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154 # names that inside.sh and what it sources share
# What is kept of a scenario, and staying up after the last one. Sourced after judge.sh.

# The records, and what each machine said of itself, as text.
keep_evidence() {
  local evidence=$work/evidence/$1 node
  mkdir -p "$evidence"
  cp -r "$record/." "$evidence/"
  for node in "${nodes[@]}"; do
    if [[ -d $machines/$node ]]; then
      cp "$machines/$node/nspawn.log" "$evidence/nspawn-$node.log"
      journal_of "$node" >"$evidence/journal-$node.log" 2>&1 || true
      cp "$machines/$node/root/var/lib/rebootmgr/claim.json" "$evidence/claim-$node.json" 2>/dev/null || true
    fi
  done
  consul kv export "$prefix/" >"$evidence/keys.json" 2>&1 || true
}

# Where only the output is kept, as on a build server, it has to do: what the machines said last.
last_words() {
  local evidence=$work/evidence/$1 log
  for log in "$evidence"/{boots,nspawn-*,journal-*}.log; do
    if [[ -s $log ]]; then
      echo "          ${log##*/}, its end:"
      tail -n 15 "$log" | cut -c1-200 | sed 's/^/            /'
    fi
  done
}

# Stays up to be played with, until this is ended from outside.
stay() {
  cat >"$work/enter" <<SH
#!/usr/bin/env bash
# enter NODE COMMAND...: on a machine, from any terminal of the host.
read -ra ground <"/proc/${outside:?}/task/$outside/children"
read -ra inside <"/proc/\${ground[0]}/task/\${ground[0]}/children"
exec nsenter --target "\${inside[0]}" --mount --pid --net env work="$work" rootfs="$rootfs" machines="$machines" \\
  "$BASH" -c '. "\$0" && on "\$@"' "$project/scripts/lib/e2e/machines.sh" "\$@"
SH
  chmod 755 "$work/enter"
  cat <<TEXT

The fleet stays up. Play with it from another terminal:
  $work/enter web1 bash                      # on a machine
  $work/enter web1 rebootmgr status --watch
  $work/enter web2 rebootmgr request         # reboots within seconds
  $work/enter web3 journalctl -f -u rebootmgr
End it with Ctrl-C, or: kill $outside
TEXT
  while :; do sleep 1; done
}
