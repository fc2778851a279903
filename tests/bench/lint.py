"""Part g: `lint` as a whole process, on a small file, a very large one and very many. No cluster."""

from process import milliseconds

SMALL, LARGE, MANY = "30 lines", "1.2 MB, 290 documents", "400 files"
BARS = {SMALL: 3, LARGE: 100, MANY: 250}


class lint:
    def __init__(self, _cluster, drone, table, _wanted):
        self.drone, self.table = drone, table
        root = drone.folder / "lint"
        self.paths = {SMALL: root / "small.yml", LARGE: root / "large.yml", MANY: root / "many"}
        root.mkdir()
        self.paths[SMALL].write_text(document(0, 4))
        self.paths[LARGE].write_text("---\n".join(document(number, 45) for number in range(290)))
        for number in range(400):
            folder = self.paths[MANY] / str(number)
            folder.mkdir(parents=True)
            (folder / ".drone.yml").write_text(document(number, 15))
        for name, bar in BARS.items():
            table.row(row(name), "ms", ("<=", bar))

    def round(self):
        for name, path in self.paths.items():
            self.table.add(row(name), milliseconds(
                [self.drone.executable, "lint", "--trusted", path]))

    def close(self):
        pass


def row(name):
    return f"g  lint, {name}"


def document(number, steps):
    """A pipeline of `steps` steps; 290 of 45 steps are 1.2 MB."""
    text = f"kind: pipeline\ntype: kubernetes\nname: p{number}\n\nsteps:\n"
    for step in range(steps):
        text += (f"- name: s{step}\n  image: golang:1.22\n  commands:\n"
                 f"  - go build ./cmd/part{step}\n  - go test ./...\n")
    return text
