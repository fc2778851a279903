//! Conditions that can never hold.

use std::collections::HashSet;

use super::walk::{Place, is_glob, keys, places, words};
use crate::lint::rule::{Check, Context, Fixable, Rule};
use crate::lint::rules::graph::raw;
use crate::manifest::{Condition, Conditions};
use crate::source::{Label, Severity, Span, Spanned};

pub(super) const RULES: &[Rule] = &[Rule {
    id: "DK305",
    name: "never-matches",
    severity: Severity::Error,
    refused: false,
    summary: "Conditions that can never hold together.",
    why: "Some facts belong to some events only: a build for a push or a tag has no cron name and no target, the reference of a tag begins with `refs/tags/`. What is in `exclude` is out even if `include` names it. The step or pipeline never runs.",
    official: "Skips the step or pipeline in every build.",
    fix: Fixable::No,
    bad: "steps:
- name: build
  image: golang:1.22
  commands: [go build]
  when:
    event: [push]
    cron: [«nightly»]
",
    good: "steps:
- name: build
  image: golang:1.22
  commands: [go build]
  when:
    event: [cron]
    cron: [nightly]
",
    check: Check::File(never),
}];

/// Names of branches that nobody gives to a tag.
const BRANCHES: [&str; 6] = ["main", "master", "develop", "development", "dev", "trunk"];
/// Actions that only pull requests have.
const ACTIONS: [&str; 9] = [
    "open",
    "opened",
    "close",
    "closed",
    "sync",
    "synchronize",
    "synchronized",
    "reopened",
    "merged",
];

/// Why conditions never hold.
struct Clash {
    span: Span,
    message: String,
    help: String,
    /// Whether it is the event that does not fit.
    event: bool,
    /// Whether some server may see it otherwise.
    unsure: bool,
}

fn never(cx: &mut Context<'_>) {
    let mut told = HashSet::new();
    for place in places(cx.file) {
        let conditions = place.conditions;
        if conditions.span.is_empty() {
            continue;
        }
        let event = conditions.event.include.first().map(|pattern| pattern.span);
        let found = excluded(place)
            .into_iter()
            .chain(by_event(place.owner, conditions))
            .chain(branch_of_tag(place.owner, conditions))
            .chain(by_form(place.owner, conditions));
        for clash in found {
            if !told.insert(clash.span) {
                continue;
            }
            let problem = cx.report(clash.span, clash.message);
            problem.help = Some(clash.help);
            if clash.unsure {
                problem.severity = Severity::Warning;
            }
            if let Some(span) = event.filter(|_| clash.event) {
                problem.labels.push(Label {
                    span,
                    text: "only for such builds".to_owned(),
                });
            }
        }
    }
}

/// What is included and excluded alike. A status that never matches has another meaning.
fn excluded(place: Place<'_>) -> Vec<Clash> {
    let mut found = Vec::new();
    for (key, condition) in keys(place.conditions) {
        if matches!(key, "status" | "paths") || condition.exclude.is_empty() {
            continue;
        }
        let all = condition.exclude.iter();
        let everything = all.clone().find(|pattern| pattern.value == "**");
        let excludes: HashSet<&str> = all.map(|pattern| pattern.as_str()).collect();
        let is_out = |pattern: &Spanned<String>| {
            let text = pattern.as_str();
            let is_single = !is_glob(text) && !text.contains('/') && excludes.contains("*");
            !raw::is_template(text) && (excludes.contains(text) || is_single)
        };
        let is_all_out = !condition.include.is_empty() && condition.include.iter().all(is_out);
        let Some(span) = everything
            .or_else(|| condition.exclude.first().filter(|_| is_all_out))
            .map(|pattern| pattern.span)
        else {
            continue;
        };
        found.push(Clash {
            span,
            message: format!(
                "`{}.{key}` excludes all that it includes, so it never matches",
                place.owner
            ),
            help: "take it out of `exclude`, or remove the step".to_owned(),
            event: false,
            unsure: false,
        });
    }
    found
}

/// Whether all builds have one of these events. Not known if there is a pattern among the events.
fn only(conditions: &Conditions, events: &[&str]) -> bool {
    words(&conditions.event.include)
        .is_some_and(|own| !own.is_empty() && own.iter().all(|event| events.contains(event)))
}

/// The first pattern of a condition that wants some value: one that nothing does not match.
fn wants_value(condition: &Condition) -> Option<&Spanned<String>> {
    let matches_nothing = |pattern: &Spanned<String>| {
        matches!(pattern.as_str(), "" | "*" | "**") || raw::is_template(pattern)
    };
    let first = condition.include.first()?;
    (!condition.include.iter().any(matches_nothing)).then_some(first)
}

