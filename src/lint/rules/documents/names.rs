//! Names of pipelines and what they depend on.

use std::collections::{HashMap, HashSet};

use crate::lint::did_you_mean;
use crate::lint::rule::{Check, Context, File, Fixable, Rule};
use crate::lint::rules::graph::{cycles, raw};
use crate::manifest::{DEFAULT_NAME, Document};
use crate::source::{Label, Severity, Span, Spanned, offset};

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "DK901",
        name: "duplicate-pipeline-name",
        severity: Severity::Warning,
        refused: false,
        summary: "Two pipelines have the same name.",
        why: "Pipelines of whatever type are told apart by their names. One without a name is called `default`.",
        official: "A server refuses the file. The runner takes the first one of its type.",
        fix: Fixable::No,
        bad: "kind: pipeline
type: kubernetes
name: build

steps:
- name: build
  image: golang:1.22
  commands: [go build]

---
kind: pipeline
type: kubernetes
name: «build»

steps:
- name: test
  image: golang:1.22
  commands: [go test]
",
        good: "kind: pipeline
type: kubernetes
name: build

steps:
- name: build
  image: golang:1.22
  commands: [go build]

---
kind: pipeline
type: kubernetes
name: test

steps:
- name: test
  image: golang:1.22
  commands: [go test]
",
        check: Check::File(duplicates),
    },
    Rule {
        id: "DK902",
        name: "unknown-pipeline-dependency",
        severity: Severity::Error,
        refused: false,
        summary: "A pipeline depends on one that does not exist.",
        why: "Often a typing error, or the name of a step, which belongs into the `depends_on` of a step. Pipelines of all types in the file count.",
        official: "A server refuses the file. The runner does not look at it.",
        fix: Fixable::No,
        bad: "depends_on: [«biuld»]
steps:
- name: test
  image: golang:1.22
  commands: [go test]
",
        good: "kind: pipeline
type: kubernetes
name: build

steps:
- name: build
  image: golang:1.22
  commands: [go build]

---
kind: pipeline
type: kubernetes
name: test
depends_on: [build]

steps:
- name: test
  image: golang:1.22
  commands: [go test]
",
        check: Check::File(unknown),
    },
    Rule {
        id: "DK903",
        name: "pipeline-cycle",
        severity: Severity::Error,
        refused: false,
        summary: "Pipelines wait for each other in a circle, or one for itself.",
        why: "None of them could ever start.",
        official: "A server refuses the file. The runner does not look at it.",
        fix: Fixable::No,
        bad: "depends_on: [«default»]
steps:
- name: test
  image: golang:1.22
  commands: [go test]
",
        good: "steps:
- name: test
  image: golang:1.22
  commands: [go test]
",
        check: Check::File(circles),
    },
    Rule {
        id: "DK904",
        name: "pipeline-forward-dependency",
        severity: Severity::Error,
        refused: false,
        summary: "A pipeline depends on one that stands further down in the file.",
        why: "A server reads documents in order and only knows those before.",
        official: "A server refuses the file. The runner does not look at it.",
        fix: Fixable::No,
        bad: "kind: pipeline
type: kubernetes
name: test
depends_on: [«build»]

steps:
- name: test
  image: golang:1.22
  commands: [go test]

---
kind: pipeline
type: kubernetes
name: build

steps:
- name: build
  image: golang:1.22
  commands: [go build]
",
        good: "kind: pipeline
type: kubernetes
name: build

steps:
- name: build
  image: golang:1.22
  commands: [go build]

---
kind: pipeline
type: kubernetes
name: test
depends_on: [build]

steps:
- name: test
  image: golang:1.22
  commands: [go test]
",
        check: Check::File(forward),
    },
];

/// What a server says to a name that is not among the pipelines before.
const UNKNOWN: &str = "linter: invalid or unknown pipeline dependency";

/// All pipelines of a file, whatever their type.
fn pipelines(file: File<'_>) -> impl Iterator<Item = &Document> {
    let all = file.manifest.documents.iter();
    all.filter(|document| document.header.kind.value == "pipeline")
}

fn name(document: &Document) -> &str {
    match document.header.name.as_str() {
        "" => DEFAULT_NAME,
        name => name,
    }
}

/// Equal names.
fn duplicates(cx: &mut Context<'_>) {
    let mut seen: HashMap<&str, &Document> = HashMap::new();
    for document in pipelines(cx.file) {
        let name = name(document);
        if raw::is_template(name) {
            continue;
        }
        let Some(first) = seen.get(name) else {
            seen.insert(name, document);
            continue;
        };
        let place = |document: &Document| {
            let header = &document.header;
            if header.name.is_empty() {
                header.kind.span
            } else {
                header.name.span
            }
        };
        let (own, first) = (place(document), place(first));
        let problem = cx.report(own, format!("a second pipeline has the name `{name}`"));
        problem.labels.push(Label {
            span: first,
            text: "the first one".to_owned(),
        });
        problem.help = Some("names of pipelines must differ, whatever their type".to_owned());
        problem.official = Some("linter: duplicate pipeline names".to_owned());
    }
}

