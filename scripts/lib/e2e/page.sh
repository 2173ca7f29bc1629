# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154 # names that inside.sh and what it sources share
# The live page on one of the machines, from its package: under its own unit, on a systemd that makes its user. Sourced after judge.sh.

page_unit=rebootmgr-page.service

# page_comes_and_goes NODE: installed, started, asked and stopped; the package stays.
page_comes_and_goes() {
  local node=$1
  on "$node" dpkg --install /packages/page.deb >>"$record/install-$node.log" 2>&1 ||
    { failed_step "the page's package installs on $node: install-$node.log"; return 1; }
  told "the page's package starts nothing" page_is "$node" inactive
  on "$node" systemctl start "$page_unit" || { failed_step "the page starts on $node"; return 1; }
  await 60 "the page has read the fleet" page_is_well "$node" || return
  told "it runs as a user of its own, who has no rights" page_has_no_rights "$node"
  told "it shows who is out" page_says "$node" / 'web2'
  told "it tells Prometheus of the fleet" page_says "$node" /metrics 'rebootmgr_page_consul_up 1'
  told "nobody reaches it from outside" page_is_for_its_machine_alone "$node"
  told "it ends when it is told to" page_ends "$node"
  told "and systemd calls that no failure" page_is "$node" inactive
}

# page_is NODE STATE
page_is() {
  local found
  found=$(on "$1" systemctl show --property ActiveState --value "$page_unit")
  [[ $found == "$2" ]] || { echo "it is $found"; on "$1" systemctl --no-pager status "$page_unit"; return 1; }
}

page_is_well() { page_says "$1" /healthz ok >/dev/null; }

# page_says NODE PATH TEXT: asked on the machine itself, whose root file system has no curl.
page_says() {
  local said
  said=$(page_answers "$1" "$2") || true
  [[ $said == "HTTP/1.1 200 "*"$3"* ]] || { head -c 1000 <<<"$said"; return 1; }
}

# page_answers NODE PATH [ADDRESS]
page_answers() {
  # shellcheck disable=SC2016 # for the machine to expand
  on "$1" timeout 20 bash -c 'exec {page}<>"/dev/tcp/$2/8780"
    printf "GET %s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n" "$1" >&"$page"
    cat <&"$page"' page "$2" "${3:-127.0.0.1}" 2>&1
}

page_is_for_its_machine_alone() { ! page_answers "$1" / "${address_of[$1]}"; }

page_has_no_rights() {
  local process status
  process=$(on "$1" systemctl show --property MainPID --value "$page_unit")
  status=$(on "$1" cat "/proc/$process/status")
  if [[ $(awk '$1 == "Uid:" { print ($2 >= 61184 && $2 <= 65519) }' <<<"$status") == 1 &&
    $(awk '$1 == "CapEff:" { print $2 }' <<<"$status") =~ ^0+$ &&
    $(awk '$1 == "NoNewPrivs:" { print $2 }' <<<"$status") == 1 ]]; then return; fi
  grep -E '^(Uid|CapEff|NoNewPrivs)' <<<"$status"
  return 1
}

page_ends() {
  exits_with 0 on "$1" systemctl stop "$page_unit" || return
  [[ $(on "$1" systemctl show --property Result --value "$page_unit") == success ]]
}