/// The first pattern, if all of them hold a prefix.
fn all_begin<'c>(condition: &'c Condition, prefix: &str) -> Option<&'c Spanned<String>> {
    let first = condition.include.first()?;
    let all = condition.include.iter();
    all.clone()
        .all(|pattern| pattern.starts_with(prefix))
        .then_some(first)
}

/// What no build with one of the wanted events has.
fn by_event(owner: &str, conditions: &Conditions) -> Vec<Clash> {
    let mut found = Vec::new();
    let mut add = |pattern: Option<&Spanned<String>>, key: &str, why: &str, help: &str| {
        if let Some(pattern) = pattern {
            found.push(Clash {
                span: pattern.span,
                message: format!("`{owner}.{key}` never matches: {why}"),
                help: help.to_owned(),
                event: true,
                unsure: false,
            });
        }
    };
    if only(conditions, &["push", "pull_request", "tag"]) {
        let cron = wants_value(&conditions.cron);
        add(
            cron,
            "cron",
            "only builds with the event `cron` have a cron name",
            "add `cron` to `event`",
        );
        let target = wants_value(&conditions.target);
        add(
            target,
            "target",
            "only builds with the event `promote` or `rollback` have a target",
            "add `promote` to `event`; for branches use `branch`",
        );
    }
    if only(conditions, &["tag"]) {
        let heads = all_begin(&conditions.reference, "refs/heads/")
            .or_else(|| all_begin(&conditions.reference, "refs/pull/"));
        add(
            heads,
            "ref",
            "the reference of a tag begins with `refs/tags/`",
            "use `refs/tags/**`",
        );
    }
    if only(conditions, &["push", "pull_request", "cron"]) {
        let tags = all_begin(&conditions.reference, "refs/tags/");
        add(
            tags,
            "ref",
            "only a tag has such a reference",
            "add `tag` to `event`",
        );
    }
    if only(conditions, &["push", "cron"]) {
        let pulls = all_begin(&conditions.reference, "refs/pull/");
        add(
            pulls,
            "ref",
            "only a pull request has such a reference",
            "add `pull_request` to `event`",
        );
    }
    if only(conditions, &["push", "tag", "cron"]) {
        let is_action = |names: Vec<&str>| names.iter().all(|name| ACTIONS.contains(name));
        let action = words(&conditions.action.include)
            .is_some_and(is_action)
            .then(|| conditions.action.include.first())
            .flatten();
        add(
            action,
            "action",
            "only pull requests have such an action",
            "add `pull_request` to `event`",
        );
    }
    found
}

/// A branch for tags alone. GitHub tells the branch of a tag, if the tag was pushed together with
/// the tip of the branch; others do not.
fn branch_of_tag(owner: &str, conditions: &Conditions) -> Option<Clash> {
    let names = words(&conditions.branch.include)?;
    let first = conditions.branch.include.first()?;
    let is_branch = names.iter().all(|name| BRANCHES.contains(name));
    (is_branch && only(conditions, &["tag"])).then(|| Clash {
        span: first.span,
        message: format!(
            "`{owner}.branch` hardly ever matches: most tags are on no branch for the server"
        ),
        help: "remove `branch`; only GitHub tells the branch of a tag, and not always".to_owned(),
        event: true,
        unsure: true,
    })
}

/// What has not the form of the value that it is compared with.
fn by_form(owner: &str, conditions: &Conditions) -> Vec<Clash> {
    let mut found = Vec::new();
    let repo = &conditions.repo.include;
    let has_no_owner = |text: &Spanned<String>| {
        !text.contains('/') && text.value != "**" && !raw::is_template(text) && !text.is_empty()
    };
    if let Some(first) = repo.first().filter(|_| repo.iter().all(has_no_owner)) {
        found.push(Clash {
            span: first.span,
            message: format!("`{owner}.repo` never matches: it is compared with `owner/name`"),
            help: format!("write `owner/{first}`, or `*/{first}` for any owner"),
            event: false,
            unsure: false,
        });
    }
    let reference = &conditions.reference.include;
    let is_bare = |text: &Spanned<String>| {
        !text.is_empty() && !is_glob(text) && !raw::is_template(text) && !text.starts_with("refs/")
    };
    if let Some(first) = reference.first().filter(|_| reference.iter().all(is_bare)) {
        found.push(Clash {
            span: first.span,
            message: format!("`{owner}.ref` never matches: it is compared with the full reference"),
            help: format!("write `refs/heads/{first}`, or use `branch`"),
            event: false,
            unsure: true,
        });
    }
    found
}
