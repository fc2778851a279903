"""The cluster: kubectl for what it can do, its proxy for requests that are timed."""

import contextlib
import http.client
import json
import random
import re
import shutil
import string
import subprocess
import sys

LABEL = "drone-k8s-bench"


class Cluster:
    """Bare Pods, by way of `kubectl proxy`, which knows every kind of credentials."""

    def __enter__(self):
        if shutil.which("kubectl") is None:
            sys.exit("bench: kubectl is missing")
        context = kubectl("config", "view", "--minify", "-o", "json")
        self.namespace = (
            json.loads(context)["contexts"][0]["context"].get("namespace", "default"))
        self.proxy = subprocess.Popen(
            ["kubectl", "proxy", "--port=0"], stdout=subprocess.PIPE, text=True)
        self.port = int(re.search(r":(\d+)\s*$", self.proxy.stdout.readline()).group(1))
        return self

    def __exit__(self, *_):
        self.proxy.terminate()
        self.proxy.wait()

    def version(self):
        client = json.loads(kubectl("version", "-o", "json"))
        return f"Kubernetes {client['serverVersion']['gitVersion']}"

    def request(self, method, path, body=None):
        """A response that is read by its caller."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port)
        text = None if body is None else json.dumps(body)
        connection.request(method, path, text, {"Content-Type": "application/json"})
        response = connection.getresponse()
        if response.status >= 300:
            raise RuntimeError(f"{method} {path}: {response.status} {response.read().decode()}")
        return response

    def pods(self):
        return f"/api/v1/namespaces/{self.namespace}/pods"

    def create(self, pod):
        self.request("POST", self.pods(), pod).read()

    @contextlib.contextmanager
    def watch(self, name):
        """The Pod `name` after each change; open once this returns."""
        response = self.request("GET", f"{self.pods()}?watch=1&fieldSelector=metadata.name={name}")
        try:
            yield (json.loads(line)["object"] for line in response)
        finally:
            response.close()

    def wait(self, name, holds):
        """Waits until `holds(pod)`."""
        with self.watch(name) as changes:
            next(pod for pod in changes if holds(pod))

    @contextlib.contextmanager
    def pod(self, pod, until):
        """Makes a Pod, waits until `until(pod)`, and removes it in the end."""
        name = pod["metadata"]["name"]
        try:
            with self.watch(name) as changes:
                self.create(pod)
                next(pod for pod in changes if until(pod))
            yield name
        finally:
            self.remove(name)

    def remove(self, name):
        kubectl("delete", "pod", name, "--grace-period=0", "--force", "--ignore-not-found", "--wait=false", quiet=True)


def bare_pod(*commands, image="docker.io/library/busybox:1.36"):
    """A Pod with one container for each command."""
    letters = random.choices(string.ascii_lowercase + string.digits, k=8)
    return {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {"name": f"{LABEL}-{''.join(letters)}", "labels": {"app": LABEL}},
        "spec": {
            "restartPolicy": "Never",
            "enableServiceLinks": False,
            "automountServiceAccountToken": False,
            "terminationGracePeriodSeconds": 1,
            "containers": [
                {"name": f"c{number}", "image": image, "imagePullPolicy": "IfNotPresent",
                 "command": command}
                for number, command in enumerate(commands)
            ],
        },
    }


def states(pod):
    """The states of all containers, by `waiting`, `running` and `terminated`."""
    statuses = pod.get("status", {}).get("containerStatuses", [])
    return [next(iter(status["state"]), "waiting") for status in statuses]


def all_are(state, pod):
    known = states(pod)
    return len(known) == len(pod["spec"]["containers"]) and set(known) == {state}


def kubectl(*words, quiet=False):
    done = subprocess.run(
        ["kubectl", *words], stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL if quiet else None, text=True)
    if done.returncode != 0:
        sys.exit(f"bench: kubectl {' '.join(words)} failed")
    return done.stdout
