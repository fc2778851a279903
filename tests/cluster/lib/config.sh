# shellcheck shell=bash
# The components' configuration files, all under $CONFIG.

# Requests of the system's own users and of the administrator would drown those a test asks for.
audit_policy() {
  cat <<EOT
apiVersion: audit.k8s.io/v1
kind: Policy
omitStages: [RequestReceived]
rules:
- level: None
  userGroups: ["system:masters", "system:nodes", "system:serviceaccounts:kube-system"]
- level: None
  users: ["system:kube-controller-manager", "system:kube-scheduler", "system:apiserver"]
- level: Metadata
EOT
}

# The two lines about the score of the out-of-memory killer: lowering it needs CAP_SYS_RESOURCE,
# and where that is missing (in many sandboxes) not a single container would start.
containerd_config() {
  cat <<EOT
version = 2
root = "$STATE/containerd"
state = "$RUN/containerd"
oom_score = 0
[grpc]
  address = "$CONTAINERD_ADDRESS"
[plugins]
  [plugins."io.containerd.grpc.v1.cri"]
    sandbox_image = "localhost/pause:1"
    restrict_oom_score_adj = true
    netns_mounts_under_state_dir = true
    stream_server_address = "127.0.0.1"
    [plugins."io.containerd.grpc.v1.cri".cni]
      bin_dir = "/usr/lib/cni"
      conf_dir = "$CONFIG/cni"
    [plugins."io.containerd.grpc.v1.cri".containerd]
      snapshotter = "overlayfs"
      [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc]
        runtime_type = "io.containerd.runc.v2"
        [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc.options]
          SystemdCgroup = false
          Root = "$RUN/runc"
    [plugins."io.containerd.grpc.v1.cri".registry]
      config_path = "$CONFIG/registries"
  [plugins."io.containerd.internal.v1.opt"]
    path = "$STATE/opt"
EOT
}

# Pods reach each other, this machine and nothing else.
cni_config() {
  cat <<EOT
{"cniVersion": "0.4.0", "name": "$DK8S_BRIDGE", "plugins": [{
  "type": "bridge", "bridge": "$DK8S_BRIDGE", "isGateway": true, "ipMasq": false, "hairpinMode": true,
  "ipam": {
    "type": "host-local", "dataDir": "$RUN/addresses",
    "ranges": [[{"subnet": "$DK8S_POD_NET", "gateway": "$DK8S_BRIDGE_IP"}]],
    "routes": [{"dst": "0.0.0.0/0"}]
  }
}]}
EOT
}

# registry_host HOST PORT: where containerd is to look for the images of a host
registry_host() {
  mkdir -p "$CONFIG/registries/$1"
  cat > "$CONFIG/registries/$1/hosts.toml" <<EOT
server = "http://127.0.0.1:$2"
[host."http://127.0.0.1:$2"]
  capabilities = ["pull", "resolve"]
EOT
}

# registry_config NAME PORT
registry_config() {
  cat <<EOT
version: 0.1
log: {level: warn}
storage: {filesystem: {rootdirectory: $STATE/$1}, delete: {enabled: true}}
http: {addr: "127.0.0.1:$2", secret: $1}
EOT
}

# kubelet_config LOG_SIZE: the size at which a container's log is rotated, or `default`.
# Eviction is off (a busy disk must not fail a test) but can be provoked, hence the short period.
# The name server's address has none listening, so that looking up a name fails at once.
kubelet_config() {
  cat <<EOT
apiVersion: kubelet.config.k8s.io/v1beta1
kind: KubeletConfiguration
address: $DK8S_BRIDGE_IP
port: 10250
readOnlyPort: 0
healthzBindAddress: 127.0.0.1
healthzPort: 10248
authentication: {anonymous: {enabled: false}, webhook: {enabled: true}, x509: {clientCAFile: $PKI/ca.crt}}
authorization: {mode: Webhook}
tlsCertFile: $PKI/kubelet.crt
tlsPrivateKeyFile: $PKI/kubelet.key
containerRuntimeEndpoint: unix://$CONTAINERD_ADDRESS
cgroupDriver: cgroupfs
cgroupRoot: /
cgroupsPerQOS: true
enforceNodeAllocatable: []
failCgroupV1: false
failSwapOn: false
oomScoreAdj: 0
resolvConf: $CONFIG/resolv.conf
clusterDomain: cluster.local
clusterDNS: [$DK8S_BRIDGE_IP]
makeIPTablesUtilChains: false
maxPods: 100
serializeImagePulls: false
imageGCHighThresholdPercent: 100
imageGCLowThresholdPercent: 99
evictionHard: {memory.available: "0%", nodefs.available: "0%", nodefs.inodesFree: "0%", imagefs.available: "0%", imagefs.inodesFree: "0%"}
evictionPressureTransitionPeriod: 1s
volumePluginDir: $STATE/volume-plugins
podLogsDir: $STATE/pod-logs
containerLogMonitorInterval: 3s
syncFrequency: 10s
nodeStatusUpdateFrequency: 5s
logging: {verbosity: $DK8S_VERBOSITY}
EOT
  [ "$1" = default ] || echo "containerLogMaxSize: $1"
}

make_config() {
  mkdir -p "$CONFIG/cni" "$STATE"/{etcd,registry,private-registry,kubelet}
  audit_policy > "$CONFIG/audit.yaml"
  containerd_config > "$CONFIG/containerd.toml"
  cni_config > "$CONFIG/cni/10-$DK8S_BRIDGE.conflist"
  registry_host docker.io "$DK8S_REGISTRY_PORT"
  registry_host "127.0.0.1:$DK8S_REGISTRY_PORT" "$DK8S_REGISTRY_PORT"
  registry_host "127.0.0.1:$DK8S_PRIVATE_PORT" "$DK8S_PRIVATE_PORT"
  registry_host "127.0.0.1:$DK8S_HANG_PORT" "$DK8S_HANG_PORT"
  registry_config registry "$DK8S_REGISTRY_PORT" > "$CONFIG/registry.yaml"
  registry_config private-registry "$DK8S_PRIVATE_PORT" > "$CONFIG/private-registry.yaml"
  echo "auth: {htpasswd: {realm: test, path: $CONFIG/htpasswd}}" >> "$CONFIG/private-registry.yaml"
  htpasswd -nbB "$REGISTRY_USER" "$REGISTRY_PASSWORD" > "$CONFIG/htpasswd"
  echo "nameserver $DK8S_BRIDGE_IP" > "$CONFIG/resolv.conf"
  kubelet_config default > "$CONFIG/kubelet.yaml"
}
