#!/bin/bash
# Everything that has to hold before a change is good, with the tests last: formatting, lints,
# documentation, tests. The cluster comes up meanwhile. It stays up for the next time, but for
# CI=true, where it is taken down whatever happens.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
cluster=tests/cluster/cluster.sh
coming_up=
up_log=$(mktemp)

ours() { [ "${DRONE_K8S_TEST_CLUSTER:-}" != existing ]; }

run() {
  printf '\n+ %s\n' "$*" >&2
  "$@"
}

finish() {
  local status=$?
  trap - EXIT
  # A session of its own means a process group of its own: the whole of it is ended.
  [ -z "$coming_up" ] || kill -TERM -- "-$coming_up" "$coming_up" 2>/dev/null || true
  if [ "${CI:-}" = true ] && ours && [ -n "$coming_up$brought_up" ]; then
    # Without a word, so that the last one is that of the tests.
    "$cluster" down > /dev/null 2>&1 || true
  fi
  rm -f "$up_log"
  exit "$status"
}
brought_up=
trap finish EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

command -v cargo > /dev/null || {
  echo "Rust is missing: install it from https://rustup.rs/" >&2
  exit 1
}
if ours; then
  "$cluster" install
  setsid "$cluster" up > "$up_log" 2>&1 &
  coming_up=$!
fi

run cargo fmt --check
run cargo clippy --locked --all-targets -- -D warnings
RUSTDOCFLAGS='-D warnings' run cargo doc --locked --no-deps
run cargo test --locked --no-run

if ours; then
  wait "$coming_up" || {
    coming_up=
    brought_up=partly
    cat "$up_log" >&2
    exit 1
  }
  coming_up=
  brought_up=yes
  cat "$up_log" >&2
  eval "$("$cluster" env)"
fi
# More tests at a time than processors: those on the cluster mostly wait for its kubelet.
RUST_TEST_THREADS=${RUST_TEST_THREADS:-4} run cargo test --locked
