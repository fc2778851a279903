//! Secrets that no step asks for.

use std::collections::HashSet;

use crate::lint::rule::{Check, Context, Fixable, Rule};
use crate::manifest::Body;
use crate::source::{Severity, Span, offset};
use crate::yaml::{NodeId, NodeKind, Tree};

pub(super) const RULES: &[Rule] = &[Rule {
    id: "DK911",
    name: "unused-secret-resource",
    severity: Severity::Info,
    refused: false,
    summary: "A `kind: secret` document that no pipeline of the file uses.",
    why: "Neither `from_secret` nor `image_pull_secrets` names it, so it is only something to leak.",
    official: "Asks the store for the secret only if a step names it.",
    fix: Fixable::Safe,
    bad: "kind: pipeline
type: kubernetes
name: default

steps:
- name: build
  image: golang:1.22
  commands: [go build]

---
kind: secret
name: «token»
get:
  path: ci
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
    check: Check::File(unused),
}];

fn unused(cx: &mut Context<'_>) {
    let documents = &cx.file.manifest.documents;
    let is_secret = |body: &Body| matches!(body, Body::Secret(_));
    let has_pipeline = documents
        .iter()
        .any(|document| document.header.kind.value == "pipeline");
    // A template may name any secret.
    let has_template = documents.iter().any(|document| {
        !matches!(
            document.header.kind.as_str(),
            "pipeline" | "secret" | "signature"
        )
    });
    let mut all = documents.iter();
    if !has_pipeline || has_template || !all.any(|document| is_secret(&document.body)) {
        return;
    }
    let Some(used) = used(cx.file.trees) else {
        return;
    };
    for document in documents {
        let name = &document.header.name;
        if !is_secret(&document.body) || name.is_empty() || used.contains(name.as_str()) {
            continue;
        }
        let lines = lines(cx, document.span);
        let problem = cx.report(name.span, format!("no pipeline uses the secret `{name}`"));
        problem.help = Some("remove the document, or name it in a `from_secret`".to_owned());
        if let Some(span) = lines {
            problem.set_fix(true, "remove the document", [(span, String::new())]);
        }
    }
}

/// The names of all secrets that some document asks for; nothing if one is filled in later.
fn used(trees: &[Tree]) -> Option<HashSet<&str>> {
    let mut found = HashSet::new();
    for tree in trees {
        let mut open: Vec<NodeId> = tree.root().into_iter().collect();
        // Aliases stand for what is walked through at its anchor.
        while let Some(id) = open.pop() {
            match &tree.node(id).kind {
                NodeKind::Sequence { items, .. } => open.extend(items),
                NodeKind::Mapping { pairs, .. } => {
                    for &(key, value) in pairs {
                        open.push(value);
                        let is_use = matches!(&tree.node(key).kind, NodeKind::Scalar { text, .. }
                            if matches!(text.as_str(), "from_secret" | "image_pull_secrets" | "secrets" | "pull_secrets"));
                        if is_use {
                            add(tree, value, &mut found);
                        }
                    }
                }
                NodeKind::Scalar { .. } | NodeKind::Alias { .. } => {}
            }
        }
    }
    let is_open = found
        .iter()
        .any(|name: &&str| name.contains("${") || name.contains("{{"));
    (!is_open).then_some(found)
}

/// The text of a value or of the items of a list.
fn add<'t>(tree: &'t Tree, value: NodeId, found: &mut HashSet<&'t str>) {
    match &tree.node(tree.resolve(value)).kind {
        NodeKind::Scalar { text, .. } => {
            found.insert(text);
        }
        NodeKind::Sequence { items, .. } => {
            for &item in items {
                if let NodeKind::Scalar { text, .. } = &tree.node(tree.resolve(item)).kind {
                    found.insert(text);
                }
            }
        }
        _ => {}
    }
}

/// The lines of a document with the `---` before it. Its comments go too, so that there must be none
/// outside of the document's own lines.
fn lines(cx: &Context<'_>, document: Span) -> Option<Span> {
    let tree = cx.file.trees.iter().find(|tree| {
        tree.root()
            .is_some_and(|root| tree.node(root).span == document)
    })?;
    let source = cx.file.source;
    let before = source.slice(Span::new(0, tree.span.start));
    let last_line = before.trim_end_matches('\n').rsplit('\n').next()?;
    let is_separator = last_line.trim_end() == "---" && before.ends_with('\n');
    if !is_separator || !tree.comments().is_empty() {
        return None;
    }
    let start = before.len().checked_sub(last_line.len() + 1)?;
    Some(Span::new(offset(start), tree.span.end))
}
