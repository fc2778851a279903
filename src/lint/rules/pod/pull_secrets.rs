//! Credentials of registries.

use std::collections::HashSet;

use crate::lint::rule::{Check, Context, Fixable, Rule};
use crate::manifest::Body;
use crate::source::Severity;

pub(super) const RULES: &[Rule] = &[Rule {
    id: "DK518",
    name: "pull-secret-kind",
    severity: Severity::Info,
    refused: false,
    summary: "The secrets in `image_pull_secrets` are Drone's, not the cluster's.",
    why: "Each is the name of a Drone secret that holds the text of a docker `config.json`. The name of a Kubernetes secret has no effect here. Nothing is said if the file itself declares the secret.",
    official: "Goes on without credentials if there is no such secret.",
    fix: Fixable::No,
    bad: "image_pull_secrets: [«dockerconfig»]
",
    good: "kind: pipeline
type: kubernetes
name: default

image_pull_secrets: [dockerconfig]

steps:
- name: build
  image: golang:1.22
  commands:
  - go build
---
kind: secret
name: dockerconfig
get:
  path: docker
  name: config
",
    check: Check::File(pull_secrets),
}];

/// The first secret of each pipeline that the file does not declare.
fn pull_secrets(cx: &mut Context<'_>) {
    let manifest = cx.file.manifest;
    let declared: HashSet<&str> = manifest
        .documents
        .iter()
        .filter_map(|document| match &document.body {
            Body::Secret(secret) => Some(secret.name.as_str()),
            _ => None,
        })
        .collect();
    for pipeline in manifest.pipelines() {
        let mut secrets = pipeline.image_pull_secrets.iter();
        let Some(secret) = secrets.find(|secret| !declared.contains(secret.as_str())) else {
            continue;
        };
        let message =
            format!("`{secret}` must be a Drone secret that holds a docker `config.json`");
        cx.report(secret.span, message).help =
            Some("secrets of the cluster belong to the service account".to_owned());
    }
}
