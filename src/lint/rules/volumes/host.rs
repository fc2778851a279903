//! Volumes of the node.

use std::collections::HashSet;

use super::mounts::clean;
use super::tree::is_open;
use crate::lint::rule::{Check, Context, Fixable, Rule};
use crate::manifest::{HostVolume, Pipeline};
use crate::source::{Severity, Span};

pub(super) const RULES: &[Rule] = &[Rule {
    id: "DK411",
    name: "host-path-not-directory",
    severity: Severity::Error,
    refused: false,
    summary: "A host volume is a file, a socket or a device of the node.",
    why: "The runner asks for a directory. With a socket such as `/var/run/docker.sock` the Pod never starts; where the path does not exist, a directory of that name is made.",
    official: "Waits for a Pod that cannot start: `hostPath type check failed`.",
    fix: Fixable::No,
    bad: "volumes:
- name: docker
  host:
    path: «/var/run/docker.sock»
steps:
- name: build
  image: docker:27
  commands: [docker build .]
  volumes:
  - name: docker
    path: /var/run/docker.sock
",
    good: "volumes:
- name: run
  host:
    path: /var/run
steps:
- name: build
  image: docker:27
  commands: [docker -H unix:///host/run/docker.sock build .]
  volumes:
  - name: run
    path: /host/run
",
    check: Check::Pipeline(not_directory),
}];

/// Endings that only files have.
const FILES: [&str; 10] = [
    ".sock", ".json", ".pem", ".crt", ".key", ".yml", ".yaml", ".xml", ".sh", ".conf",
];

/// Files and devices every node has.
const KNOWN: [&str; 20] = [
    "/dev/fuse",
    "/dev/kmsg",
    "/dev/kvm",
    "/dev/mem",
    "/dev/net/tun",
    "/dev/null",
    "/dev/random",
    "/dev/tty",
    "/dev/urandom",
    "/dev/zero",
    "/etc/group",
    "/etc/hostname",
    "/etc/hosts",
    "/etc/localtime",
    "/etc/machine-id",
    "/etc/passwd",
    "/etc/shadow",
    "/etc/timezone",
    "/usr/bin/docker",
    "/usr/bin/kubectl",
];

/// The volumes of this kind; one that several share through an alias once.
fn hosts(pipeline: &Pipeline) -> impl Iterator<Item = &HostVolume> {
    let mut seen: HashSet<Span> = HashSet::new();
    pipeline
        .volumes
        .iter()
        .filter_map(|volume| volume.host.as_ref())
        .filter(move |host| seen.insert(host.span))
}

/// Paths that are surely no directories.
fn not_directory(cx: &mut Context<'_>, pipeline: &Pipeline) {
    for host in hosts(pipeline) {
        let path = host.path.as_str();
        if is_open(path) || path.ends_with('/') {
            continue;
        }
        let path = clean(path);
        let is_file = FILES.iter().any(|ending| path.ends_with(ending));
        if !is_file && !KNOWN.contains(&path.as_str()) {
            continue;
        }
        let message = format!("`{path}` is no directory, and the runner mounts directories only");
        let is_docker = path.ends_with("docker.sock");
        cx.report(host.path.span, message).help = Some(if is_docker {
            "mount the directory it is in, or run the docker daemon as a privileged service"
                .to_owned()
        } else {
            "mount the directory it is in".to_owned()
        });
    }
}
