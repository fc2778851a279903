#!/usr/bin/env python3
"""Measures drone-k8s on the cluster and in the namespace of the current kubeconfig. Parts g and h by
themselves need none.

Every round measures all parts one after another, so that a slow minute of the machine hits all of
them. The table shows minimum, median and maximum over the rounds, and the bars that the medians are
held against. Parts:

  a  a bare Pod with N containers that all start at once: from its POST until a watch has seen the
     last one ended. The least that one Pod with so many containers can take
  b  exec of N - 1 serial steps `echo hi` (N containers with the helper): from the start of the
     process until the end of the last step is on the screen, with the upload of a small tree
  c  from the end of one step to the start of the next by the steps' own clocks, all containers up
  d  from the end of the last step on the screen to the end of the process
  e  1,000,000 lines of output (101 MB): `kubectl logs -f` against exec
  f  what a working tree adds to the time until the first step starts, against what it adds to
     `tar | kubectl exec -i`: a file of 100 MB that does not compress, and 5,000 source files
  g  `lint` as a whole process: a small file, one of 1.2 MB, many files
  h  `fmt` as a whole process beside prettier and yamlfmt, where Go and npm are: three sizes

Environment: ROUNDS (10), LINT_FILE and LINT_FOLDER (real files for g), FMT_FILES (real files for h),
DRONE_K8S (the executable), KUBECONFIG.
"""

import argparse
import contextlib
import os
import sys
import tempfile
from pathlib import Path

import edges
import formatters
import lint
import logs
import startup
import uploads
from cluster import Cluster
from drone import Drone
from table import Table

PARTS = {"a": startup.raw, "b": startup.steps, "c": edges.edges, "d": startup.ends,
         "e": logs.logs, "f": uploads.uploads, "g": lint.lint,
         "h": formatters.formatters}
#: Parts that need no cluster.
LOCAL = {"g", "h"}


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", metavar="PARTS", default="a,b,c,d,e,f,g,h",
                        help="parts to measure, such as a,b")
    parser.add_argument("--rounds", metavar="N", type=int, default=int(os.environ.get("ROUNDS", "10")))
    args = parser.parse_args()
    wanted = args.only.split(",")
    unknown = [name for name in wanted if name not in PARTS]
    if unknown:
        parser.error(f"no such part: {', '.join(unknown)}")
    table = Table()
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="drone-k8s-bench-")))
        cluster = None if LOCAL.issuperset(wanted) else stack.enter_context(Cluster())
        drone = Drone(os.environ["DRONE_K8S"], folder)
        parts = [PARTS[name](cluster, drone, table, wanted) for name in PARTS if name in wanted]
        for part in parts:
            stack.callback(part.close)
        for number in range(args.rounds):
            print(f"round {number + 1} of {args.rounds}", file=sys.stderr, flush=True)
            for part in parts:
                part.round()
        startup.ratios(table)
    where = cluster.version() if cluster else "no cluster"
    print(table.text(f"{where}, {args.rounds} rounds"))


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit(130)
