# shellcheck shell=bash
# The one executable that holds etcd, every Kubernetes component and kubectl. It is built once
# for each state of its sources and kept in the cache.

onekube_key() {
  (cd "$HERE/onekube" && sha256sum build.sh go.mod go.sum ./*.go | sha256sum | cut -c1-16)
}

onekube_path() { echo "$CACHE/onekube-$(onekube_key)-$(uname -m)/onekube"; }

# need_go: only when the binary is not in the cache
need_go() {
  [ -x "$(onekube_path)" ] || command -v go > /dev/null || die "the cluster's binary has to be built once, and that needs Go 1.26 or newer:
install it from https://go.dev/dl/, or point KUBECONFIG at a cluster of your own and set
DRONE_K8S_TEST_CLUSTER=existing."
}

# build_onekube: makes it if it is not in the cache, and puts it (and kubectl) into $STATE/bin
build_onekube() {
  local binary log=$LOGS/onekube-build.log
  binary=$(onekube_path)
  if [ ! -x "$binary" ]; then
    need_go
    say "building Kubernetes $(sed -n 's/.*k8s.io\/kubernetes v/v/p' "$HERE/onekube/go.mod" | head -1): 4 to 10 minutes, once (log: $log)"
    mkdir -p "${binary%/*}"
    # Only a whole binary gets the final name.
    if ! "$HERE/onekube/build.sh" "$binary.$$" > "$log" 2>&1; then
      rm -f "$binary.$$"
      tail -n 15 "$log" >&2
      die "the cluster's binary could not be built; the whole log is $log"
    fi
    mv "$binary.$$" "$binary"
  fi
  mkdir -p "$STATE/bin"
  ln -sfn "$binary" "$ONEKUBE"
  ln -sfn onekube "$KUBECTL"
}
