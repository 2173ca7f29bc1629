# shellcheck shell=bash disable=SC2154
# Brings up munge and slurmctld, as Debian has them, and tells of nodes and jobs. Sourced by cases.

# slurm ADDRESS NODE-LINE...: the controller at this address, with these nodes; their slurmd are the case's.
slurm() {
  {
    cat <<END
ClusterName=test
SlurmctldHost=machine($1)
SlurmUser=slurm
AuthType=auth/munge
SlurmdTimeout=8
SlurmctldTimeout=8
ReturnToService=0
# Never run: only what it leaves in the reason is looked at.
RebootProgram=/bin/false
StateSaveLocation=/var/spool/slurmctld
SlurmdSpoolDir=/var/spool/slurmd-%n
SlurmctldPidFile=/run/slurmctld.pid
SlurmdPidFile=/run/slurmd-%n.pid
SlurmctldLogFile=/var/log/daemons/slurmctld
SlurmdLogFile=/var/log/daemons/slurmd-%n
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
MpiDefault=none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
SchedulerParameters=sched_min_interval=100000,batch_sched_delay=0
JobCompType=jobcomp/filetxt
JobCompLoc=/var/spool/slurmctld/completed
END
    printf '%s\n' "${@:2}" 'PartitionName=all Nodes=ALL Default=YES MaxTime=INFINITE State=UP'
  } >/etc/slurm/slurm.conf
  # Named, for otherwise slurmd looks which of them the machine has. Nothing above uses it.
  echo CgroupPlugin=cgroup/v1 >/etc/slurm/cgroup.conf
  install -d -o slurm /var/spool/slurmctld
  install -d -o munge -m 0755 /run/munge
  daemon munged runuser -u munge -- munged --foreground
  within 10 munge -n
  controller
}

controller() { daemon slurmctld slurmctld -D; }

jobless() { [[ -z $(squeue --noheader) ]]; }
condition() { scontrol show node "$1" | sed -n 's/^ *State=\([^ ]*\).*/\1/p'; }
is() { [[ $(condition "$1") == "$2" ]]; }
has() { [[ $(condition "$1") == *"$2"* ]]; }
reason() { scontrol show node "$1" | sed -n 's/^ *Reason=\(.*\) \[.*/\1/p'; }
runs() { [[ $(squeue --noheader --jobs="$1" --format=%T) == RUNNING ]]; }
