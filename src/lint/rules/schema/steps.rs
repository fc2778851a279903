//! Steps and services themselves: there, named once, with an image.

use std::collections::HashMap;

use crate::lint::keys::entry;
use crate::lint::rule::{Check, Context, Fixable, Rule};
use crate::lint::rules::tree_of;
use crate::manifest::{NullList, Pipeline, Step};
use crate::source::{Severity, Span};
use crate::yaml::{NodeId, NodeKind, Tree};

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "DK110",
        name: "null-entry",
        severity: Severity::Error,
        refused: true,
        summary: "An item of `steps`, `services`, `volumes` or a step's `volumes` is empty.",
        why: "A lone `-` is nearly always left over from editing.",
        official: "Refuses an empty step or service, and crashes on an empty volume or mount.",
        fix: Fixable::Safe,
        bad: "volumes:
- name: cache
  temp: {}
«-»
",
        good: "volumes:
- name: cache
  temp: {}
steps:
- name: build
  image: golang:1.22
  commands: [go build]
  volumes:
  - name: cache
    path: /root/.cache
",
        check: Check::Pipeline(null_entries),
    },
    Rule {
        id: "DK114",
        name: "duplicate-step-name",
        severity: Severity::Error,
        refused: true,
        summary: "Two of the services and steps have the same name.",
        why: "`depends_on`, logs and the names of services need one name for one thing.",
        official: "Refuses the pipeline.",
        fix: Fixable::No,
        bad: "services:
- name: test
  image: redis:7
steps:
- name: «test»
  image: golang:1.22
  commands: [go test]
",
        good: "services:
- name: cache
  image: redis:7
steps:
- name: test
  image: golang:1.22
  commands: [go test]
",
        check: Check::Pipeline(duplicate_names),
    },
    Rule {
        id: "DK116",
        name: "missing-image",
        severity: Severity::Error,
        refused: true,
        summary: "A step or service has no image.",
        why: "Each step is a container, and a container needs an image.",
        official: "Refuses the pipeline.",
        fix: Fixable::No,
        bad: "steps:
- name: «build»
  commands: [go build]
",
        good: "steps:
- name: build
  image: golang:1.22
  commands: [go build]
",
        check: Check::Pipeline(missing_image),
    },
    Rule {
        id: "DK117",
        name: "no-steps",
        severity: Severity::Warning,
        refused: false,
        summary: "A pipeline has no steps.",
        why: "It fetches the repository and then succeeds.",
        official: "Runs the clone step only.",
        fix: Fixable::No,
        bad: "«steps»: []
",
        good: "steps:
- name: build
  image: golang:1.22
  commands: [go build]
",
        check: Check::Pipeline(no_steps),
    },
];

/// Name of the step that fetches the repository.
pub(in crate::lint::rules) const CLONE: &str = "clone";

/// Empty list items. Empty `steps` items are refused when the file is read.
fn null_entries(cx: &mut Context<'_>, pipeline: &Pipeline) {
    for null in &pipeline.null_entries {
        let (list, official) = match null.list {
            NullList::Steps => continue,
            NullList::Services => ("services", Some("linter: nil step")),
            NullList::Volumes | NullList::Mounts => ("volumes", None),
        };
        let line = cx.file.source.lone_item(null.span);
        let problem = cx.report(null.span, format!("this item of `{list}` is empty"));
        problem.official = official.map(ToOwned::to_owned);
        problem.help = Some(match official {
            Some(_) => "delete the `-`, or write the service after it".to_owned(),
            None => "delete the `-`; the official runner crashes on it".to_owned(),
        });
        if let Some(line) = line {
            problem.set_fix(true, "delete the line", [(line, String::new())]);
        }
    }
}

/// Equal names. Two equal names within `steps` are refused when the file is read.
fn duplicate_names(cx: &mut Context<'_>, pipeline: &Pipeline) {
    let mut seen: HashMap<&str, Span> = HashMap::new();
    for service in &pipeline.services {
        duplicate_name(service, &mut seen, cx);
    }
    let services = seen.clone();
    for step in &pipeline.steps {
        // Steps are compared with what comes before all steps only.
        if services.contains_key(step.name.as_str()) && !step.name.is_empty() {
            duplicate_name(step, &mut seen, cx);
        }
    }
}

fn duplicate_name<'p>(step: &'p Step, seen: &mut HashMap<&'p str, Span>, cx: &mut Context<'_>) {
    let Some(&first) = seen.get(step.name.as_str()) else {
        seen.insert(&step.name, step.name.span);
        return;
    };
    let message = match step.name.as_str() {
        "" => "a second service has no name".to_owned(),
        name => format!("the name `{name}` is taken already"),
    };
    let problem = cx.report(step.name.span, message);
    problem.labels.push(crate::source::Label {
        span: first,
        text: "the first one".to_owned(),
    });
    problem.help = Some("names of services and steps must differ".to_owned());
    problem.official = Some("linter: duplicate step names".to_owned());
}

/// No image.
fn missing_image(cx: &mut Context<'_>, pipeline: &Pipeline) {
    let services = pipeline.services.iter().map(|step| ("service", step));
    let steps = pipeline.steps.iter().map(|step| ("step", step));
    for (what, step) in services
        .chain(steps)
        .filter(|(_, step)| step.image.is_empty())
    {
        let span = if step.name.is_empty() {
            step.image.span
        } else {
            step.name.span
        };
        let message = match step.name.as_str() {
            "" => format!("this {what} has no image"),
            name => format!("the {what} `{name}` has no image"),
        };
        let problem = cx.report(span, message);
        problem.help = Some(format!("add `image:` to the {what}"));
        problem.official = Some("linter: invalid or missing image".to_owned());
    }
}

/// No steps, and no wrong ones either.
fn no_steps(cx: &mut Context<'_>, pipeline: &Pipeline) {
    let Some(tree) = tree_of(cx, pipeline) else {
        return;
    };
    if !pipeline.steps.is_empty() || !pipeline.null_entries.is_empty() {
        return;
    }
    let steps = tree.root().and_then(|root| entry(tree, root, "steps"));
    let span = match steps {
        Some((_, value)) if !is_empty(tree, value) => return,
        Some((key, _)) => tree.node(key).span,
        None => pipeline.kind.span,
    };
    let problem = cx.report(span, "this pipeline has no steps");
    problem.help = Some("add `steps:` with a list of steps".to_owned());
}

fn is_empty(tree: &Tree, id: NodeId) -> bool {
    let node = tree.node(tree.resolve(id));
    match &node.kind {
        NodeKind::Sequence { items, .. } => items.is_empty(),
        _ => node.is_null(),
    }
}
