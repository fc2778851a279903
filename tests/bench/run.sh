#!/bin/bash
# Measures drone-k8s on the cluster of the current kubeconfig: see bench.py --help.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

for tool in cargo python3 git; do
  command -v "$tool" > /dev/null || {
    echo "bench: $tool is missing" >&2
    exit 1
  }
done
if [ -z "${DRONE_K8S:-}" ]; then
  cargo build --release --locked --quiet
  export DRONE_K8S=${CARGO_TARGET_DIR:-$PWD/target}/release/drone-k8s
fi
. benches/formatters/install.sh
exec python3 tests/bench/bench.py "$@"
