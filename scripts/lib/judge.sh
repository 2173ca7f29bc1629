# shellcheck shell=bash
# What became of the demo, by the machines' own record and by what is left in Consul. Sourced after fleet.sh.

# shellcheck disable=SC2154 # the fleet is the caller's
: "${work:?a folder}"

# Whether a node's run has ended with 2, held by health.
refused() { grep -q " run of $1 ended with 2\$" "$work/$1/timer.log" 2>/dev/null; }

everyone_rebooted() {
  local node
  for node in "${nodes[@]}"; do
    grep -q " down $node\$" "$work/boots.log" && [[ -e $work/$node/up ]] || return 1
  done
}

# Tells what is left behind, a line each; fails if there is anything.
nothing_left() {
  local node group keys maintenance left=
  for group in web db; do
    if consul_on "$server" kv get "service/rebootmgr/groups/$group/slots" 2>/dev/null | grep '"id"'; then left=1; fi
  done
  keys=$(consul_on "$server" kv get -keys -separator= service/rebootmgr/) || left=1
  if grep -e reboot_required -e /preparing/ -e /stop <<<"$keys"; then left=1; fi
  for node in "${nodes[@]}"; do
    maintenance=$(consul_on "${address_of[$node]}" maint) || left=1
    if [[ -n $maintenance ]]; then
      echo "$maintenance"
      left=1
    fi
    if compgen -G "$work/$node/reboot_required" || compgen -G "$work/$node/state/claim.json"; then left=1; fi
  done
  [[ -z $left ]]
}

# Replays the record: how often each node rebooted, how many of a group were down at once, and how many instances of a
# service ran whenever one was taken away, itself included: that is what min_passing=2 bounds.
replay() {
  awk '
    function group(node) { sub(/[0-9]+$/, "", node); return node }
    $2 == "up" { if ($3 in down) { delete down[$3]; away[group($3)]-- } if (!($3 in up)) running[group($3)]++; up[$3] }
    $2 == "down" {
      g = group($3); boots[$3]++
      if (++away[g] > 1) { print "  " away[g] " nodes of group " g " were down at once, limit 1"; broken = 1 }
      if (running[g] < 2) { print "  " $3 " went down with " running[g] " of min_passing=2 running"; broken = 1 }
      down[$3]; if ($3 in up) { delete up[$3]; running[g]-- }
    }
    END {
      split(nodes, names, " ")
      for (i in names) if (boots[names[i]] != 1) { print "  " names[i] " rebooted " boots[names[i]] + 0 " times"; broken = 1 }
      exit broken
    }' nodes="${nodes[*]}" "$work/boots.log"
}

# Every node drained before its boot and took traffic after it, once each.
tasks_ran() {
  local node
  for node in "${nodes[@]}"; do
    [[ $(cut -d' ' -f1 "$work/$node/tasks.log" 2>/dev/null | paste -sd' ') == "pre_boot post_boot" ]] || return 1
  done
}

# db1 was marked from the beginning; it must have refused, and not have gone before db2 ran.
waited_for_db2() {
  refused db1 && awk '$2 == "up" && $3 == "db2" { ready = 1 } $2 == "down" && $3 == "db1" && !ready { exit 1 }' "$work/boots.log"
}

# judge SECONDS: prints the boots and a line for each rule; fails if one was broken.
judge() {
  local broken=0
  echo "The machines' own record ($1 s in all):"
  awk -v start="$(head -n 1 "$work/boots.log" | cut -d' ' -f1)" '
    $2 == "down" { down[$3] = $1 }
    $2 == "up" && $3 in down { printf "  %-6s down at %5.1f s, up at %5.1f s\n", $3, down[$3] - start, $1 - start; delete down[$3] }
    END { for (node in down) printf "  %-6s down at %5.1f s and never up again\n", node, down[node] - start }' "$work/boots.log"
  told "every node rebooted once, one of a group at a time, min_passing held" replay || broken=1
  told "db1 refused to go while db would have fallen under its min_passing" waited_for_db2 || broken=1
  told "every node ran its pre_boot and post_boot task once" tasks_ran || broken=1
  told "nothing left behind: no claim, trigger, lock or maintenance" nothing_left || broken=1
  if [[ $broken -ne 0 ]]; then
    echo "The last lines of each node's log:"
    tail -n 4 "$work"/*/timer.log
  fi
  return "$broken"
}

# told TEXT CHECK: runs the check and prints its verdict, then what it had to say.
told() {
  local text=$1 detail
  shift
  if detail=$("$@"); then
    echo "  ok      $text"
  else
    echo "  BROKEN  $text"
    if [[ -n $detail ]]; then echo "$detail"; fi
    return 1
  fi
}
