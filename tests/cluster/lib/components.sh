# shellcheck shell=bash
# How each component is started, and when it counts as up. `start_NAME` does nothing for a
# component that runs; dashes of NAME are underscores here.

COMPONENTS=(etcd containerd registry private-registry hang-registry apiserver controller-manager scheduler kubelet)

start_component() {
  local function=start_${1//-/_}
  declare -F "$function" > /dev/null || die "there is no component $1; there are: ${COMPONENTS[*]} proxy"
  "$function"
}

start_etcd() {
  start etcd "$ONEKUBE" etcd --data-dir "$STATE/etcd" --unsafe-no-fsync \
    --listen-client-urls "http://127.0.0.1:$DK8S_ETCD_PORT" \
    --listen-peer-urls "http://127.0.0.1:$((DK8S_ETCD_PORT + 1))"
  wait_for 30 etcd curl -fs "http://127.0.0.1:$DK8S_ETCD_PORT/health"
}

start_apiserver() {
  start apiserver "$ONEKUBE" kube-apiserver --v="$DK8S_VERBOSITY" \
    --etcd-servers="http://127.0.0.1:$DK8S_ETCD_PORT" \
    --bind-address=127.0.0.1 --secure-port="$DK8S_API_PORT" \
    --advertise-address="$DK8S_BRIDGE_IP" --endpoint-reconciler-type=none \
    --tls-cert-file="$PKI/apiserver.crt" --tls-private-key-file="$PKI/apiserver.key" \
    --client-ca-file="$PKI/ca.crt" --token-auth-file="$CONFIG/tokens.csv" \
    --authorization-mode=Node,RBAC --enable-admission-plugins=NodeRestriction \
    --service-account-issuer=https://kubernetes.default.svc \
    --service-account-key-file="$PKI/service-account.pub" \
    --service-account-signing-key-file="$PKI/service-account.key" \
    --kubelet-certificate-authority="$PKI/ca.crt" \
    --kubelet-client-certificate="$PKI/admin.crt" --kubelet-client-key="$PKI/admin.key" \
    --kubelet-preferred-address-types=InternalIP \
    --service-cluster-ip-range=10.96.0.0/24 --allow-privileged=true --event-ttl=1h --profiling=false \
    --audit-policy-file="$CONFIG/audit.yaml" --audit-log-path="$LOGS/audit.json"
  wait_for 60 apiserver kubectl get --raw=/readyz
}

start_controller_manager() {
  keep controller-manager "$ONEKUBE" kube-controller-manager --v="$DK8S_VERBOSITY" \
    --kubeconfig="$STATE/controller-manager.kubeconfig" \
    --authentication-kubeconfig="$STATE/controller-manager.kubeconfig" \
    --authorization-kubeconfig="$STATE/controller-manager.kubeconfig" \
    --bind-address=127.0.0.1 --root-ca-file="$PKI/ca.crt" \
    --service-account-private-key-file="$PKI/service-account.key" --use-service-account-credentials=true \
    --kube-api-qps=200 --kube-api-burst=400 --node-monitor-period=2s --node-monitor-grace-period=20s \
    --leader-elect=false --profiling=false
}

start_scheduler() {
  keep scheduler "$ONEKUBE" kube-scheduler --v="$DK8S_VERBOSITY" \
    --kubeconfig="$STATE/scheduler.kubeconfig" \
    --authentication-kubeconfig="$STATE/scheduler.kubeconfig" \
    --authorization-kubeconfig="$STATE/scheduler.kubeconfig" \
    --bind-address=127.0.0.1 --leader-elect=false --profiling=false
}

start_containerd() {
  start containerd containerd -c "$CONFIG/containerd.toml"
  wait_for 30 containerd ctr version
}

start_registry() {
  start registry docker-registry serve "$CONFIG/registry.yaml"
  wait_for 10 registry curl -fs "http://127.0.0.1:$DK8S_REGISTRY_PORT/v2/"
}

start_private_registry() {
  start private-registry docker-registry serve "$CONFIG/private-registry.yaml"
  wait_for 10 private-registry curl -fs -u "$REGISTRY_USER:$REGISTRY_PASSWORD" \
    "http://127.0.0.1:$DK8S_PRIVATE_PORT/v2/"
}

# The open registry behind a relay that takes requests and, until told otherwise, passes none on.
start_hang_registry() {
  start_relay hang-registry "$DK8S_HANG_PORT" "$DK8S_REGISTRY_PORT" stall
}

# The API server behind a relay that can be told to misbehave; proxy.kubeconfig goes through it.
start_proxy() {
  start_relay proxy "$DK8S_PROXY_PORT" "$DK8S_API_PORT" pass
}

# start_relay NAME PORT TARGET_PORT MODE
start_relay() {
  start "$1" python3 "$HERE/proxy/faultproxy.py" serve --listen "127.0.0.1:$2" --to "127.0.0.1:$3" \
    --control "$RUN/$1.sock" --mode "$4"
  wait_for 10 "$1" tell "$1" status
}

# tell NAME WORD...: to a relay; returns once it has obeyed, and prints what it answered
tell() {
  local name=$1
  shift
  python3 "$HERE/proxy/faultproxy.py" tell "$RUN/$name.sock" "$@"
}

make_bridge() {
  ip link show "$DK8S_BRIDGE" > /dev/null 2>&1 || ip link add "$DK8S_BRIDGE" type bridge
  ip -o addr show dev "$DK8S_BRIDGE" | grep -qF " $DK8S_BRIDGE_IP/" \
    || ip addr add "$DK8S_BRIDGE_IP/${DK8S_POD_NET#*/}" dev "$DK8S_BRIDGE"
  ip link set "$DK8S_BRIDGE" up
}

start_kubelet() {
  start kubelet "$ONEKUBE" kubelet --config="$CONFIG/kubelet.yaml" --kubeconfig="$STATE/kubelet.kubeconfig" \
    --root-dir="$STATE/kubelet" --hostname-override="$DK8S_NODE" --node-ip="$DK8S_BRIDGE_IP"
  wait_for 60 kubelet curl -fs http://127.0.0.1:10248/healthz
}

node_ready() {
  [ "$(kubectl get node "$DK8S_NODE" -o 'jsonpath={.status.conditions[?(@.type=="Ready")].status}')" = True ]
}
