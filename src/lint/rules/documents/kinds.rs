//! Documents that are no Kubernetes pipelines.

use std::collections::HashMap;

use crate::lint::rule::{Check, Context, Fixable, Rule};
use crate::lint::rules::graph::raw::{Pair, Table};
use crate::manifest::{Body, Document};
use crate::source::Severity;
use crate::yaml::NodeKind;

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "DK905",
        name: "secret-resource",
        severity: Severity::Error,
        refused: false,
        summary: "A `kind: secret` document says neither what the secret is nor where it is kept.",
        why: "It needs `data` with the encrypted value, or `get` with the `path` and `name` under which an external store keeps it. Without one the secret is always missing.",
        official: "Finds no value, so that steps see an empty secret.",
        fix: Fixable::No,
        bad: "kind: pipeline
type: kubernetes
name: default

steps:
- name: build
  image: golang:1.22
  commands: [go build]
  environment:
    TOKEN:
      from_secret: token

---
kind: «secret»
name: token
",
        good: "kind: pipeline
type: kubernetes
name: default

steps:
- name: build
  image: golang:1.22
  commands: [go build]
  environment:
    TOKEN:
      from_secret: token

---
kind: secret
name: token
get:
  path: ci
  name: token
",
        check: Check::Document(secrets),
    },
    Rule {
        id: "DK906",
        name: "signature-stale",
        severity: Severity::Warning,
        refused: false,
        summary: "The signature of the file cannot be right.",
        why: "A signature covers every byte of the other documents and has 64 hexadecimal digits. Only a server knows the key, so that no more than its form can be told here: sign the file again with `drone sign` after each change.",
        official: "The runner does not look at it. A server holds the build back until someone approves it.",
        fix: Fixable::No,
        bad: "kind: pipeline
type: kubernetes
name: default

steps:
- name: build
  image: golang:1.22
  commands: [go build]

---
kind: signature
hmac: «todo»
",
        good: "kind: pipeline
type: kubernetes
name: default

steps:
- name: build
  image: golang:1.22
  commands: [go build]

---
kind: signature
hmac: 0f1e2d3c4b5a69788796a5b4c3d2e1f00f1e2d3c4b5a69788796a5b4c3d2e1f0
",
        check: Check::Document(signatures),
    },
    Rule {
        id: "DK907",
        name: "template-load",
        severity: Severity::Error,
        refused: false,
        summary: "A `kind: template` document does not say which template to load.",
        why: "`load` holds the name of the template. Without it a server cannot make pipelines of the document.",
        official: "The runner skips the document. A server fails the build.",
        fix: Fixable::No,
        bad: "kind: «template»
data:
  image: golang:1.22
",
        good: "kind: template
load: go.yaml
data:
  image: golang:1.22
",
        check: Check::Document(templates),
    },
    Rule {
        id: "DK908",
        name: "registry-kind",
        severity: Severity::Info,
        refused: false,
        summary: "A `kind: registry` document, which is no longer read.",
        why: "It is left over from an early version of Drone. Credentials for images come from `image_pull_secrets` now.",
        official: "Skips the document.",
        fix: Fixable::No,
        bad: "kind: pipeline
type: kubernetes
name: default

steps:
- name: build
  image: golang:1.22
  commands: [go build]

---
kind: «registry»
data: {}
",
        good: "kind: pipeline
type: kubernetes
name: default

image_pull_secrets: [registry]
steps:
- name: build
  image: golang:1.22
  commands: [go build]
",
        check: Check::Document(registries),
    },
    Rule {
        id: "DK909",
        name: "not-checked",
        severity: Severity::Info,
        refused: false,
        summary: "The file holds pipelines of other types, which are not checked.",
        why: "These rules are about `type: kubernetes`. Of other pipelines only names and `depends_on` are looked at. It is told once for each type.",
        official: "Skips the document.",
        fix: Fixable::No,
        bad: "kind: pipeline
type: «docker»
name: default

steps:
- name: build
  image: golang:1.22
  commands: [go build]
",
        good: "kind: pipeline
type: kubernetes
name: default

steps:
- name: build
  image: golang:1.22
  commands: [go build]
",
        check: Check::File(others),
    },
];

