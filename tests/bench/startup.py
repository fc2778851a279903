"""Parts a, b and d: serial steps against a bare Pod, and the end of a run."""

import time

from cluster import all_are, bare_pod

CONTAINERS = (11, 21)
IMAGE = "busybox:1.36"


def raw_row(count):
    return f"a  bare Pod, {count} containers"


def steps_row(count):
    return f"b  exec, {count - 1} steps"


def end_row(count):
    return f"d  last step to exit, {count - 1} steps"


class raw:
    """A bare Pod."""

    def __init__(self, cluster, _drone, table, _wanted):
        self.cluster, self.table = cluster, table
        for count in CONTAINERS:
            table.row(raw_row(count), "s")

    def round(self):
        for count in CONTAINERS:
            pod = bare_pod(*[["echo", "hi"]] * count)
            name = pod["metadata"]["name"]
            try:
                with self.cluster.watch(name) as changes:
                    start = time.monotonic()
                    self.cluster.create(pod)
                    next(pod for pod in changes if all_are("terminated", pod))
                    self.table.add(raw_row(count), time.monotonic() - start)
            finally:
                self.cluster.remove(name)

    def close(self):
        pass


class steps:
    """Serial steps; their end is part d."""

    def __init__(self, _cluster, drone, table, wanted):
        self.drone, self.table = drone, table
        self.both = {"b": "b" in wanted, "d": "d" in wanted}
        self.trees = {}
        for count in CONTAINERS:
            name = f"steps-{count}-{'b' if self.both['b'] else 'd'}"
            self.trees[count] = drone.tree(
                name, [(IMAGE, ["echo hi"])] * (count - 1), [("README.md", b"small\n" * 100)])
        for count in CONTAINERS:
            if self.both["b"]:
                table.row(steps_row(count), "s")
        for count in CONTAINERS:
            if self.both["d"]:
                table.row(end_row(count), "s", ("<=", 0.6))

    def round(self):
        for count, tree in self.trees.items():
            run = self.drone.run(tree)
            last = run.time_of("step_ended")
            if self.both["b"]:
                self.table.add(steps_row(count), last)
            if self.both["d"]:
                self.table.add(end_row(count), run.end - last)

    def close(self):
        pass


def ends(cluster, drone, table, wanted):
    """Part d comes out of the runs of part b when both are wanted."""
    return nothing() if "b" in wanted else steps(cluster, drone, table, wanted)


class nothing:
    def round(self):
        pass

    def close(self):
        pass


def ratios(table):
    """b to a, round by round."""
    for count in CONTAINERS:
        pairs = list(zip(table.values(steps_row(count)), table.values(raw_row(count))))
        if pairs:
            name = f"b/a  {count} containers"
            table.row(name, "", ("<=", 1.15))
            table.add(name, *[ours / floor for ours, floor in pairs])
