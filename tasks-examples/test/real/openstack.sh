# shellcheck shell=bash disable=SC2154,SC2034,SC1091
# Brings up Nova with all that it needs, and three nova-computes with nova's fake driver. Sourced by nightly/nova.

prepare() {
  local each jobs=()
  export COMPUTE_EMPTY_WAIT=240 COMPUTE_SERVICE_WAIT=240 COMPUTE_POLL=1 COMPUTE_RETRY=5
  export COMPUTE_CREDENTIALS=/etc/rebootmgr/openrc
  mkdir -p /run/mysqld /var/lib/nova/{c1,c2,c3} /etc/rebootmgr
  chown mysql /run/mysqld
  configurations
  daemon mariadb mariadbd --user=mysql --skip-grant-tables --skip-networking --innodb-flush-log-at-trx-commit=0 \
    --max-connections=500 --socket=/run/mysqld/mysqld.sock
  daemon rabbitmq rabbitmq-server
  within 120 mariadb -e 'select 1'
  for each in keystone placement glance neutron nova nova_api nova_cell0; do mariadb -e "create database $each"; done
  {
    keystone-manage fernet_setup --keystone-user root --keystone-group root
    keystone-manage credential_setup --keystone-user root --keystone-group root
    keystone-manage db_sync
    keystone-manage bootstrap --bootstrap-password secret --bootstrap-region-id RegionOne \
      --bootstrap-admin-url http://127.0.0.1:5000/v3 --bootstrap-public-url http://127.0.0.1:5000/v3 \
      --bootstrap-internal-url http://127.0.0.1:5000/v3
    placement-manage db sync
    glance-manage db_sync
  } >/var/log/daemons/databases1 2>&1 &
  jobs+=($!)
  {
    nova-manage api_db sync
    nova-manage cell_v2 map_cell0 --database_connection "$(database nova_cell0)"
    nova-manage cell_v2 create_cell --name cell1
    nova-manage db sync
  } >/var/log/daemons/databases2 2>&1 &
  jobs+=($!)
  neutron-db-manage --config-file /etc/neutron/neutron.conf --config-file /etc/neutron/ml2.ini upgrade heads \
    >/var/log/daemons/databases3 2>&1 &
  jobs+=($!)
  for each in "${jobs[@]}"; do wait "$each"; done
  within 300 rabbitmqctl await_startup
  services
}

database() { echo "mysql+pymysql://root:x@localhost/$1?unix_socket=/run/mysqld/mysqld.sock"; }

