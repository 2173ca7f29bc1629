#!/usr/bin/env bash
# The part of scripts/e2e that runs on sealed ground: inside.sh SCENARIO... Whatever it starts or mounts ends with it.
# Others may run beside it, each on its own ground: who takes a scenario first has it.
set -euo pipefail
: "${project:?set by scripts/e2e}" "${work:?}" "${rootfs:?}" "${CONSUL_BINARY:?}"
# shellcheck source=../build.sh
. "$project/scripts/lib/build.sh"
# shellcheck source=machines.sh
. "$project/scripts/lib/e2e/machines.sh"
# shellcheck source=equipment.sh
. "$project/scripts/lib/e2e/equipment.sh"
# shellcheck source=package.sh
. "$project/scripts/lib/e2e/package.sh"
# shellcheck source=fleet.sh
. "$project/scripts/lib/e2e/fleet.sh"
# shellcheck source=observer.sh
. "$project/scripts/lib/e2e/observer.sh"
# shellcheck source=judge.sh
. "$project/scripts/lib/e2e/judge.sh"
# shellcheck source=aftermath.sh
. "$project/scripts/lib/e2e/aftermath.sh"
# shellcheck source=page.sh
. "$project/scripts/lib/e2e/page.sh"
# shellcheck source=scenarios.sh
. "$project/scripts/lib/e2e/scenarios.sh"
# shellcheck source=guide.sh
. "$project/scripts/lib/e2e/guide.sh"

# Nothing of the host's systemd, if it has one, is seen or touched from here on.
mount -t tmpfs tmpfs /run
mkdir -p /run/netns "$work/fleet"
mount -t tmpfs -o size=3g tmpfs "$work/fleet"
lay_cables

play() {
  local scenario=$1 begun=$SECONDS
  begin_scenario "$scenario"
  # A step that does not come about ends the scenario; the others still run.
  { "$start" && "scenario_${scenario//-/_}"; } || failed_step "the scenario ended early"
  if [[ $broken -gt 0 ]]; then
    keep_evidence "$scenario"
    last_words "$scenario"
    echo "FAILED $scenario after $((SECONDS - begun)) s; evidence: $work/evidence/$scenario"
  else
    if [[ -n ${evidence:-} ]]; then keep_evidence "$scenario"; fi
    echo "ok     $scenario in $((SECONDS - begun)) s"
    touch "$work/taken/$scenario/ok"
  fi
}

for scenario in "$@"; do
  mkdir "$work/taken/$scenario" 2>/dev/null || continue
  if [[ ${lanes:?} -eq 1 ]]; then
    play "$scenario"
  else
    # Told as a whole, or what another one says would stand in between.
    play "$scenario" >"$work/taken/$scenario/said" 2>&1
    flock "$work/taken" cat "$work/taken/$scenario/said"
  fi
  if [[ -n ${keep:-} && $scenario == "${!#}" ]]; then stay; fi
  stop_fleet
done
