# shellcheck shell=bash disable=SC2154,SC2034,SC2016,SC2119
# A small HPC centre: slurmctld and Consul's server outside, three nodes on machines of their own with slurmd, Consul's agent,
# rebootmgr, and dpkg with an archive that they all have. Sourced by cases. Everybody who has something to tell of jobs and
# changes writes a line into /srv/told, whose order is the order of events.

# shellcheck source=slurm.sh
. /examples/test/real/slurm.sh
# shellcheck source=apt.sh
. /examples/test/real/apt.sh
# shellcheck source=cluster.sh
. /examples/test/real/cluster.sh

etc=/etc/rebootmgr

# fleet POLICY
fleet() {
  local package
  export DEBIAN_FRONTEND=noninteractive
  for package in site-mpi site-motd; do
    deb "$package" 1 "/opt/$package"
    deb "$package" 2 "/opt/$package"
    dpkg --install "/tmp/${package}_1.deb"
  done
  archive Debian stable /tmp/*_1.deb
  apt-get update
  mkdir -p $etc/{tasks,detectors.d,gates.d,{hot,pre_boot,drained,post_boot,abort}_tasks} /srv
  install -m 0755 /examples/slurm/slurm /examples/package-upgrade/package-upgrade $etc/tasks/
  install -m 0755 /examples/detectors.d/package-updates $etc/detectors.d/20-updates
  for package in pre_boot post_boot abort; do ln -s ../tasks/slurm "$etc/${package}_tasks/20-slurm"; done
  for package in hot drained; do ln -s ../tasks/package-upgrade "$etc/${package}_tasks/40-package-upgrade"; done
  script hot_tasks/10-begin 'echo "begun hot $REBOOTMGR_NODE" >>/srv/told'
  script hot_tasks/90-end 'sleep 2' 'echo "ended hot $REBOOTMGR_NODE" >>/srv/told'
  script drained_tasks/10-begin 'echo "begun drain $REBOOTMGR_NODE" >>/srv/told'
  # It is among what a drain is for.
  script drained_tasks/60-slurmd 'kill "$(cat /run/slurmd-$REBOOTMGR_NODE.pid)"' \
    'while kill -0 "$(cat /run/slurmd-$REBOOTMGR_NODE.pid)"; do sleep 0.1; done 2>/dev/null' 'slurmd'
  script drained_tasks/90-end 'echo "ended drain $REBOOTMGR_NODE" >>/srv/told'
  script gates.d/10-licences 'if [ ! -e /tmp/closed ]; then exit 0; fi' 'echo "the licence server moves"' 'exit 75'
  # What a job is to find unchanged as long as it runs.
  script tasks/job \
    'echo "begun job $SLURM_JOB_ID.${SLURM_RESTART_COUNT:-0} $SLURMD_NODENAME $(cat /opt/site-mpi)" >>/srv/told' \
    'if [ "$1" = held ]; then while [ ! -e /tmp/over ]; do sleep 0.2; done; else sleep "$1"; fi' \
    'echo "ended job $SLURM_JOB_ID.${SLURM_RESTART_COUNT:-0} $SLURMD_NODENAME $(cat /opt/site-mpi)" >>/srv/told'
  machines $etc /var/lib/rebootmgr /run/rebootmgr /var/lib/dpkg /var/lib/apt /var/cache/apt /opt
  agents
  slurm 192.0.2.1 'NodeName=node1 NodeAddr=192.0.2.11 CPUs=2' 'NodeName=node2 NodeAddr=192.0.2.12 CPUs=2' \
    'NodeName=node3 NodeAddr=192.0.2.13 CPUs=2'
  for node in "${nodes[@]}"; do
    mkdir -p "/var/spool/slurmd-$node"
    on "$node" slurmd
  done
  for node in "${nodes[@]}"; do
    within 180 on "$node" consul kv put service/rebootmgr/config "$1"
    within 180 is "$node" IDLE
  done
} >/var/log/daemons/fleet 2>&1

# script NAME LINE...: below /etc/rebootmgr
script() {
  printf '%s\n' '#!/bin/sh' 'set -eu' "${@:2}" >"$etc/$1"
  chmod 0755 "$etc/$1"
}

evidence() {
  set +e
  timeout 5 sinfo --Node --long
  timeout 5 squeue --long
  timeout 10 rebootmgr status
  timeout 10 rebootmgr history
  tail -n 30 /srv/told /tmp/run-node*
  tail -n 40 /var/log/daemons/slurmctld
}

# afresh: no job, all nodes idle with the first versions, nothing asked for, nothing told.
afresh() {
  local node
  enough
  scancel --user=root
  within 180 jobless
  archive Debian stable /tmp/*_1.deb
  rm -f /tmp/run-* /tmp/over /tmp/closed /srv/told
  : >/srv/told
  : >/var/log/daemons/slurmctld
  : >/var/spool/slurmctld/completed
  for node in "${nodes[@]}"; do
    within 180 is "$node" IDLE
    on "$node" dpkg --install /tmp/*_1.deb
    consul kv delete "service/rebootmgr/nodes/$node/change_required"
    consul kv delete "service/rebootmgr/nodes/$node/history"
    fetched "$node"
  done
  rebootmgr resume
} >/dev/null

# What apt's timer does.
fetched() {
  on "$1" apt-get update
  on "$1" rm -f /var/lib/rebootmgr/detected.json
}

# publish PACKAGE...: their second versions are in the archive, and the nodes' lists tell
publish() {
  local node
  archive Debian stable "${@/#//tmp/}"
  for node in "${nodes[@]}"; do fetched "$node"; done
} >/dev/null

# run NODE OPTION...: one run of the agent; sets `status` and `output`
run() {
  status=0
  output=$(on "$1" env "${surroundings[@]}" rebootmgr run -v "${@:2}" 2>&1) || status=$?
}

# begin_run NODE: for `finishes`
begin_run() {
  door "$1"
  "${door[@]}" env "${surroundings[@]}" rebootmgr run -v >/tmp/output 2>&1 &
  running=$!
}

# timers: on each node runs follow one another, until /tmp/enough is there
timers() {
  local node
  for node in "${nodes[@]}"; do
    (
      until [[ -e /tmp/enough ]]; do
        run "$node" --wait-if-next
        printf '%s\n' "$output" "exit $status" >>"/tmp/run-$node"
        sleep 1
      done
    ) &
    echo "$!" >>/tmp/timers
  done
}
# Until the last of their runs is over. Of a test that failed they are another shell's.
enough() {
  local timer
  touch /tmp/enough /tmp/timers
  while read -r timer; do within 180 gone "$timer"; done </tmp/timers
  rm -f /tmp/enough /tmp/timers
}

# jobs COUNT: of a second or less, ten at a time
jobs() {
  local number
  for ((number = 0; number < $1; number += 10)); do
    sbatch --quiet --output=/dev/null --array=0-9 $etc/tasks/job "$((number / 10 % 2))"
    sleep 1
  done
}
# held NODE: a job that runs until /tmp/over is there, once it runs; sets `id`
held() {
  id=$(sbatch --parsable --output=/dev/null --nodelist="$1" $etc/tasks/job held)
  within 180 runs "$id"
}

told() { grep -cE -- "^$1" /srv/told || true; }
# counts LINE NUMBER: so many of these were told
counts() { [[ $(told "$1") == "$2" ]] || wrong "$(told "$1") times, and not $2: $1"; }
changed() { [[ $(told "ended $1") == "$2" && -z $(claims) ]]; }
claims() { consul kv get service/rebootmgr/groups/default/slots | grep -o '"node":"[^"]*"' || true; }
version() { on "$1" cat "/opt/$2"; }
all_have() { for node in "${nodes[@]}"; do [[ $(version "$node" "$1") == "$2" ]] || return 1; done; }

# accounted COUNT: so many jobs were completed, each once; none failed, was requeued or interrupted, or saw its MPI change
accounted() {
  local book=/var/spool/slurmctld/completed
  [[ $(wc -l <$book) == "$1" && $(grep -c ' JobState=COMPLETED .* ExitCode=0:0' $book) == "$1" ]] ||
    wrong "slurmctld has in its book: $(grep -o 'JobState=[^ ]*' $book | sort | uniq -c)"
  [[ $(grep -o '^JobId=[0-9]*' $book | sort -u | wc -l) == "$1" ]] || wrong 'a job is twice in the book'
  ! scontrol show job | grep -oE 'Restarts=[1-9]' || wrong 'a job was requeued'
  counts 'begun job' "$1"
  counts 'ended job' "$1"
  [[ $(sed -n 's/^[a-z]* job //p' /srv/told | sort | uniq -c | awk '$1 != 2') == '' ]] || wrong 'a job did not end where and as it began'
}

# out: how many nodes were out of service at once, at most, by slurmctld's own log
most_out() {
  awk '/update_node: node [^ ]* state set to (DRAIN|IDLE)/ {
    node = $0; sub(/.*update_node: node /, "", node); sub(/ .*/, "", node)
    if (/DRAIN/) out[node] = 1; else delete out[node]
    n = 0; for (each in out) n++
    if (n > most) most = n
  } END { print most + 0 }' /var/log/daemons/slurmctld
}

# Jobs that ran on a node while it was changed, as they told: prints how many changes, and how many of them had one.
changes_with_jobs() {
  awk '$1 == "begun" && $2 == "job" { running[$4]++ }
    $1 == "ended" && $2 == "job" { running[$4]-- }
    $2 != "job" && $1 == "begun" { changes++; if (running[$3]) with++ }
    $2 != "job" && $1 == "ended" { if (running[$3]) after++ }
    END { print changes + 0, with + 0, after + 0 }' /srv/told
}