configurations() {
  local each
  local access="auth_type = password
auth_url = http://127.0.0.1:5000/v3
username = admin
password = secret
project_name = admin
user_domain_id = default
project_domain_id = default
region_name = RegionOne"
  local token="[keystone_authtoken]
$access
www_authenticate_uri = http://127.0.0.1:5000/v3"
  local rabbit='transport_url = rabbit://guest:guest@127.0.0.1:5672/'
  printf '%s\n' '[database]' "connection = $(database keystone)" '[token]' 'provider = fernet' '[identity]' \
    'password_hash_rounds = 4' >/etc/keystone/keystone.conf
  printf '%s\n' '[placement_database]' "connection = $(database placement)" "$token" >/etc/placement/placement.conf
  printf '%s\n' '[DEFAULT]' 'bind_host = 127.0.0.1' 'workers = 0' '[database]' "connection = $(database glance)" \
    '[glance_store]' 'stores = file' 'default_store = file' 'filesystem_store_datadir = /var/lib/glance/images' \
    '[paste_deploy]' 'flavor = keystone' "$token" >/etc/glance/glance-api.conf
  printf '%s\n' '[DEFAULT]' 'bind_host = 127.0.0.1' 'core_plugin = ml2' 'service_plugins = router,port_forwarding' \
    "$rabbit" 'api_workers = 1' 'rpc_workers = 0' 'rpc_state_report_workers = 0' 'state_path = /var/lib/neutron' \
    '[database]' "connection = $(database neutron)" "$token" '[nova]' "$access" '[oslo_concurrency]' \
    'lock_path = /var/lib/neutron/lock' >/etc/neutron/neutron.conf
  printf '%s\n' '[ml2]' 'type_drivers = vxlan' 'tenant_network_types = vxlan' 'mechanism_drivers =' \
    >/etc/neutron/ml2.ini
  printf '%s\n' '[DEFAULT]' "$rabbit" 'my_ip = 127.0.0.1' 'enabled_apis = osapi_compute' \
    'osapi_compute_listen = 127.0.0.1' 'osapi_compute_workers = 1' 'compute_driver = fake.FakeLiveMigrateDriver' \
    'report_interval = 2' 'service_down_time = 20' 'state_path = /var/lib/nova' '[api_database]' \
    "connection = $(database nova_api)" '[database]' "connection = $(database nova)" "$token" '[placement]' "$access" \
    '[neutron]' "$access" '[glance]' 'api_servers = http://127.0.0.1:9292' '[conductor]' 'workers = 1' '[scheduler]' \
    'workers = 1' 'discover_hosts_in_cells_interval = 3' '[oslo_concurrency]' 'lock_path = /var/lib/nova/lock' \
    >/etc/nova/nova.conf
  for each in c1 c2 c3; do
    printf '%s\n' '[DEFAULT]' "host = $each" "state_path = /var/lib/nova/$each" >"/etc/nova/$each.conf"
  done
  printf 'export %s\n' OS_AUTH_URL=http://127.0.0.1:5000/v3 OS_USERNAME=admin OS_PASSWORD=secret OS_PROJECT_NAME=admin \
    OS_USER_DOMAIN_ID=default OS_PROJECT_DOMAIN_ID=default OS_IDENTITY_API_VERSION=3 >/etc/rebootmgr/openrc
}

# web NAME PORT FILE: a program for a web server
web() {
  daemon "$1" uwsgi --plugin python3 --http-socket "127.0.0.1:$2" --wsgi-file "$3" --processes 1 --threads 8 \
    --lazy-apps --buffer-size 65535 --add-header 'Connection: close' --die-on-term --need-app
}

services() {
  local each
  . /etc/rebootmgr/openrc
  web keystone 5000 /usr/bin/keystone-wsgi-public
  within 300 openstack token issue
  for each in compute:8774/v2.1 placement:8778 image:9292 network:9696; do
    echo "service create --name ${each%%:*} ${each%%:*}"
    echo "endpoint create --region RegionOne ${each%%:*} public http://127.0.0.1:${each#*:}"
  done | openstack >/var/log/daemons/catalog 2>&1
  web placement 8778 /usr/bin/placement-api
  daemon glance glance-api
  daemon neutron neutron-server --config-file /etc/neutron/neutron.conf --config-file /etc/neutron/ml2.ini
  daemon conductor nova-conductor
  daemon scheduler nova-scheduler
  daemon api nova-api
  for each in c1 c2 c3; do compute "$each"; done
  # Until then neutron answers 500, and nova wants it even for guests without a network.
  within 300 openstack network list
  for each in c1 c2 c3; do within 300 discovered "$each"; done
  head -c 1024 /dev/zero >/tmp/image
  {
    echo 'image create --disk-format raw --container-format bare --file /tmp/image --public tiny'
    echo 'flavor create --ram 64 --disk 1 --vcpus 1 --public tiny'
    echo 'user create --password bob bob'
    echo 'role add --user bob --project admin reader'
  } | openstack >>/var/log/daemons/catalog 2>&1
  # As libvirt would tell.
  printf '%s\n' '#!/bin/sh' "exec mariadb --skip-column-names --batch nova -e \"select hostname from instances
    where host='c1' and not deleted and power_state = 1 and vm_state <> 'suspended'\"" >/usr/local/bin/virsh
  chmod +x /usr/local/bin/virsh
}

compute() { daemon "compute_$1" nova-compute --config-file /etc/nova/nova.conf --config-file "/etc/nova/$1.conf"; }
discovered() { [[ $(mariadb --batch nova_api -e "select 1 from host_mappings where host='$1'") ]]; }
