"""Part f: the working tree on its way into the Pod."""

import random
import string
import subprocess
import time

from cluster import all_are, bare_pod

SIZE = 100_000_000
FILES = 5_000
# ext4 passes over each inode that was freed within the last minute when it looks for a free one, which
# makes 5,000 files right after the removal of 5,000 others ten times as slow.
REUSE = 62
EMPTY, FILE, SOURCE = "nothing", "100 MB", "5,000 files"
VOLUME = "/tree"


class uploads:
    def __init__(self, cluster, drone, table, _wanted):
        self.cluster, self.drone, self.table = cluster, drone, table
        step = [("busybox:1.36", ["true"])]
        chance = random.Random(1)
        content = {EMPTY: [], FILE: [("random", chance.randbytes(SIZE))],
                   SOURCE: list(source_files(chance))}
        self.trees = {name: drone.tree(name.replace(" ", "-"), step, files)
                      for name, files in content.items()}
        for name in (FILE, SOURCE):
            table.row(f"f  kubectl, {name}", "s")
            table.row(f"f  exec, {name}", "s")
            table.row(f"f  exec/kubectl: rate, {name}", "", (">=", 1))
        self.removed = time.monotonic() - REUSE

    def round(self):
        time.sleep(max(0, self.removed + REUSE - time.monotonic()))
        sleeper = bare_pod(["sh", "-c", "trap exit TERM; sleep 600 & wait"])
        # Both go into a volume, as both would in use, and both trees are removed in the end.
        container = sleeper["spec"]["containers"][0]
        container["volumeMounts"] = [{"name": "tree", "mountPath": VOLUME}]
        sleeper["spec"]["volumes"] = [{"name": "tree", "emptyDir": {}}]
        with self.cluster.pod(sleeper, until=lambda pod: all_are("running", pod)) as pod:
            theirs, ours = {}, {}
            for name, tree in self.trees.items():
                theirs[name] = by_kubectl(pod, tree)
                ours[name] = self.by_exec(tree)
        self.removed = time.monotonic()
        for name in (FILE, SOURCE):
            # A Pod that starts faster than the one before would make it less than nothing.
            mine = max(ours[name] - ours[EMPTY], 0.001)
            other = theirs[name] - theirs[EMPTY]
            self.table.add(f"f  kubectl, {name}", other)
            self.table.add(f"f  exec, {name}", mine)
            self.table.add(f"f  exec/kubectl: rate, {name}", other / mine)

    def by_exec(self, tree):
        """Seconds until the first step starts."""
        return self.drone.run(tree).time_of("step_started", 0)

    def close(self):
        pass


def by_kubectl(pod, tree):
    """Seconds that the tree takes into a running Pod."""
    folder = f"{VOLUME}/{tree.name}"
    start = time.monotonic()
    tar = subprocess.Popen(["tar", "-cf", "-", "-C", tree, "."], stdout=subprocess.PIPE)
    subprocess.run(
        ["kubectl", "exec", "-i", pod, "--", "sh", "-c", f"mkdir {folder} && tar -xf - -C {folder}"],
        stdin=tar.stdout, check=True)
    tar.stdout.close()
    tar.wait()
    return time.monotonic() - start


def source_files(chance):
    """Files that compress about as well as source text does."""
    words = ["".join(chance.choices(string.ascii_lowercase, k=chance.randint(2, 10)))
             for _ in range(2_000)]
    for number in range(FILES):
        lines = [" " * chance.choice((0, 2, 4, 8)) + " ".join(chance.choices(words, k=6))
                 for _ in range(chance.randint(10, 200))]
        yield f"src/d{number % 50}/f{number}.go", "\n".join(lines).encode()
