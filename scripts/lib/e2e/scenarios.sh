# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154 # names that inside.sh and what it sources share
# The scenarios, each on a fleet of its own that is up, idle and observed. Sourced after judge.sh.

# One after the other, and everything as the contract has it.
scenario_campaign() {
  local begun=$EPOCHREALTIME
  mark_all || return
  step "all three want a reboot: web1 and web3 by /run/reboot_required, web2 by rebootmgr request"
  await "$campaign_bound" "everyone is back" everyone_is_back || true
  step "done after $(seconds_since "$begun") s: $(order_of_boots)"
  told "never two down" never_two_down
  told "min_passing=$min_passing held, as Consul saw it" min_passing_held
  told "never two claims at limit 1" never_two_claims
  told "tasks ran in order on each" everyone_ran_in_order
  told "each rebooted once, through systemctl reboot" everyone_rebooted_once
  told "nothing left behind" nothing_left
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
