#!/usr/bin/env bash
# The part of scripts/e2e that runs on sealed ground: inside.sh SCENARIO... Whatever it starts or mounts ends with it.
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
# shellcheck source=scenarios.sh
. "$project/scripts/lib/e2e/scenarios.sh"

# Nothing of the host's systemd, if it has one, is seen or touched from here on.
mount -t tmpfs tmpfs /run
mkdir -p /run/netns "$work/fleet"
mount -t tmpfs -o size=3g tmpfs "$work/fleet"
lay_cables

failed=()
for scenario in "$@"; do
  begun=$SECONDS
  begin_scenario "$scenario"
  # A step that does not come about ends the scenario; the others still run.
  { start_fleet && "scenario_${scenario//-/_}"; } || failed_step "the scenario ended early"
  if [[ $broken -gt 0 ]]; then
    failed+=("$scenario")
    keep_evidence "$scenario"
    echo "FAILED $scenario after $((SECONDS - begun)) s; evidence: $work/evidence/$scenario"
  else
    if [[ -n ${evidence:-} ]]; then keep_evidence "$scenario"; fi
    echo "ok     $scenario in $((SECONDS - begun)) s"
  fi
  if [[ -n ${keep:-} && $scenario == "${!#}" ]]; then stay; fi
  stop_fleet
done
echo
if [[ ${#failed[@]} -gt 0 ]]; then
  echo "FAILED of $# scenarios in $SECONDS s: ${failed[*]}"
  exit 1
fi
echo "all $# scenarios went well in $SECONDS s"
