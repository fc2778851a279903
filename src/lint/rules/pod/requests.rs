//! Requests of steps.

use std::collections::HashSet;

use crate::lint::rule::{Check, Context, Fixable, Rule};
use crate::lint::rules::volumes::tree::{At, Pair, first_line, lines};
use crate::manifest::{Pipeline, Step};
use crate::source::{Severity, Span};

pub(super) const RULES: &[Rule] = &[Rule {
    id: "DK507",
    name: "step-requests-ignored",
    severity: Severity::Warning,
    refused: false,
    summary: "A step has resource requests; only the pipeline can have them.",
    why: "The requests of the pipeline are shared out over its containers. Those of a step have no effect, so that the Pod may get less than it needs.",
    official: "Ignores them.",
    fix: Fixable::Unsafe,
    bad: "steps:
- name: build
  image: golang:1.22
  commands: [go build]
  resources:
    «requests»:
      cpu: 500
",
    good: "resources:
  requests:
    cpu: 500
steps:
- name: build
  image: golang:1.22
  commands: [go build]
",
    check: Check::Pipeline(step_requests),
}];

/// `resources.requests` of steps.
fn step_requests(cx: &mut Context<'_>, pipeline: &Pipeline) {
    let has_requests = |step: &Step| {
        let requests = &step.resources.requests;
        requests.cpu.is_some() || requests.memory.is_some()
    };
    let all = || pipeline.services.iter().chain(&pipeline.steps);
    if !all().any(has_requests) {
        return;
    }
    let mut seen: HashSet<Span> = HashSet::new();
    let mut report = |cx: &mut Context<'_>, name: &str, span: Span, edit: Option<Span>| {
        if !seen.insert(span) {
            return;
        }
        let message = format!("the requests of the step `{name}` have no effect");
        let problem = cx.report(span, message);
        problem.help =
            Some("use `resources.requests` of the pipeline, or `limits` of the step".to_owned());
        if let Some(span) = edit {
            problem.set_fix(false, "remove them", [(span, String::new())]);
        }
    };
    let mut found: HashSet<Span> = HashSet::new();
    for (item, step) in At::steps(cx, pipeline) {
        let resources = item.get("resources");
        let requests = resources.and_then(|pair| Some((pair, pair.value.get("requests")?)));
        let Some((resources, requests)) = requests.filter(|_| has_requests(step)) else {
            continue;
        };
        found.insert(step.span);
        let is_here = [requests, resources]
            .into_iter()
            .all(|pair| !pair.value.is_flow() && pair.value.written() == pair.value.span());
        let edit = is_here.then(|| removal(cx, resources, requests)).flatten();
        report(cx, &step.name, requests.key.span(), edit);
    }
    // Those that came through `<<`.
    for step in all().filter(|step| has_requests(step) && !found.contains(&step.span)) {
        let place = first_line(cx, step.resources.requests.span);
        report(cx, &step.name, place, None);
    }
}

/// The lines that hold the requests, and `resources:` itself if nothing else is in it.
fn removal(cx: &Context<'_>, resources: Pair<'_>, requests: Pair<'_>) -> Option<Span> {
    let place = |pair: Pair<'_>| lines(cx, pair.key.span().to(pair.value.span()), "");
    // An anchor anywhere in it forbids both.
    let whole = place(resources)?;
    if resources.value.pairs().count() == 1 {
        return Some(whole);
    }
    place(requests)
}
