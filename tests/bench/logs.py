"""Part e: a million lines of output."""

import os
import subprocess
import time

from cluster import all_are, bare_pod

LINES = 1_000_000
# Made first and printed then, so that nothing waits for awk. 101 bytes a line.
MAKE = f"awk 'BEGIN {{ for (i = 0; i < {LINES}; i++) printf \"%0100d\\n\", i }}' > /tmp/lines"
PRINT = "cat /tmp/lines"
KUBECTL, OURS = "e  kubectl logs -f", "e  exec"


class logs:
    def __init__(self, cluster, drone, table, _wanted):
        self.cluster, self.drone, self.table = cluster, drone, table
        self.tree = drone.tree("logs", [("busybox:1.36", [MAKE, PRINT])])
        for name in (KUBECTL, OURS):
            ours = name == OURS
            table.row(f"{name}: first to last byte", "s")
            table.row(f"{name}: lines lost", "", ("<=", 0) if ours else None)
            table.row(f"{name}: CPU", "s")
            table.row(f"{name}: peak memory", "MiB", ("<=", 64) if ours else None)
        table.row("e  exec/kubectl: lines a second", "", (">=", 4))
        table.row("e  exec/kubectl: CPU", "", ("<=", 0.25))

    def round(self):
        # The container stays a while: some runtimes drop what it printed just before its end.
        pod = bare_pod(["sh", "-c", f"{MAKE}; {PRINT}; sleep 3"])
        with self.cluster.pod(pod, until=lambda pod: all_are("running", pod)) as name:
            theirs = read(subprocess.Popen(
                ["kubectl", "logs", "--follow", name], stdout=subprocess.PIPE))
        self.add(KUBECTL, theirs)
        ours = read(self.drone.start(self.tree, "--no-log-prefix", output="plain"))
        self.add(OURS, ours)
        self.table.add("e  exec/kubectl: lines a second", ours.rate() / theirs.rate())
        self.table.add("e  exec/kubectl: CPU", ours.cpu / theirs.cpu)

    def add(self, name, reading):
        self.table.add(f"{name}: first to last byte", reading.seconds)
        self.table.add(f"{name}: lines lost", LINES - reading.lines)
        self.table.add(f"{name}: CPU", reading.cpu)
        self.table.add(f"{name}: peak memory", reading.memory)

    def close(self):
        pass


class Reading:
    """What came out of a process, and what it took."""

    def __init__(self, lines, seconds, cpu, memory):
        self.lines, self.seconds, self.cpu, self.memory = lines, seconds, cpu, memory

    def rate(self):
        return self.lines / self.seconds


def read(process):
    """Reads all that `process` prints."""
    pieces, memory = [], 0
    first = last = asked = 0
    while piece := os.read(process.stdout.fileno(), 1 << 18):
        last = time.monotonic()
        if not is_only_commands(piece):
            first = first or last
        pieces.append(piece)
        if last - asked > 0.05:
            memory, asked = max(memory, peak_memory(process.pid)), last
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise RuntimeError(f"{process.args} ended with {process.returncode}")
    lines = {line for line in b"".join(pieces).split(b"\n") if len(line) == 100 and line.isdigit()}
    return Reading(len(lines), last - first, usage.ru_utime + usage.ru_stime, memory)


def is_only_commands(piece):
    """Before the output there are the commands: `+ awk ...`, a while before `+ cat ...`."""
    return all(line.startswith(b"+ ") for line in piece.splitlines())


def peak_memory(pid):
    """MiB; the figure of wait4 would count this process's own pages before the exec."""
    with open(f"/proc/{pid}/status") as status:
        for line in status:
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) / 1024
    return 0
