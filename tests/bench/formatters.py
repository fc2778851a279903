"""Part h: `fmt` as a whole process beside prettier and yamlfmt, where they are. No cluster.

Files of `FMT_FILES` (paths, with `:` between them), else three that are made here.
"""

import os
from pathlib import Path

from lint import document
from process import milliseconds

#: Lines or bytes up to which a file is of a size, and the bar for it.
SIZES = {"small": (20_000, 3), "middle": (400_000, 20), "large": (10_000_000, 250)}


class formatters:
    def __init__(self, _cluster, drone, table, _wanted):
        self.table = table
        named = os.environ.get("FMT_FILES")
        files = [Path(name) for name in named.split(":")] if named else made(drone.folder / "fmt")
        self.calls = {}
        for file in files:
            size = file.stat().st_size
            name, bar = next((name, bar) for name, (most, bar) in SIZES.items() if size <= most)
            what = f"{name}, {len(file.read_text().splitlines()):,} lines"
            self.add(f"h  fmt, {what}", [drone.executable, "fmt", "--allow-signed", file], ("<=", bar))
            for peer, arguments in (("YAMLFMT", ["-dry"]), ("PRETTIER", ["--no-config"])):
                if os.access(os.environ.get(peer, ""), os.X_OK):
                    self.add(f"h  {peer.lower()}, {what}", [os.environ[peer], *arguments, file], None)

    def add(self, row, argv, bar):
        self.table.row(row, "ms", bar)
        self.calls[row] = argv

    def round(self):
        for row, argv in self.calls.items():
            self.table.add(row, milliseconds(argv))

    def close(self):
        pass


def made(folder):
    """A pipeline of 27 steps, one of 900, and 290 documents of 45."""
    folder.mkdir()
    texts = {"small": document(0, 27), "middle": document(0, 900),
             "large": "---\n".join(document(number, 45) for number in range(290))}
    for name, text in texts.items():
        (folder / f"{name}.yml").write_text(text)
    return [folder / f"{name}.yml" for name in texts]
