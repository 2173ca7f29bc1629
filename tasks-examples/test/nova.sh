# shellcheck shell=bash disable=SC2154,SC2034
# A Nova of fakes with one host and its servers. Sourced by the cases of openstack-compute.

script=openstack-compute/openstack-compute

prepare() {
  export COMPUTE_EMPTY_WAIT=15 COMPUTE_SERVICE_WAIT=0 COMPUTE_POLL=0.1 COMPUTE_CREDENTIALS=$world/openrc
  echo 'OS_AUTH_URL=http://keystone' >"$world/openrc"
  service enabled up "$after" None
  printf '%s\n' 'id-1 ACTIVE None' 'id-2 SHUTOFF None' 'id-4 SUSPENDED None' >"$world/servers"
  echo instance-1 >"$world/domains"
  fake openstack <<'FAKE'
[[ $OS_AUTH_URL == http://keystone ]]
[[ ! -e $world/down ]] || { echo 'Unable to establish connection to http://keystone' >&2; exit 1; }
[[ ! -e $world/refusal ]] || { cat "$world/refusal" >&2; exit 1; }
case "$*" in
  'compute service list '*) cat "$world/service" ;;
  'compute service set --disable '*) printf 'disabled up %s %s\n' "$after" "$6" >"$world/service" ;;
  'compute service set --enable '*)
    [[ ! -e $world/readonly ]] || exit 1
    printf 'enabled up %s None\n' "$after" >"$world/service"
    ;;
  'server list '*)
    # A column twice, as openstackclient 6.0 does.
    sed 's/ [^ ]*$/&&/' "$world/servers"
    if [[ -e $world/next ]]; then mv "$world/next" "$world/servers"; fi
    ;;
  *'server migrate --live-migration '*)
    [[ ! -e $world/no ]] || { cat "$world/no" >&2; exit 1; }
    [[ ! -e $world/fails ]] || { rm "$world/fails"; exit; }
    sed -i "s/$5 .*/$5 MIGRATING migrating/" "$world/servers"
    [[ -e $world/stuck ]] || : >"$world/domains"
    ;;
  *) echo "unexpected: $*" >&2; exit 2 ;;
esac
FAKE
  fake virsh <<'FAKE'
[[ ! -e $world/no-libvirt ]] || { echo 'error: Failed to connect socket' >&2; exit 1; }
cat "$world/domains"
echo
FAKE
}

export after=2098-01-01T00:00:00.000000 before=2001-01-01T00:00:00.000000
asked() {
  [[ $(grep -c -- "--live-migration $1\$" "$world/calls") == "$2" ]] || wrong "expected $1 to be asked $2 times"
}
service() { printf '%s\n' "$*" >"$world/service"; }
