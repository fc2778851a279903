#!/usr/bin/env python3
"""Makes a container image out of a folder, with Python's standard library alone.

The result is one tar that is an OCI image layout and a docker archive at once, so
that both `ctr images import` and `skopeo copy docker-archive:` read it. The same
folder gives the same bytes: times are zero, owners are root unless --own says
otherwise, and names are sorted.
"""

import argparse
import gzip
import hashlib
import io
import json
import os
import platform
import stat
import sys
import tarfile

EPOCH = "1970-01-01T00:00:00Z"
PATH = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
OCI = "application/vnd.oci.image."
# What the kernel calls a machine, and what container images call it.
ARCHITECTURES = {"x86_64": "amd64", "aarch64": "arm64"}


def architecture():
    machine = platform.machine()
    if machine not in ARCHITECTURES:
        sys.exit(f"mkimage: no image architecture is known for the machine type {machine}")
    return ARCHITECTURES[machine]


def digest(data):
    return "sha256:" + hashlib.sha256(data).hexdigest()


def owner(name, owners):
    """The user and group of a path: those of the last --own that covers it."""
    ids = (0, 0)
    for prefix, pair in owners:
        if name == prefix or name.startswith(prefix + "/"):
            ids = pair
    return ids


def layer(root, owners):
    """All of `root` as an uncompressed tar."""
    paths = []
    for base, folders, files in os.walk(root):
        paths += [os.path.join(base, name) for name in folders + files]
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=tarfile.PAX_FORMAT) as tar:
        for path in sorted(paths):
            if stat.S_ISSOCK(os.lstat(path).st_mode):
                continue
            # The second name of an inode becomes a hard link by itself.
            entry = tar.gettarinfo(path, os.path.relpath(path, root))
            entry.mtime, entry.uname, entry.gname = 0, "", ""
            entry.uid, entry.gid = owner(entry.name, owners)
            if entry.isreg():
                with open(path, "rb") as content:
                    tar.addfile(entry, content)
            else:
                tar.addfile(entry)
    return buffer.getvalue()


def settings(args):
    """The part of the image configuration that says how a container starts."""
    result = {"Env": [PATH, *args.env]}
    if args.entrypoint is not None:
        result["Entrypoint"] = args.entrypoint
    if args.cmd is not None:
        result["Cmd"] = args.cmd
    if args.user:
        result["User"] = args.user
    if args.workdir:
        result["WorkingDir"] = args.workdir
    if args.expose:
        result["ExposedPorts"] = {port: {} for port in args.expose}
    return result


def blob(kind, data):
    """How one OCI document refers to another."""
    return {"mediaType": OCI + kind, "digest": digest(data), "size": len(data)}


def documents(args, raw, packed):
    """The image's configuration, manifest and the two indexes, as bytes."""
    encode = lambda value: json.dumps(value, sort_keys=True).encode()
    config = encode({
        "architecture": architecture(),
        "os": "linux",
        "created": EPOCH,
        "config": settings(args),
        "rootfs": {"type": "layers", "diff_ids": [digest(raw)]},
        "history": [{"created": EPOCH, "created_by": "mkimage"}],
    })
    manifest = encode({
        "schemaVersion": 2,
        "mediaType": OCI + "manifest.v1+json",
        "config": blob("config.v1+json", config),
        "layers": [blob("layer.v1.tar+gzip", packed)],
    })
    index = encode({
        "schemaVersion": 2,
        "mediaType": OCI + "index.v1+json",
        "manifests": [
            blob("manifest.v1+json", manifest) | {
                "platform": {"architecture": architecture(), "os": "linux"},
                "annotations": {
                    "io.containerd.image.name": name,
                    "org.opencontainers.image.ref.name": name.rsplit(":", 1)[-1],
                },
            }
            for name in args.name
        ],
    })
    docker = encode([{
        "Config": blob_path(config),
        "RepoTags": args.name,
        "Layers": [blob_path(packed)],
    }])
    return config, manifest, index, docker


def blob_path(data):
    return "blobs/" + digest(data).replace(":", "/")


def write(path, files):
    with tarfile.open(path, "w") as tar:
        for name, data in files:
            entry = tarfile.TarInfo(name)
            entry.size, entry.mode = len(data), 0o644
            tar.addfile(entry, io.BytesIO(data))


def ownership(text):
    """PATH=UID:GID, as --own takes it."""
    path, ids = text.split("=")
    user, group = ids.split(":")
    return path.strip("/"), (int(user), int(group))


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--name", required=True, action="append",
                        help="a full reference such as docker.io/library/busybox:latest; repeatable")
    parser.add_argument("--root", required=True, help="the folder that becomes the image's /")
    parser.add_argument("--out", required=True, help="the tar to write")
    parser.add_argument("--entrypoint", type=json.loads, help="a JSON list")
    parser.add_argument("--cmd", type=json.loads, help="a JSON list")
    parser.add_argument("--env", action="append", default=[], help="NAME=VALUE; repeatable")
    parser.add_argument("--user", default="")
    parser.add_argument("--workdir", default="")
    parser.add_argument("--expose", action="append", default=[], help="PORT/tcp; repeatable")
    parser.add_argument("--own", action="append", default=[], type=ownership,
                        metavar="PATH=UID:GID", help="who owns a folder; repeatable")
    return parser.parse_args()


def main():
    args = arguments()
    raw = layer(args.root, args.own)
    packed = gzip.compress(raw, compresslevel=1, mtime=0)
    config, manifest, index, docker = documents(args, raw, packed)
    write(args.out, [
        ("oci-layout", b'{"imageLayoutVersion":"1.0.0"}'),
        ("index.json", index),
        ("manifest.json", docker),
        *((blob_path(data), data) for data in (manifest, config, packed)),
    ])
    print(f"{args.name[0]} {len(packed)} bytes {digest(manifest)}")


main()
