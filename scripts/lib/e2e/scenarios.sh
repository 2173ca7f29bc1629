# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154 # names that inside.sh and what it sources share
# The scenarios, each on a fleet of its own that is up, idle and observed. Sourced after judge.sh.

# What check ends with: where a run of the timer is at work in this moment, another one would do nothing.
held_or_run_at_work="@(0|4|9|102)"

# All at once, one after the other, and everything as the contract has it. On web2 a package manager is at work.
scenario_campaign() {
  inhibit web2 || return
  mark "${nodes[@]}" || return
  step "all three want a reboot; web2 inhibits a shutdown, and web1 and web3 go by the schedule as packaged"
  await "$campaign_bound" "web1 and web3 are back" are_back web1 web3 || return
  told "web2 did not go down while its package manager was at work" rebooted_by_systemctl web2 0
  told "check on web2 says why" check_says web2 "$held_or_run_at_work" "unpacking a kernel"
  step "web2 has done with it"
  let_go web2
  finish_campaign
  told "tasks ran in order on each" everyone_ran_in_order
  told "doctor finds web1 ready" exits_with 0 rebootmgr_on web1 doctor
}

# All at once, and all are Consul servers: whoever is next waits through the moment in which the one before does not vote yet.
scenario_servers() {
  local node begun=$EPOCHREALTIME
  for node in "${nodes[@]}"; do on "$node" sh -c 'echo new kernel >/run/reboot_required' || return; done
  step "all three want a reboot, by the units as packaged; each is a Consul server, and its boot takes $boot_takes s and more"
  await "$servers_bound" "everyone is back" everyone_is_back || true
  step "done after $(seconds_since "$begun") s: $(order_of_boots)"
  step "handed over: $(quick_handovers 2 30 | paste -sd';' | sed 's/;/, /g')"
  told "at most 30 s between one's slot given back and the next one's claim" quick_handovers 2 30
  told "never two down" never_two_down
  told "never two claims at limit 1" never_two_claims
  told "each rebooted once, through systemctl reboot" everyone_rebooted_once
  told "tasks ran in order on each" everyone_ran_in_order
  told "the logbook tells how long a server waited for its vote" history_says web1 "vote "
  told "nothing left behind" nothing_left
  told "no run ended with 1" no_run_was_a_bug
}

# web2 goes first and never comes back: its slot stays its own until an operator says otherwise.
scenario_never_back() {
  touch "$machines/web2/stays-down"
  mark web2 || return
  await 60 "web2 takes the slot" someone_claims web2 || return
  mark web1 web3 || return
  await 60 "web2 goes down" is_off web2 || return
  step "web2 went down for its reboot and is not started again; web1 and web3 want to reboot too"
  await 60 "web1 and web3 find no slot" are_held_by_slot web1 web3 || return
  page_comes_and_goes web1 || return
  sleep 12
  told "nobody but web2 went down" went_down web2
  told "check on web1 names web2" check_says web1 "$held_or_run_at_work" "web2 (rebooting)"
  told "status on web3 tells who holds the slot" status_says web3 web2
  told "release with another claim's id is refused with 64" exits_with 64 release_web2 000000000000

  step "an operator on web1 releases it"
  told "release of the claim that stands there" exits_with 0 release_web2 "$(claim_of web2)"
  await "$campaign_bound" "web1 and web3 reboot" are_back web1 web3 || return
  told "web1 and web3 never down at once" never_down_at_once web1 web3
  told "tasks ran in order on both" ran_in_order web1 web3
  told "the logbook keeps the release and its reason" history_says web2 "mainboard died"

  step "web2 is started again"
  power_on web2
  await 90 "web2 is back" web2_is_back || true
  told "web2 finished its return, and did not reboot again" ran_in_order web2
  told "each rebooted once, through systemctl reboot" everyone_rebooted_once
  told "nothing left behind" nothing_left
  told "no run ended with 1" no_run_was_a_bug
}

