# shellcheck shell=bash
# Taking the cluster down, also one whose processes were all killed: no process, mount, network
# interface or cgroup of it stays behind.

none_alive() {
  local name
  for name in "${COMPONENTS[@]}" proxy; do
    alive "$name" && return 1
  done
  return 0
}

# tear_down: certificates, registries and images are kept for the next time; the cluster's own
# state is not, so that every cluster starts empty
tear_down() {
  # The API server is killed: asked kindly, it waits for all its watchers first.
  stop KILL kubelet apiserver
  stop TERM scheduler controller-manager etcd proxy hang-registry registry private-registry
  kill_containers
  stop TERM containerd
  remove_mounts
  remove_network
  remove_cgroups
  remove_traces
}

# The kubelet's cgroups hold every process of every Pod.
cgroups() { find /sys/fs/cgroup -maxdepth 2 -type d -name kubepods 2>/dev/null || true; }

# Killing what runs in the cgroups is enough, and works without containerd, too.
kill_containers() {
  local root
  for root in $(cgroups); do
    find "$root" -name cgroup.procs -exec cat {} + 2>/dev/null
  done | sort -u | xargs -r kill -KILL 2>/dev/null || true
  kill_shims
  ! alive containerd || remove_containers
}

# The shims of this containerd and of no other.
kill_shims() {
  local file id
  for file in /proc/[0-9]*/cmdline; do
    case $(tr '\0' ' ' 2>/dev/null < "$file") in
      *containerd-shim-runc-v2*"-address $CONTAINERD_ADDRESS "*)
        id=${file#/proc/}
        kill -KILL "${id%/cmdline}" 2>/dev/null || true
        ;;
    esac
  done
}

# remove_containers: containerd's records of them, which outlive the processes
remove_containers() {
  local ids
  mapfile -t ids < <(ctr tasks ls -q 2>/dev/null)
  [ "${#ids[@]}" -eq 0 ] || ctr tasks rm -f "${ids[@]}" > /dev/null 2>&1 || true
  mapfile -t ids < <(ctr containers ls -q 2>/dev/null)
  [ "${#ids[@]}" -eq 0 ] || ctr containers rm "${ids[@]}" > /dev/null 2>&1 || true
}

remove_mounts() {
  local at
  awk -v state="$STATE/" -v run="$RUN/" 'index($2, state) == 1 || index($2, run) == 1 { print $2 }' /proc/self/mounts \
    | sort -r | while read -r at; do umount -l "$at" 2>/dev/null || true; done
}

# The Pods' interfaces go with the bridge's other ends.
remove_network() {
  local interface
  for interface in $(ip -o link show master "$DK8S_BRIDGE" 2>/dev/null | sed 's/^[0-9]*: \([^@:]*\).*/\1/'); do
    ip link del "$interface" 2>/dev/null || true
  done
  ip link del "$DK8S_BRIDGE" 2>/dev/null || true
  grep -lsF "$RUN/" /var/lib/cni/results/* | xargs -r rm -f || true
}

remove_cgroups() {
  local root i
  for root in $(cgroups); do
    for ((i = 0; i < 20; i++)); do # a killed process leaves its cgroup a moment later
      find "$root" -depth -type d -exec rmdir {} + 2>/dev/null || true
      [ -d "$root" ] || break
      sleep 0.05
    done
  done
}

remove_traces() {
  [ ! -d /var/log/containers ] || find /var/log/containers -lname "$STATE/pod-logs/*" -delete
  rm -rf "${RUN:?}" "${STATE:?}"/{etcd,kubelet,pod-logs}
}

# purge: everything but the cache
purge() {
  rm -rf "${STATE:?}"/{bin,config,containerd,log,opt,pki,private-registry,registry,volume-plugins} \
    "$STATE"/*.kubeconfig "$STATE"/{settings,images-loaded}
  rmdir "$STATE" 2>/dev/null || true
}
