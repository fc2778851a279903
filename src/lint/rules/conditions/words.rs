//! Events and statuses that do not exist.

use super::walk::{Pattern, is_glob, patterns};
use crate::lint::nearest;
use crate::lint::rule::{Check, Context, Fixable, Rule};
use crate::source::Severity;

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "DK303",
        name: "unknown-event",
        severity: Severity::Error,
        refused: false,
        summary: "A condition names an event that does not exist.",
        why: "It never matches. The events are push, pull_request, tag, promote, rollback, cron and custom.",
        official: "Compares it as text, so that it never matches.",
        fix: Fixable::Safe,
        bad: "steps:
- name: build
  image: golang:1.22
  commands: [go build]
  when:
    event: [push, «pull-request»]
",
        good: "steps:
- name: build
  image: golang:1.22
  commands: [go build]
  when:
    event: [push, pull_request]
",
        check: Check::File(events),
    },
    Rule {
        id: "DK304",
        name: "unknown-status",
        severity: Severity::Error,
        refused: false,
        summary: "A condition names a status other than `success` and `failure`.",
        why: "There are only these two. A step with any other word runs only after success, as if it had no condition. For a step that always runs, name both.",
        official: "Compares it as text, so that it never matches.",
        fix: Fixable::Safe,
        bad: "steps:
- name: build
  image: golang:1.22
  commands: [go build]
- name: notify
  image: alpine:3.20
  commands: [./notify.sh]
  when:
    status: [«failed»]
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
        check: Check::File(statuses),
    },
];

/// All events of Drone.
pub(super) const EVENTS: [&str; 7] = [
    "push",
    "pull_request",
    "tag",
    "promote",
    "rollback",
    "cron",
    "custom",
];

/// A word that stands for another, and whether it certainly does.
fn meant_event(word: &str) -> Option<(&'static str, bool)> {
    match word.to_ascii_lowercase().as_str() {
        "pr" | "prs" | "pull" | "pull-request" | "pull_requests" | "pull-requests"
        | "pullrequest" | "pullrequests" | "pull request" | "merge_request" | "merge-request" => {
            Some(("pull_request", true))
        }
        "deployment" | "deploy" | "promotion" => Some(("promote", false)),
        "schedule" | "scheduled" | "crontab" => Some(("cron", false)),
        "release" => Some(("tag", false)),
        "manual" | "api" => Some(("custom", false)),
        other => nearest(other, EVENTS).map(|meant| (meant, true)),
    }
}

fn events(cx: &mut Context<'_>) {
    let found = patterns(cx.file);
    let is_wrong = |pattern: &&Pattern<'_>| {
        let word = pattern.text.as_str();
        pattern.key == "event" && !word.is_empty() && !EVENTS.contains(&word) && !is_glob(word)
    };
    for pattern in found.iter().filter(is_wrong) {
        let word = pattern.text.as_str();
        let meant = meant_event(word);
        let has = |meant: &str| {
            let all = pattern
                .condition
                .include
                .iter()
                .chain(&pattern.condition.exclude);
            all.clone().any(|other| other.value == meant)
        };
        let message = format!("there is no event `{word}`, so this never matches");
        let problem = cx.report(pattern.text.span, message);
        problem.help = Some(match meant {
            Some((meant, _)) => format!("did you mean `{meant}`?"),
            None => format!("the events are {}", EVENTS.join(", ")),
        });
        if let Some((meant, safe)) = meant.filter(|(meant, _)| !has(meant)) {
            let edit = (pattern.text.span, meant.to_owned());
            problem.set_fix(safe, format!("write `{meant}`"), [edit]);
        }
    }
}

/// What the author of a status certainly meant.
fn meant_status(word: &str) -> Option<&'static str> {
    match word.to_ascii_lowercase().as_str() {
        "fail" | "failed" | "failing" | "fails" | "failures" | "error" | "errored" => {
            Some("failure")
        }
        "succeeded" | "successful" | "passed" | "pass" | "ok" => Some("success"),
        other => nearest(other, ["success", "failure"]),
    }
}

fn statuses(cx: &mut Context<'_>) {
    for pattern in patterns(cx.file) {
        let word = pattern.text.as_str();
        if pattern.key != "status"
            || word.is_empty()
            || matches!(word, "success" | "failure")
            || is_glob(word)
        {
            continue;
        }
        let list = if pattern.is_exclude {
            &pattern.condition.exclude
        } else {
            &pattern.condition.include
        };
        let has = |wanted: &str| list.iter().any(|other| other.value == wanted);
        let is_always = matches!(word, "always" | "all" | "any") && !pattern.is_exclude;
        // `[success, failure, changed]` does what its author wants all the same.
        let is_harmless = has("success") && has("failure");
        let is_flow = cx.text(pattern.condition.span).starts_with('[');
        let is_scalar = pattern.condition.span == pattern.text.span;
        let both = if is_scalar {
            Some("[success, failure]")
        } else if is_flow {
            Some("success, failure")
        } else {
            None
        };
        let fix = if is_always {
            both.filter(|_| list.len() == 1)
        } else {
            meant_status(word).filter(|meant| !has(meant))
        };
        let message = format!("there is no status `{word}`, so this never matches");
        let problem = cx.report(pattern.text.span, message);
        if is_harmless {
            problem.severity = Severity::Warning;
        }
        problem.help = Some(match meant_status(word) {
            _ if is_harmless => "remove it: both statuses are in the list".to_owned(),
            _ if is_always => "name both: `[success, failure]`".to_owned(),
            Some(meant) => format!("did you mean `{meant}`?"),
            None => "the statuses are `success` and `failure`".to_owned(),
        });
        if let Some(fix) = fix {
            let edit = (pattern.text.span, fix.to_owned());
            problem.set_fix(true, format!("write `{fix}`"), [edit]);
        }
    }
}