release_web2() { rebootmgr_on web1 release web2 --claim "$1" --reason "mainboard died"; }
web2_is_back() { everyone_is_back && [[ $(tasks_of web2) == "$drained_and_back" ]] && on web2 test ! -e /var/lib/rebootmgr/claim.json; }

# The emergency stop, first in the middle of a task, then while a node is down.
scenario_stop() {
  local pulled first
  touch "$record/web1-pre_boot-10-drain"
  mark web1 || return
  await 60 "web1 drains" has_begun web1 pre_boot/10-drain || return
  mark web2 web3 || return
  step "stop, set on web2 while web1 drains (a task that would take for ever)"
  stop web2 "smoke in the hall"
  pulled=$EPOCHREALTIME
  await 30 "web1's run has ended, and it keeps its slot as drained" is_claimed "web1:drained" || return
  step "that was $(seconds_since "$pulled") s after the flag was set"
  told "the task is ended, and no abort task begun" ran web1 "pre_boot/10-drain"
  rm "$record/web1-pre_boot-10-drain"
  sleep 10
  told "nothing went down in 10 s more" went_down ""
  told "check on web3 tells the reason" check_says web3 "$held_or_run_at_work" "smoke in the hall"

  step "resume; web1 undoes its drain, and its slot is free"
  resume web3
  on web1 systemctl start --no-block rebootmgr
  await 60 "the first goes down" someone_is_off || return
  first=$(awk '$3 == "down" { print $2; exit }' "$record/boots.log")
  stop "$(another_than "$first")" "smoke again"
  step "stop again, while $first was down"
  await "$boot_bound" "$first is up" is_ready "$first" || return
  sleep 10
  told "nothing but $first went down" went_down "$first"
  told "$first keeps its slot, and no post_boot task ran" still_returning "$first"

  step "resume"
  resume "$first"
  finish_campaign
  told "web1's drain was undone before it was drained again" \
    ran web1 "pre_boot/10-drain abort/10-undrain $drained_and_back"
  told "tasks ran in order on the others" ran_in_order web2 web3
}

# A newer package, under a run that drains and under one that comes back.
scenario_upgrade() {
  local claim before
  touch "$record/web1-pre_boot-10-drain" "$record/web3-post_boot-10-check"
  before=$(settings_of "${nodes[@]}")
  mark web1 || return
  await 60 "web1 drains" has_begun web1 pre_boot/10-drain || return
  mark web2 web3 || return
  claim=$(claim_of web1)
  step "the package is upgraded on web1 while it drains"
  put web1 newer || return
  told "web1's claim stands, and its task still runs" drains_under web1 "$claim"
  rm "$record/web1-pre_boot-10-drain"
  await "$campaign_bound" "web3 is on its way back" has_begun web3 post_boot/10-check || return
  claim=$(claim_of web3)
  step "and on web3 while it comes back, and on web2, which waits or is done"
  put web3 newer || return
  put web2 newer || return
  told "web3's claim stands" claim_is web3 "$claim"
  rm "$record/web3-post_boot-10-check"
  finish_campaign
  told "tasks ran in order on each, under one claim" everyone_ran_in_order
  told "the newer version is there" everyone_has_newer_version
  told "settings, tasks and the enabled timer are as before" same "$before" "$(settings_of "${nodes[@]}")"
}

# One machine whose reboot command keeps the kernel, by the units as packaged.
scenario_soft_reboot() {
  local begun=$EPOCHREALTIME
  told "doctor says that systemd tells of soft reboots" says 0 "systemd tells when one has happened" rebootmgr_on web1 doctor
  # By a request: a file below /run survives a soft reboot.
  rebootmgr_on web1 request web1 --reason "new libraries" >/dev/null || return
  on web1 systemctl start --no-block rebootmgr.service || return
  step "web1 is asked to reboot; its command is $reboot_command"
  await "$campaign_bound" "web1 is back" is_softly_back || true
  step "done after $(seconds_since "$begun") s"
  told "user space began anew, once, under the same kernel" rebooted_softly web1
  told "tasks ran in order on both sides of it" ran web1 "${drained_and_back/| /}"
  told "nothing left behind" nothing_left
  told "no run ended with 1" no_run_was_a_bug
}

