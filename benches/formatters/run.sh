#!/bin/bash
# Compares the formatter with prettier and yamlfmt over folders of files, and writes docs/fmt.md.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

if [ $# -eq 0 ]; then
  echo "usage: benches/formatters/run.sh FOLDER..." >&2
  exit 2
fi
. benches/formatters/install.sh
cargo bench ${PROFILE:+--profile $PROFILE} --bench formatters -- "$@"
