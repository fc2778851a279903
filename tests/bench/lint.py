"""Part g: `lint` as a whole process, on a small file, a very large one and very many. No cluster.

The large one is LINT_FILE, else one that is made here; the many are all files below LINT_FOLDER, else
400 that are made here.
"""

import os
from pathlib import Path

from process import milliseconds

SMALL, LARGE, MANY = "30 lines", "1.2 MB", "many files"
BARS = {SMALL: 3, LARGE: 100, MANY: 250}


class lint:
    def __init__(self, _cluster, drone, table, _wanted):
        self.drone, self.table = drone, table
        root = drone.folder / "lint"
        root.mkdir()
        small = root / "small.yml"
        small.write_text(document(0, 4))
        self.calls = {SMALL: [small], LARGE: [large(root)], MANY: many(root)}
        for name, bar in BARS.items():
            table.row(row(name), "ms", ("<=", bar))

    def round(self):
        for name, paths in self.calls.items():
            # Real files may well have mistakes.
            self.table.add(row(name), milliseconds(
                [self.drone.executable, "lint", "--trusted", *paths], codes=(0, 1)))

    def close(self):
        pass


def large(root):
    if file := os.environ.get("LINT_FILE"):
        return Path(file)
    path = root / "large.yml"
    path.write_text("---\n".join(document(number, 45) for number in range(290)))
    return path


def many(root):
    if folder := os.environ.get("LINT_FOLDER"):
        return sorted(Path(folder).rglob("*.y*ml"))
    for number in range(400):
        folder = root / "many" / str(number)
        folder.mkdir(parents=True)
        (folder / ".drone.yml").write_text(document(number, 15))
    return [root / "many"]


def row(name):
    return f"g  lint, {name}"


def document(number, steps):
    """A pipeline of `steps` steps; 290 of 45 steps are 1.2 MB."""
    text = f"kind: pipeline\ntype: kubernetes\nname: p{number}\n\nsteps:\n"
    for step in range(steps):
        text += (f"- name: s{step}\n  image: golang:1.22\n  commands:\n"
                 f"  - go build ./cmd/part{step}\n  - go test ./...\n")
    return text