is_softly_back() { has_begun web1 post_boot/20-undrain && are_back web1; }

# A version, the canary first: it fails its check, which stops the rest; mended and retried, it goes through. Then one in service.
scenario_rollout() {
  local id
  on web1 sh -c "printf '#!/bin/sh\nexit 4\n' >/etc/rebootmgr/post_boot_tasks/15-verify; chmod 755 /etc/rebootmgr/post_boot_tasks/15-verify"
  id=$(start_rollout v2 --change reboot --canaries web1) || { failed_step "rollout start"; return; }
  # Behind the start: what began before it goes on.
  rebootmgr_on web3 request web3 --reason "new firmware" >/dev/null || return
  step "rollout $id, web1 is its canary; what checks the new version fails there; web3 is asked for a reboot as well"
  await "$campaign_bound" "it has failed" rollout_is "$id" failed || return
  sleep 10
  told "nobody but web1 went down" went_down web1
  told "check on web3 tells why" check_says web3 "@(0|9|13)" "has failed: 1 node failed: web1"
  told "its status names the task" says 0 "15-verify failed with exit 4" rebootmgr_on web3 rollout status "$id" --nodes

  step "the check is mended, and web1 retried"
  on web1 rm /etc/rebootmgr/post_boot_tasks/15-verify
  told "retry" exits_with 0 rebootmgr_on web2 rollout retry "$id" --reason "mended"
  await "$campaign_bound" "it is done" rollout_is "$id" "done" || return
  step "done: $(order_of_boots)"
  told "web1 went first" first_went_down web1
  told "never two down" never_two_down
  told "min_passing=$min_passing held, as Consul saw it" min_passing_held
  told "each rebooted once, web1 too" everyone_rebooted_once
  told "each node's status says the version" everyone_runs v2

  step "another one in service, web2 is its canary"
  local node
  for node in "${nodes[@]}"; do add_task "$machines/$node/root" hot 10-update; done
  id=$(start_rollout v3 --change hot --canaries web2) || { failed_step "rollout start"; return; }
  await "$campaign_bound" "it is done" rollout_is "$id" "done" || return
  told "each node's status says the version" everyone_runs v3
  told "each was changed once, and web2 first" changed_in_service web2
  told "nobody went down for it" everyone_rebooted_once
  told "the logbook tells of both" says 0 "wave canaries closed" rebootmgr_on web3 history --rollouts
  told "nothing left behind" nothing_left
  told "no run ended with 1" no_run_was_a_bug
}

# start_rollout VERSION OPTIONS...: prints its id.
start_rollout() { rebootmgr_on web2 rollout start "$1" --waves 100% --soak 10s --reason "openssl" "${@:2}" 2>/dev/null; }

# rollout_is ID STATE
rollout_is() {
  local told
  told=$(rebootmgr_on web2 rollout status "$1" --json 2>/dev/null | tr -d ' \n')
  [[ $told == *'"change":"'+([a-z])'","state":"'"$2"'"'* ]]
}

# Waits for the end of a campaign of all three, and judges what is the same for each.
finish_campaign() {
  local begun=$EPOCHREALTIME
  await "$campaign_bound" "everyone is back" everyone_is_back || true
  step "done after $(seconds_since "$begun") s: $(order_of_boots)"
  told "never two down" never_two_down
  told "min_passing=$min_passing held, as Consul saw it" min_passing_held
  told "never two claims at limit 1" never_two_claims
  told "each rebooted once, through systemctl reboot" everyone_rebooted_once
  told "nothing left behind" nothing_left
  told "no run ended with 1" no_run_was_a_bug
}