/// What is wrong with an item of `depends_on`.
#[derive(PartialEq, Eq)]
enum Wrong {
    Circle(String),
    Later,
    Unknown,
}

/// All wrong items. Of a circle only the first item is told.
fn faults(file: File<'_>) -> Vec<(&Document, &Spanned<String>, Wrong)> {
    let all: Vec<&Document> = pipelines(file).collect();
    let mut declared: HashMap<&str, usize> = HashMap::new();
    for (at, document) in all.iter().enumerate() {
        declared.entry(name(document)).or_insert(at);
    }
    let edges: Vec<Vec<usize>> = all
        .iter()
        .map(|document| {
            let names = document.header.depends_on.iter();
            names
                .filter_map(|name| declared.get(name.as_str()).copied())
                .collect()
        })
        .collect();
    let component = cycles::components(&edges);
    let mut told = HashSet::new();
    let mut found = Vec::new();
    for (at, document) in all.iter().copied().enumerate() {
        for item in &document.header.depends_on {
            if raw::is_template(item) {
                continue;
            }
            let wrong = match declared.get(item.as_str()).copied() {
                None => Wrong::Unknown,
                Some(other) if other < at => continue,
                Some(other) if component.get(other) == component.get(at) => {
                    if !told.insert(component.get(at)) {
                        continue;
                    }
                    let way = cycles::path(&edges, &component, other, at);
                    let way = way.iter().filter_map(|&at| all.get(at)).copied();
                    Wrong::Circle(cycles::words(
                        std::iter::once(document).chain(way).map(name),
                    ))
                }
                Some(_) => Wrong::Later,
            };
            found.push((document, item, wrong));
        }
    }
    found
}

/// Names that no pipeline has. A file in which a document could not be read, or whose pipelines come
/// from a template, is left alone.
fn unknown(cx: &mut Context<'_>) {
    if misses_documents(cx.file) {
        return;
    }
    let names: Vec<&str> = pipelines(cx.file).map(name).collect();
    let mut number = 0;
    for (document, item, wrong) in faults(cx.file) {
        if wrong != Wrong::Unknown {
            continue;
        }
        // To look for near names is costly, and nobody reads hundreds of these.
        number += 1;
        let near = names
            .iter()
            .copied()
            .take(if number < 100 { 1000 } else { 0 });
        let meant = did_you_mean(item, near);
        let name = name(document);
        let problem = cx.report(
            item.span,
            format!(
                "the pipeline `{name}` depends on `{item}`, but the file holds no such pipeline"
            ),
        );
        problem.help = Some(meant.unwrap_or_else(|| {
            "check the spelling; names of steps belong into the `depends_on` of steps".to_owned()
        }));
        problem.official = Some(UNKNOWN.to_owned());
    }
}

/// Whether there is text of a document that is not among those that could be read, or a name that is
/// filled in later.
fn misses_documents(file: File<'_>) -> bool {
    let ends = file.trees.iter().map(|tree| tree.span.end);
    let ends = std::iter::once(0).chain(ends);
    let all = offset(file.source.text().len());
    let starts = file.trees.iter().map(|tree| tree.span.start);
    let starts = starts.chain(std::iter::once(all));
    let is_lost = ends.zip(starts).any(|(end, start)| {
        let gap = file.source.slice(Span::new(end, start));
        gap.lines()
            .any(|line| line.trim_start().starts_with("name:"))
    });
    if is_lost {
        return true;
    }
    pipelines(file).any(|document| raw::is_template(name(document)))
}

/// Circles, and pipelines that wait for themselves.
fn circles(cx: &mut Context<'_>) {
    for (document, item, wrong) in faults(cx.file) {
        let Wrong::Circle(words) = wrong else {
            continue;
        };
        let (message, official) = if name(document) == item.value {
            (
                format!("the pipeline `{item}` depends on itself"),
                "linter: pipeline cannot have a dependency on itself",
            )
        } else {
            (format!("pipelines wait for each other: {words}"), UNKNOWN)
        };
        let problem = cx.report(item.span, message);
        problem.help = Some("take one of these names out of a `depends_on`".to_owned());
        problem.official = Some(official.to_owned());
    }
}

/// Pipelines further down.
fn forward(cx: &mut Context<'_>) {
    for (document, item, wrong) in faults(cx.file) {
        if wrong != Wrong::Later {
            continue;
        }
        let name = name(document);
        let problem = cx.report(
            item.span,
            format!("the pipeline `{name}` depends on `{item}`, which stands further down"),
        );
        problem.help = Some(format!(
            "move the document of `{item}` before that of `{name}`"
        ));
        problem.official = Some(UNKNOWN.to_owned());
    }
}
