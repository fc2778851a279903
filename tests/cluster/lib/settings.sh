# shellcheck shell=bash
# Where the test bed keeps its things and which ports it takes. Everything can be set in the
# environment; what the last `up` was told is kept in $STATE/settings, so that the other
# sub-commands need not be told again.
# shellcheck disable=SC2034 # the other parts use these

STATE=${DRONE_K8S_CLUSTER_STATE:-/var/lib/drone-k8s-cluster} # must be on a real disk: overlayfs wants one
RUN=${DRONE_K8S_CLUSTER_RUN:-/run/drone-k8s-cluster}         # sockets and process ids
CACHE=${XDG_CACHE_HOME:-${HOME:-/root}/.cache}/drone-k8s-cluster
LOGS=$STATE/log
CONFIG=$STATE/config
PKI=$STATE/pki

SETTINGS=(DK8S_NODE DK8S_BRIDGE DK8S_BRIDGE_IP DK8S_POD_NET DK8S_API_PORT DK8S_PROXY_PORT DK8S_ETCD_PORT
  DK8S_REGISTRY_PORT DK8S_PRIVATE_PORT DK8S_HANG_PORT DK8S_VERBOSITY)

if [ -s "$STATE/settings" ]; then
  # shellcheck disable=SC1091
  . "$STATE/settings"
fi
: "${DK8S_NODE:=dk8s}" # the node's name
: "${DK8S_BRIDGE:=dk8s0}"
: "${DK8S_BRIDGE_IP:=10.211.88.1}" # also the node's address: a kubelet does not take a loopback one
: "${DK8S_POD_NET:=10.211.88.0/22}"
: "${DK8S_API_PORT:=6443}"
: "${DK8S_PROXY_PORT:=6444}"
: "${DK8S_ETCD_PORT:=12379}" # and the one after it
: "${DK8S_REGISTRY_PORT:=5000}"
: "${DK8S_PRIVATE_PORT:=5001}"
: "${DK8S_HANG_PORT:=5002}"
: "${DK8S_VERBOSITY:=1}"      # of the Kubernetes components' logs

# The private registry's only account. It guards copies of public test images.
REGISTRY_USER=drone
REGISTRY_PASSWORD=s3cret

ONEKUBE=$STATE/bin/onekube
KUBECTL=$STATE/bin/kubectl
export CONTAINERD_ADDRESS=$RUN/containerd.sock
export CONTAINERD_NAMESPACE=k8s.io

save_settings() {
  local name
  for name in "${SETTINGS[@]}"; do
    # shellcheck disable=SC2016
    printf ': "${%s:=%s}"\n' "$name" "${!name}"
  done > "$STATE/settings"
}

# kubectl as the cluster's administrator
kubectl() { "$KUBECTL" --kubeconfig "$STATE/admin.kubeconfig" "$@"; }
