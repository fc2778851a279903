"""Part c: from the end of one step to the start of the next."""

import json
import subprocess
import threading

from cluster import all_are, kubectl

STEPS = 10
# Its date has nanoseconds.
IMAGE = "debian:12-slim"
ROW = "c  end of a step to start of the next"
CLOCK = "echo clock $(date +%s%N)"


class edges:
    def __init__(self, cluster, drone, table, _wanted):
        self.cluster, self.drone, self.table = cluster, drone, table
        first = ["until [ -e all-run ]; do sleep 0.05; done", CLOCK]
        self.tree = drone.tree("edges", [(IMAGE, first)] + [(IMAGE, [CLOCK, CLOCK])] * (STEPS - 1))
        table.row(ROW, "ms", ("<=", 20))

    def round(self):
        waiters = []

        def release_first(event):
            if event["event"] == "run_started":
                waiters.append(threading.Thread(target=self.release, args=[event["run"]]))
                waiters[0].start()

        run = self.drone.run(self.tree, on_event=release_first)
        waiters[0].join()
        clocks = [int(line.split()[1]) for line in run.output() if line.startswith("clock ")]
        assert len(clocks) == 2 * STEPS - 1, run.output()
        pairs = zip(clocks[0::2], clocks[1::2])
        self.table.add(ROW, *[(start - end) / 1e6 for end, start in pairs])

    def release(self, pod):
        """Lets the first step end once all containers run."""
        self.cluster.wait(pod, lambda pod: all_are("running", pod))
        containers = json.loads(kubectl("get", "pod", pod, "-o", "json"))["spec"]["containers"]
        first = next(c["name"] for c in containers if c["name"].endswith("s0"))
        subprocess.run(
            ["kubectl", "exec", pod, "-c", first, "--", "touch", "/drone/src/all-run"], check=True)

    def close(self):
        pass
