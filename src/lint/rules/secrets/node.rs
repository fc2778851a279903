//! What reaches the node, or no longer does.

use crate::lint::rule::{Check, Context, Fixable, Rule};
use crate::lint::rules::commands::Keys;
use crate::manifest::{Pipeline, Step};
use crate::source::{Severity, Span};

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "DK610",
        name: "privileged-plugin-lost",
        severity: Severity::Warning,
        refused: false,
        summary: "A plugin that builds images, with something that takes its privileges away.",
        why: "The runner makes `plugins/docker` and its kin privileged by itself, but only if they are used as plugins and nothing else: no volumes, no commands, no variables such as `PATH`. Without it Docker does not start in them.",
        official: "Runs the plugin without privileges.",
        fix: Fixable::No,
        bad: "volumes:
- name: cache
  temp: {}
steps:
- name: publish
  image: plugins/docker:20
  settings:
    repo: example/app
  «volumes»:
  - name: cache
    path: /var/lib/docker
",
        good: "steps:
- name: publish
  image: plugins/docker:20
  settings:
    repo: example/app
",
        check: Check::File(lost),
    },
    Rule {
        id: "DK611",
        name: "docker-socket",
        severity: Severity::Warning,
        refused: false,
        summary: "A volume is the socket of the node's container runtime.",
        why: "Whoever can write to that socket is root on the node: a step can start any container there, past Kubernetes and all its limits. Many nodes have no Docker any more, either.",
        official: "Mounts it if the repository is trusted.",
        fix: Fixable::No,
        bad: "volumes:
- name: docker
  host:
    path: «/var/run/docker.sock»
steps:
- name: build
  image: docker:27-cli
  commands:
  - docker build .
  volumes:
  - name: docker
    path: /var/run/docker.sock
",
        good: "volumes:
- name: docker
  temp: {}
services:
- name: docker
  image: docker:27-dind
  privileged: true
  volumes:
  - name: docker
    path: /var/run
steps:
- name: build
  image: docker:27-cli
  commands:
  - docker build .
  volumes:
  - name: docker
    path: /var/run
",
        check: Check::Pipeline(socket),
    },
];

/// Plugins that the runner makes privileged.
const PLUGINS: [&str; 5] = [
    "plugins/acr",
    "plugins/docker",
    "plugins/ecr",
    "plugins/gcr",
    "plugins/heroku",
];
/// Variables that keep it from doing so.
const GUARDED: [&str; 5] = [
    "DOCKER_HOST",
    "DOCKER_OPTS",
    "HOME",
    "PATH",
    "XDG_RUNTIME_DIR",
];

fn lost(cx: &mut Context<'_>) {
    let file = cx.file;
    let mut keys = None;
    for pipeline in file.manifest.pipelines() {
        for step in &pipeline.steps {
            if step.privileged.value || !is_plugin(&step.image) {
                continue;
            }
            let keys = keys.get_or_insert_with(|| Keys::new(file));
            let Some((span, what)) = cause(step, keys) else {
                continue;
            };
            let message = format!("with {what} `{}` does not run privileged", step.image);
            let problem = cx.report(span, message);
            problem.help = Some(
                "remove it, or set `privileged: true`, which only a trusted repository may"
                    .to_owned(),
            );
        }
    }
}

fn is_plugin(image: &str) -> bool {
    let name = image.strip_prefix("docker.io/").unwrap_or(image);
    let name = name.split([':', '@']).next().unwrap_or_default();
    PLUGINS.contains(&name)
}

/// What takes the privileges away, and where it is.
fn cause(step: &Step, keys: &Keys<'_>) -> Option<(Span, String)> {
    let lists = [
        ("volumes", step.volumes.is_empty()),
        ("commands", step.commands.is_empty()),
        ("command", step.command.is_empty()),
        ("entrypoint", step.entrypoint.is_empty()),
    ];
    let list = lists.iter().find(|(_, is_empty)| !is_empty);
    if let Some((key, _)) = list {
        return Some((keys.span(step, key), format!("`{key}`")));
    }
    let mut entries = step.environment.iter();
    let guarded = entries.find(|entry| GUARDED.contains(&entry.key.as_str()))?;
    Some((guarded.key.span, format!("the variable `{}`", guarded.key)))
}

/// Sockets of container runtimes.
const SOCKETS: [&str; 8] = [
    "/var/run/docker.sock",
    "/run/docker.sock",
    "/var/run/containerd/containerd.sock",
    "/run/containerd/containerd.sock",
    "/run/k3s/containerd/containerd.sock",
    "/var/run/crio/crio.sock",
    "/run/crio/crio.sock",
    "/run/podman/podman.sock",
];

fn socket(cx: &mut Context<'_>, pipeline: &Pipeline) {
    for volume in &pipeline.volumes {
        let Some(host) = &volume.host else { continue };
        if SOCKETS.contains(&host.path.trim_end_matches('/')) {
            let message = "whoever mounts this is root on the node";
            let problem = cx.report(host.path.span, message);
            problem.help = Some(
                "run Docker as a service of the pipeline, or build images with a plugin".to_owned(),
            );
        }
    }
}
