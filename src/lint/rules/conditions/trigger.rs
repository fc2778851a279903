//! Steps against the trigger of their pipeline.

use std::collections::{BTreeSet, HashMap, HashSet};

use super::walk::{Place, Written, keys, places, words, written};
use crate::lint::rule::{Check, Context, Fixable, Rule};
use crate::lint::rules::graph::raw;
use crate::manifest::{Condition, Conditions};
use crate::source::{Label, Severity, Span, Spanned};

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "DK306",
        name: "shadowed-by-trigger",
        severity: Severity::Warning,
        refused: false,
        summary: "A step wants what the pipeline's trigger keeps out.",
        why: "The trigger decides first. If it wants other events or branches than the step does, the step never runs.",
        official: "Skips the step in every build.",
        fix: Fixable::No,
        bad: "trigger:
  event: [push]
steps:
- name: build
  image: golang:1.22
  commands: [go build]
- name: release
  image: golang:1.22
  commands: [./release.sh]
  when:
    event: [«tag»]
",
        good: "trigger:
  event: [push, tag]
steps:
- name: build
  image: golang:1.22
  commands: [go build]
- name: release
  image: golang:1.22
  commands: [./release.sh]
  when:
    event: [tag]
",
        check: Check::File(shadowed),
    },
    Rule {
        id: "DK307",
        name: "redundant-condition",
        severity: Severity::Info,
        refused: false,
        summary: "A condition of a step says what holds anyway.",
        why: "Steps run after success if they have no `status`, and a pipeline only runs if its trigger holds. Such a condition changes nothing.",
        official: "Compares it all the same.",
        fix: Fixable::Safe,
        bad: "steps:
- name: build
  image: golang:1.22
  commands: [go build]
  when:
    event: [push]
    «status»: [success]
",
        good: "steps:
- name: build
  image: golang:1.22
  commands: [go build]
  when:
    event: [push]
",
        check: Check::File(redundant),
    },
];

/// The pattern of a step that can never match what the trigger lets through.
fn clash<'s>(step: &'s Condition, trigger: &Condition) -> Option<&'s Spanned<String>> {
    let wanted = words(&step.include)?;
    let let_in = words(&trigger.include)?;
    let is_disjoint = !wanted.is_empty()
        && !let_in.is_empty()
        && !wanted.iter().any(|word| let_in.contains(word));
    let kept_out: HashSet<&str> = trigger.exclude.iter().map(|text| text.as_str()).collect();
    let is_kept_out = !wanted.is_empty() && wanted.iter().all(|word| kept_out.contains(word));
    if is_disjoint || is_kept_out {
        return step.include.first();
    }
    let excluded: HashSet<&str> = step.exclude.iter().map(|text| text.as_str()).collect();
    let is_all_excluded = !let_in.is_empty() && let_in.iter().all(|word| excluded.contains(word));
    step.exclude.first().filter(|_| is_all_excluded)
}

/// Whether no build meets both conditions, as far as their words tell.
pub(in crate::lint::rules) fn is_apart(one: &Conditions, other: &Conditions) -> bool {
    let pairs = keys(one).into_iter().zip(keys(other));
    pairs
        .filter(|((key, _), _)| !matches!(*key, "status" | "paths" | "action"))
        .any(|((_, one), (_, other))| clash(one, other).is_some())
}

/// Steps that the trigger never lets run.
fn shadowed(cx: &mut Context<'_>) {
    let mut told = HashSet::new();
    for place in places(cx.file) {
        let (Some(step), trigger) = (place.step, &place.pipeline.trigger) else {
            continue;
        };
        if place.conditions.span.is_empty() || trigger.span.is_empty() {
            continue;
        }
        let pairs = keys(place.conditions).into_iter().zip(keys(trigger));
        for ((key, own), (_, of_trigger)) in pairs {
            if own.is_empty() || matches!(key, "status" | "paths" | "action") {
                continue;
            }
            let Some(pattern) = clash(own, of_trigger).filter(|pattern| told.insert(pattern.span))
            else {
                continue;
            };
            let message = format!(
                "`{}` never runs: the trigger of the pipeline wants another `{key}`",
                step.name
            );
            let problem = cx.report(pattern.span, message);
            problem.help = Some("remove the step, or let the trigger have it too".to_owned());
            let mut all = of_trigger.include.iter().chain(&of_trigger.exclude);
            if let Some(first) = all.next() {
                problem.labels.push(Label {
                    span: first.span,
                    text: "the trigger".to_owned(),
                });
            }
        }
    }
}

/// Whether two conditions are written alike.
fn is_same(one: &Condition, other: &Condition) -> bool {
    let set = |list: &[Spanned<String>]| -> BTreeSet<String> {
        list.iter().map(|text| text.value.clone()).collect()
    };
    !one.is_empty()
        && one.include.len() == other.include.len()
        && one.exclude.len() == other.exclude.len()
        && set(&one.include) == set(&other.include)
        && set(&one.exclude) == set(&other.exclude)
}

/// Conditions without effect. Those that several steps share are left alone.
fn redundant(cx: &mut Context<'_>) {
    let mut tables: Option<HashMap<Span, Written<'_>>> = None;
    for place in places(cx.file) {
        let Place { conditions, .. } = place;
        if place.step.is_none() || conditions.span.is_empty() {
            continue;
        }
        let status = &conditions.status;
        let is_default = status.exclude.is_empty()
            && status.include.len() == 1
            && status.include.iter().all(|word| word.value == "success");
        let pairs = keys(conditions)
            .into_iter()
            .zip(keys(&place.pipeline.trigger));
        for ((key, own), (_, of_trigger)) in pairs {
            let is_status = key == "status" && is_default;
            let is_trigger = !matches!(key, "status" | "paths") && is_same(own, of_trigger);
            if !is_status && !is_trigger {
                continue;
            }
            let file = cx.file;
            let tables = tables.get_or_insert_with(|| {
                let all = written(file).into_iter();
                all.map(|written| (written.table.span(), written)).collect()
            });
            let Some(written) = tables.get(&conditions.span) else {
                continue;
            };
            let Some(pair) = written.table.get(key).filter(|_| !written.table.shared) else {
                continue;
            };
            // The server alone looks at the trigger, so only a status can go without a thought.
            let lines = is_status.then(|| written.removal(file, pair)).flatten();
            let message = if is_status {
                "`status: success` is what holds without a `status`".to_owned()
            } else {
                format!("the trigger of the pipeline has the same `{key}`")
            };
            report(cx, pair, message, lines);
        }
    }
}

fn report(cx: &mut Context<'_>, pair: raw::Pair<'_>, message: String, lines: Option<Span>) {
    let problem = cx.report(pair.key_span, message);
    problem.help = Some("it can be removed".to_owned());
    if let Some(span) = lines {
        problem.set_fix(true, "remove it", [(span, String::new())]);
    }
}
