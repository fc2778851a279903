#!/bin/bash
# A real Kubernetes cluster of one node, made of packages, for the tests; see README.md.
set -euo pipefail
HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
for part in settings process packages binary images certificates config components access teardown faults; do
  # shellcheck source=/dev/null
  . "$HERE/lib/$part.sh"
done

usage() {
  cat <<EOT
usage: $0 COMMAND

The cluster
  install                        install the Debian packages that are missing (up does, too)
  up                             bring the cluster up; quick when it is up already
  down [--purge]                 take it down; --purge also removes certificates and registries
  status                         which components run, the nodes and the Pods
  env                            the exports that make kubectl use it: eval "\$($0 env)"
  namespace NAME                 make a namespace in which every user has the rights of rbac/

Faults
  kill COMPONENT [SIGNAL]        KILL if not told otherwise
  pause | resume COMPONENT       freeze it, and let it run on
  start COMPONENT
  restart COMPONENT [SIGNAL]     TERM if not told otherwise
  proxy start | stop | status    a relay in front of the API server, for proxy.kubeconfig
  proxy MODE                     pass, stall, reset, rate N, after N, cut-every N COUNT
  hang-registry MODE             the same for the registry that hangs (stall) to begin with
  log-rotation SIZE | default    rotate containers' logs at SIZE, such as 1Mi
  audit [SINCE]                  the requests that the API server got, as JSON lines

Components: ${COMPONENTS[*]} proxy
EOT
}

need_root() {
  [ "$(id -u)" = 0 ] || die "this needs root, for it starts containers on this machine.
Point KUBECONFIG at a cluster of your own and set DRONE_K8S_TEST_CLUSTER=existing instead."
}

# lock: one `up` or `down` at a time
lock() {
  exec 9> "$RUN.lock"
  flock 9
}

# fingerprint: of all that a running cluster was made from
fingerprint() {
  {
    onekube_key
    images_key
    cat "$HERE"/lib/{settings,certificates,config,components,access}.sh "$HERE"/rbac/*.yaml "$HERE/proxy/faultproxy.py"
  } | sha256sum
}

is_up() {
  local name
  for name in "${COMPONENTS[@]}"; do
    alive "$name" || return 1
  done
  [ "$(fingerprint)" = "$(cat "$RUN/fingerprint" 2>/dev/null)" ]
}

up() {
  local fresh=
  if is_up; then
    say "is up"
    return
  fi
  install_packages
  mkdir -p "$LOGS"
  build_onekube
  build_images
  if [ -e "$RUN/fingerprint" ] && [ "$(fingerprint)" != "$(cat "$RUN/fingerprint")" ]; then
    say "the test bed's sources have changed: starting anew"
    tear_down
  elif none_alive; then
    [ -e "$RUN" ] || [ -z "$(cgroups)" ] || die "another kubelet runs on this machine ($(cgroups | head -1) exists)"
    tear_down # what a cluster left behind that was not taken down
  fi
  mkdir -p "$RUN"
  alive kubelet || alive etcd || fresh=1
  save_settings
  make_certificates
  make_config
  make_tokens
  make_kubeconfigs
  make_bridge
  say "certificates and configuration"
  start_containerd
  [ -z "$fresh" ] || remove_containers
  start_registry
  start_private_registry
  start_hang_registry
  load_images &
  local images=$!
  start_etcd
  start_apiserver
  say "API server"
  start_controller_manager
  start_scheduler
  wait "$images" || die "the test images could not be loaded"
  say "images"
  start_kubelet
  wait_for 60 kubelet node_ready
  say "node"
  make_namespace ci
  fingerprint > "$RUN/fingerprint"
  say "is up; kubeconfigs are in $STATE"
}

down() {
  tear_down
  [ "${1:-}" != --purge ] || purge
  say "is down"
}

status() {
  local name
  for name in "${COMPONENTS[@]}" proxy; do
    if alive "$name"; then
      printf '%-20s running, process %s\n' "$name" "$(pid_of "$name")"
    else
      printf '%-20s stopped\n' "$name"
    fi
  done
  echo "logs: $LOGS"
  ! alive apiserver || kubectl get nodes,pods --all-namespaces
}

environment() {
  echo "export KUBECONFIG=$STATE/admin.kubeconfig"
  echo "export DRONE_K8S_CLUSTER_STATE=$STATE"
  echo "export DRONE_K8S_CLUSTER_RUN=$RUN"
  echo "export PATH=$STATE/bin:\$PATH"
}

# arguments AT_LEAST AT_MOST ARGUMENT...: of a sub-command
arguments() {
  if [ $(($# - 2)) -lt "$1" ] || [ $(($# - 2)) -gt "$2" ]; then
    usage >&2
    exit 2
  fi
}

command=${1:-}
[ "$#" -eq 0 ] || shift
case $command in
  install) need_root && arguments 0 0 "$@" && need_go && install_packages ;;
  up) need_root && arguments 0 0 "$@" && lock && up ;;
  down) need_root && arguments 0 1 "$@" && lock && down "$@" ;;
  status) arguments 0 0 "$@" && status ;;
  env) arguments 0 0 "$@" && environment ;;
  namespace) arguments 1 1 "$@" && make_namespace "$1" ;;
  kill) need_root && arguments 1 2 "$@" && kill_component "$@" ;;
  pause) need_root && arguments 1 1 "$@" && signal_component STOP "$1" ;;
  resume) need_root && arguments 1 1 "$@" && signal_component CONT "$1" ;;
  start) need_root && arguments 1 1 "$@" && start_component "$1" ;;
  restart) need_root && arguments 1 2 "$@" && restart_component "$@" ;;
  proxy) need_root && arguments 1 3 "$@" && proxy "$@" ;;
  hang-registry) need_root && arguments 1 3 "$@" && tell hang-registry "$@" ;;
  log-rotation) need_root && arguments 1 1 "$@" && lock && log_rotation "$1" ;;
  audit) arguments 0 1 "$@" && audit "$@" ;;
  -h | --help | help) usage ;;
  *)
    usage >&2
    exit 2
    ;;
esac
