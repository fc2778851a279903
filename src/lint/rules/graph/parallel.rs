//! Steps that start earlier than it looks, and steps that never run.

use std::collections::HashSet;

use super::raw;
use crate::lint::rule::{Check, Context, Fixable, Rule};
use crate::lint::rules::conditions::{Policy, is_apart, policy};
use crate::lint::rules::schema::CLONE;
use crate::manifest::{Pipeline, Step};
use crate::source::{Label, Severity};

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "DK206",
        name: "mixed-serial-graph",
        severity: Severity::Warning,
        refused: false,
        summary: "A step without `depends_on` stands below one that has it.",
        why: "With one `depends_on` anywhere, the order of the file no longer counts: a step without one starts as soon as the repository is there, not after the step above it. Say so with `depends_on: [clone]`, or name the step it must wait for.",
        official: "Starts the step right after the clone step, in parallel with others.",
        fix: Fixable::Unsafe,
        bad: "steps:
- name: build
  image: golang:1.22
  commands: [go build]
- name: test
  image: golang:1.22
  commands: [go test]
  depends_on: [build]
- name: «deploy»
  image: golang:1.22
  commands: [./deploy.sh]
",
        good: "steps:
- name: build
  image: golang:1.22
  commands: [go build]
- name: test
  image: golang:1.22
  commands: [go test]
  depends_on: [build]
- name: deploy
  image: golang:1.22
  commands: [./deploy.sh]
  depends_on: [test]
",
        check: Check::Pipeline(mixed),
    },
    Rule {
        id: "DK214",
        name: "unreachable-step",
        severity: Severity::Warning,
        refused: false,
        summary: "A step never runs, because one before it always ends the pipeline.",
        why: "After a step with exit code 78 all further steps are skipped, and after any other code but 0 those that want success are.",
        official: "Skips the step.",
        fix: Fixable::No,
        bad: "steps:
- name: stop
  image: alpine:3.20
  commands: [exit 78]
- name: «build»
  image: golang:1.22
  commands: [go build]
",
        good: "steps:
- name: stop
  image: alpine:3.20
  commands: [test -f go.mod || exit 78]
- name: build
  image: golang:1.22
  commands: [go build]
",
        check: Check::Pipeline(unreachable),
    },
    Rule {
        id: "DK215",
        name: "only-on-failure-first",
        severity: Severity::Warning,
        refused: false,
        summary: "A step that runs after a failure starts before anything can have failed.",
        why: "Whether a step with `status: [failure]` runs is decided once, when it starts. Where nothing but the clone step comes before it, it is skipped in nearly every build. In a pipeline with `depends_on` it must name the steps whose failure it is about.",
        official: "Skips the step, unless the clone step failed.",
        fix: Fixable::No,
        bad: "steps:
- name: notify
  image: alpine:3.20
  commands: [./notify.sh]
  when:
    status: «[failure]»
- name: build
  image: golang:1.22
  commands: [go build]
",
        good: "steps:
- name: build
  image: golang:1.22
  commands: [go build]
- name: notify
  image: alpine:3.20
  commands: [./notify.sh]
  when:
    status: [failure]
",
        check: Check::Pipeline(failure_first),
    },
];

/// Whether some step has a `depends_on`, so that the order of the file does not count.
fn is_graph(pipeline: &Pipeline) -> bool {
    let mut all = pipeline.services.iter().chain(&pipeline.steps);
    all.any(|step| !step.depends_on.is_empty())
}

/// How many steps are looked at above another.
const FAR: usize = 200;

/// Steps without `depends_on` below one that has it.
fn mixed(cx: &mut Context<'_>, pipeline: &Pipeline) {
    let service = pipeline
        .services
        .iter()
        .find(|service| !service.depends_on.is_empty());
    if !is_graph(pipeline) {
        return;
    }
    for (at, step) in pipeline.steps.iter().enumerate() {
        if !step.depends_on.is_empty()
            || step.detach.value
            || step.name.is_empty()
            || policy(&step.when) == Policy::OnFailure
        {
            continue;
        }
        // Steps for other events or branches begin an order of their own.
        let above = || {
            let all = pipeline.steps.iter().take(at).rev().take(FAR);
            all.filter(|other| !is_apart(&other.when, &step.when))
        };
        let Some(previous) = above().next() else {
            continue;
        };
        let Some(with_list) = above()
            .find(|other| !other.depends_on.is_empty())
            .or(service)
        else {
            continue;
        };
        let message = format!(
            "`{}` has no `depends_on` and starts at once, in parallel with the steps above",
            step.name
        );
        let edit = raw::flow_item(&previous.name).and_then(|name| {
            let text = format!("depends_on: [{name}]");
            raw::after_name(cx.file.source, step.name.span, &text)
        });
        let start = if pipeline.clone.disable.value {
            String::new()
        } else {
            format!("; `depends_on: [{CLONE}]` says that it is meant to start at once")
        };
        let problem = cx.report(step.name.span, message);
        problem.help = Some(format!("name the steps it must wait for{start}"));
        problem.labels.push(Label {
            span: with_list.name.span,
            text: "has `depends_on`, so the order of the file does not count".to_owned(),
        });
        if let Some(edit) = edit {
            let title = format!("let it wait for `{}`", previous.name);
            problem.set_fix(false, title, [edit]);
        }
    }
}

