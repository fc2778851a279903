"""Runs drone-k8s and stamps its events as they arrive."""

import json
import subprocess
import time


class Drone:
    """The executable, and a folder for working trees."""

    def __init__(self, executable, folder):
        self.executable = executable
        self.folder = folder

    def tree(self, name, steps, files=()):
        """A working tree with a pipeline of `steps`, committed, and `files` of (path, bytes), not."""
        root = self.folder / name
        root.mkdir()
        (root / ".drone.yml").write_text(pipeline(steps))
        for path, content in files:
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).write_bytes(content)
        git = ["git", "-C", root, "-c", "user.name=bench", "-c", "user.email=bench@localhost"]
        for words in (["init", "--quiet"], ["add", ".drone.yml"], ["commit", "--quiet", "-m", "bench"]):
            subprocess.run([*git, *words], check=True)
        return root

    def start(self, root, *options, output="json"):
        return subprocess.Popen(
            [self.executable, "exec", "--output", output, *options], cwd=root,
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)

    def run(self, root, *options, on_event=None):
        """Runs the pipeline to its end."""
        start = time.monotonic()
        process = self.start(root, *options)
        events = []
        for line in process.stdout:
            events.append((time.monotonic() - start, json.loads(line)))
            if on_event:
                on_event(events[-1][1])
        code = process.wait()
        end = time.monotonic() - start
        if code != 0:
            raise RuntimeError(f"drone-k8s exec in {root} ended with {code}: {events[-1][1]}")
        return Run(events, end)


class Run:
    """Events with the seconds after the start of the process at which they arrived."""

    def __init__(self, events, end):
        self.events = events
        self.end = end

    def time_of(self, name, which=-1):
        return [seconds for seconds, event in self.events if event["event"] == name][which]

    def output(self):
        return [event["text"] for _, event in self.events if event["event"] == "output"]


def pipeline(steps):
    """The file for steps of (image, commands)."""
    text = "kind: pipeline\ntype: kubernetes\nname: bench\n\nsteps:\n"
    for number, (image, commands) in enumerate(steps):
        text += f"- name: s{number}\n  image: {image}\n  commands:\n"
        text += "".join(f"  - {json.dumps(command)}\n" for command in commands)
    return text