/// A secret without a value.
fn secrets(cx: &mut Context<'_>, document: &Document) {
    let Body::Secret(secret) = &document.body else {
        return;
    };
    // An early version of Drone had a mapping as `data`, which the reader refuses.
    let has_data = root(cx, document).is_some_and(|root| {
        root.pairs()
            .any(|pair| matches!(pair.key, "external_data" | "<<") || is_collection(root, pair))
    });
    if !secret.data.is_empty() || has_data {
        return;
    }
    let get = &secret.get;
    let has_name = !get.name.is_empty() || !get.key.is_empty();
    let (span, message) = match (get.path.is_empty(), has_name) {
        (false, true) => return,
        (true, false) => (
            document.header.kind.span,
            "this secret has neither `data` nor `get`".to_owned(),
        ),
        (false, false) => (get.path.span, "this `get` has no `name`".to_owned()),
        (true, true) => {
            let name = if get.name.is_empty() {
                &get.key
            } else {
                &get.name
            };
            (name.span, "this `get` has no `path`".to_owned())
        }
    };
    let problem = cx.report(span, message);
    problem.help = Some(
        "give `get` with `path` and `name`, or `data` with what `drone encrypt` prints".to_owned(),
    );
}

/// The mapping of a document.
fn root<'a>(cx: &Context<'a>, document: &Document) -> Option<Table<'a>> {
    let mut roots = cx.file.trees.iter().filter_map(Table::root);
    roots.find(|root| root.span() == document.span)
}

/// Whether a pair is a `data` with more than text.
fn is_collection(root: Table<'_>, pair: Pair<'_>) -> bool {
    pair.key == "data" && !matches!(root.tree.node(pair.value).kind, NodeKind::Scalar { .. })
}

/// A signature that is none.
fn signatures(cx: &mut Context<'_>, document: &Document) {
    let Body::Signature(signature) = &document.body else {
        return;
    };
    let hmac = &signature.hmac;
    if hmac.len() == 64 && hmac.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return;
    }
    let span = if hmac.is_empty() {
        document.header.kind.span
    } else {
        hmac.span
    };
    let problem = cx.report(
        span,
        "this is no signature: it has not 64 hexadecimal digits",
    );
    problem.help = Some("sign the file with `drone sign`, or remove the document".to_owned());
}

/// A template without a name.
fn templates(cx: &mut Context<'_>, document: &Document) {
    if document.header.kind.value != "template" {
        return;
    }
    let Some(root) = root(cx, document) else {
        return;
    };
    if root.pairs().any(|pair| matches!(pair.key, "load" | "<<")) {
        return;
    }
    let problem = cx.report(document.header.kind.span, "this template has no `load`");
    problem.help = Some("add `load:` with the name of the template".to_owned());
}

fn registries(cx: &mut Context<'_>, document: &Document) {
    if document.header.kind.value == "registry" {
        let problem = cx.report(
            document.header.kind.span,
            "`kind: registry` is not read any more",
        );
        problem.help = Some("name a secret in `image_pull_secrets` instead".to_owned());
    }
}

/// The first pipeline of each other type.
fn others(cx: &mut Context<'_>) {
    let mut found: Vec<(&str, &Document, usize)> = Vec::new();
    let mut places: HashMap<&str, usize> = HashMap::new();
    for document in &cx.file.manifest.documents {
        let header = &document.header;
        if header.kind.value != "pipeline" || matches!(document.body, Body::Pipeline(_)) {
            continue;
        }
        let place = *places.entry(&header.document_type).or_insert(found.len());
        match found.get_mut(place) {
            Some((_, _, count)) => *count += 1,
            None => found.push((&header.document_type, document, 1)),
        }
    }
    for (name, document, count) in found {
        let header = &document.header;
        let (span, what) = match name {
            "" => (header.kind.span, "without a `type`".to_owned()),
            name => (header.document_type.span, format!("of type `{name}`")),
        };
        let message = match count {
            1 => format!("a pipeline {what} is not checked"),
            _ => format!("{count} pipelines {what} are not checked"),
        };
        let problem = cx.report(span, message);
        problem.help = Some("only pipelines with `type: kubernetes` are".to_owned());
    }
}