/// The first step that never runs, in a pipeline whose steps run one after the other.
fn unreachable(cx: &mut Context<'_>, pipeline: &Pipeline) {
    if is_graph(pipeline) {
        return;
    }
    let Some((at, step, exit, code)) = pipeline.steps.iter().enumerate().find_map(|(at, step)| {
        let (exit, code) = always_ends(step)?;
        Some((at, step, exit, code))
    }) else {
        return;
    };
    let mut after = pipeline.steps.iter().skip(at + 1);
    let Some(skipped) = after.find(|step| match policy(&step.when) {
        Policy::OnSuccess => true,
        // A command before the `exit` may fail.
        Policy::OnFailure | Policy::Always | Policy::Unclear => false,
    }) else {
        return;
    };
    let message = format!(
        "`{}` never runs: `{}` always ends with exit code {code}",
        skipped.name, step.name
    );
    let problem = cx.report(skipped.name.span, message);
    problem.labels.push(Label {
        span: exit,
        text: "always reached".to_owned(),
    });
    problem.help = Some(format!(
        "put a condition before the `exit {code}`, or remove it"
    ));
}

/// The command by which a step always ends the pipeline: a plain `exit`, with nothing that could
/// leave the script before it but a failure.
fn always_ends(step: &Step) -> Option<(crate::source::Span, u32)> {
    let is_script = step.entrypoint.is_empty() && step.command.is_empty();
    let is_always = step.when == crate::manifest::Conditions::default();
    if !is_script || !is_always || step.detach.value {
        return None;
    }
    for command in &step.commands {
        let text = command.trim();
        if let Some(code) = text.strip_prefix("exit ") {
            let code = code.trim().parse().ok()?;
            let counts = code == 78 || (code != 0 && step.failure.is_empty());
            return counts.then_some((command.span, code));
        }
        // Whatever may end the script well, or swallow the `exit` below.
        let ends = [
            "exit", "exec", "<<", "trap", "return", "if ", "case ", "for ", "while ", "{", "\\",
        ];
        if ends.iter().any(|word| text.contains(word)) {
            return None;
        }
    }
    None
}

/// Steps for a failure before which nothing can fail.
fn failure_first(cx: &mut Context<'_>, pipeline: &Pipeline) {
    // A pipeline that runs after the failure of another may see its status.
    if !pipeline.trigger.status.is_empty() || !pipeline.depends_on.is_empty() {
        return;
    }
    let graph = is_graph(pipeline);
    let mut harmless: HashSet<&str> = HashSet::from([CLONE]);
    harmless.extend(pipeline.services.iter().map(|step| step.name.as_str()));
    let mut told = HashSet::new();
    for step in &pipeline.steps {
        let only_harmless = !graph
            || step
                .depends_on
                .iter()
                .all(|name| harmless.contains(name.as_str()));
        let is_skipped = only_harmless && policy(&step.when) == Policy::OnFailure;
        if is_skipped && told.insert(step.when.status.span) {
            let nothing = if pipeline.clone.disable.value {
                "nothing can"
            } else {
                "nothing but the clone step can"
            };
            let message = format!(
                "`{}` waits for a failure, but starts when {nothing} have failed",
                step.name
            );
            let problem = cx.report(step.when.status.span, message);
            problem.help = Some(if graph {
                "name the steps whose failure it is about in its `depends_on`".to_owned()
            } else {
                "move it behind the steps whose failure it is about".to_owned()
            });
        }
        if step.detach.value || is_skipped {
            harmless.insert(&step.name);
        } else if !graph {
            // From here on something can have failed.
            break;
        }
    }
}
