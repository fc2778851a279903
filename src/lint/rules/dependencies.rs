//! `depends_on` of steps and services.

use std::collections::HashSet;

use super::super::Context;
use super::steps::CLONE;
use crate::manifest::Step;
use crate::source::Spanned;

/// What is wrong with an item of `depends_on`.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Wrong {
    Itself,
    DisabledClone,
    Later,
    Unknown,
}

/// All wrong items. The official linter knows the clone step, then services, then steps, and of
/// these only what comes before.
fn wrong<'p>(cx: &Context<'p>) -> Vec<(&'p Step, &'p Spanned<String>, Wrong)> {
    let pipeline = cx.pipeline;
    let all = || pipeline.services.iter().chain(&pipeline.steps);
    let declared: HashSet<&str> = all().map(|step| step.name.as_str()).collect();
    let mut before: HashSet<&str> = HashSet::new();
    if !pipeline.clone.disable.value {
        before.insert(CLONE);
    }
    let mut found = Vec::new();
    for step in all() {
        for dependency in &step.depends_on {
            let name = dependency.as_str();
            let wrong = if name == step.name.value {
                Wrong::Itself
            } else if before.contains(name) {
                continue;
            } else if declared.contains(name) {
                Wrong::Later
            } else if name == CLONE {
                Wrong::DisabledClone
            } else {
                Wrong::Unknown
            };
            found.push((step, dependency, wrong));
        }
        before.insert(&step.name);
    }
    found
}

/// Reports all items with one fault.
fn report(cx: &mut Context<'_>, fault: Wrong, words: impl Fn(&Step, &str) -> (String, String)) {
    for (step, dependency, wrong) in wrong(cx) {
        if wrong != fault {
            continue;
        }
        let (message, help) = words(step, dependency);
        let problem = cx.report(dependency.span, message);
        problem.help = Some(help);
        problem.official = Some(if wrong == Wrong::Itself {
            format!("linter: cyclical step dependency detected: {dependency}")
        } else {
            format!(
                "linter: unknown step dependency detected: {} references {dependency}",
                step.name
            )
        });
    }
}

/// No such step.
pub(super) fn unknown(cx: &mut Context<'_>) {
    report(cx, Wrong::Unknown, |step, name| {
        (
            format!("`{}` depends on `{name}`, but there is no such step or service", step.name),
            "check the spelling; names of other pipelines belong into the pipeline's own `depends_on`"
                .to_owned(),
        )
    });
}

/// A step further down, or a service that depends on a step.
pub(super) fn forward(cx: &mut Context<'_>) {
    report(cx, Wrong::Later, |step, name| {
        (
            format!(
                "`{}` depends on `{name}`, which is declared later",
                step.name
            ),
            format!(
                "move `{name}` before `{}`; services come before all steps",
                step.name
            ),
        )
    });
}

/// The step itself.
pub(super) fn on_itself(cx: &mut Context<'_>) {
    report(cx, Wrong::Itself, |step, _| {
        (
            format!("`{}` depends on itself", step.name),
            "remove it from the list".to_owned(),
        )
    });
}

/// The clone step when there is none.
pub(super) fn on_disabled_clone(cx: &mut Context<'_>) {
    report(cx, Wrong::DisabledClone, |step, _| {
        (
            format!(
                "`{}` depends on the clone step, which is disabled",
                step.name
            ),
            "remove it from the list, or remove `clone.disable`".to_owned(),
        )
    });
}
