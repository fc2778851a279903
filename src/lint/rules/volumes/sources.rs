//! What a volume is made of.

use std::collections::HashMap;

use super::tree::{At, Pair};
use crate::lint::rule::{Check, Context, Fixable, Rule};
use crate::manifest::{Pipeline, Volume};
use crate::source::{Label, Severity, Span};

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "DK403",
        name: "volume-without-source",
        severity: Severity::Error,
        refused: false,
        summary: "A volume does not say what it is made of.",
        why: "`temp:` with nothing after it is no volume at all: write `temp: {}`.",
        official: "Leaves the volume and all its mounts out without a word.",
        fix: Fixable::Safe,
        bad: "volumes:
- name: cache
  «temp»:
steps:
- name: build
  image: golang:1.22
  commands: [go build]
  volumes:
  - name: cache
    path: /root/.cache
",
        good: GOOD,
        check: Check::Pipeline(none),
    },
    Rule {
        id: "DK404",
        name: "several-sources",
        severity: Severity::Error,
        refused: false,
        summary: "A volume has more than one source.",
        why: "Only one of them counts, whatever their order: the first of temp, host, claim, config_map and secret.",
        official: "Takes that one and ignores the others.",
        fix: Fixable::No,
        bad: "volumes:
- name: cache
  temp: {}
  «claim»:
    name: go-cache
steps:
- name: build
  image: golang:1.22
  commands: [go build]
  volumes:
  - name: cache
    path: /root/.cache
",
        good: GOOD,
        check: Check::Pipeline(several),
    },
];

const GOOD: &str = "volumes:
- name: cache
  temp: {}
steps:
- name: build
  image: golang:1.22
  commands: [go build]
  volumes:
  - name: cache
    path: /root/.cache
";

/// The keys of sources; the first one that is there counts.
const SOURCES: [&str; 5] = ["temp", "host", "claim", "config_map", "secret"];

/// The items of `volumes` by their places.
pub(super) fn items<'a>(cx: &Context<'a>, pipeline: &Pipeline) -> HashMap<Span, At<'a>> {
    let list = At::pipeline(cx, pipeline).and_then(|root| root.get("volumes"));
    list.map(|list| list.value.items())
        .unwrap_or_default()
        .into_iter()
        .map(|item| (item.span(), item))
        .collect()
}

/// The sources a volume has, as the names of their keys.
fn sources(volume: &Volume) -> impl Iterator<Item = &'static str> {
    let is_there = [
        volume.temp.is_some(),
        volume.host.is_some(),
        volume.claim.is_some(),
        volume.config_map.is_some(),
        volume.secret.is_some(),
    ];
    SOURCES
        .into_iter()
        .zip(is_there)
        .filter_map(|(key, is_there)| is_there.then_some(key))
}

/// Volumes without a source.
fn none(cx: &mut Context<'_>, pipeline: &Pipeline) {
    if pipeline
        .volumes
        .iter()
        .all(|volume| volume.source().is_some())
    {
        return;
    }
    let items = items(cx, pipeline);
    for volume in &pipeline.volumes {
        if volume.source().is_some() {
            continue;
        }
        let written: Vec<Pair<'_>> = items
            .get(&volume.span)
            .into_iter()
            .flat_map(|item| SOURCES.iter().filter_map(|key| item.get(key)))
            .collect();
        // A source of the wrong type was reported when the file was read.
        if written.iter().any(|pair| !pair.value.is_null()) {
            continue;
        }
        let Some(pair) = written.first() else {
            let problem = cx.report(
                volume.name.span,
                "this volume does not say what it is made of",
            );
            problem.help = Some(
                "add `temp: {}` for an empty folder; `host`, `claim`, `config_map` and `secret` are possible too"
                    .to_owned(),
            );
            continue;
        };
        let key = pair.key.text().unwrap_or_default();
        let message = format!("nothing stands after `{key}:`, which makes it no volume at all");
        let edit = (key == "temp").then(|| braces(cx, *pair)).flatten();
        let problem = cx.report(pair.key.span(), message);
        if key != "temp" {
            problem.help = Some(format!("write below `{key}:` which one is meant"));
            continue;
        }
        problem.help = Some("write `temp: {}`".to_owned());
        if let Some(edit) = edit {
            problem.set_fix(true, "write `temp: {}`", [edit]);
        }
    }
}

/// How to put `{}` after a key.
fn braces(cx: &Context<'_>, pair: Pair<'_>) -> Option<(Span, String)> {
    let value = pair.value.written();
    if value != pair.value.span() {
        return None;
    }
    if !value.is_empty() {
        return Some((value, "{}".to_owned()));
    }
    let key = pair.key.written();
    let rest = cx.file.source.text().get(key.end as usize..)?;
    let colon = rest.len() - rest.trim_start_matches(' ').len();
    if !rest.get(colon..)?.starts_with(':') {
        return None;
    }
    let at = key.end + crate::source::offset(colon) + 1;
    // An anchor or tag may stand between the colon and the nothing.
    let next = rest.get(colon + 1..)?.trim_start_matches(' ');
    let is_nothing = next.is_empty() || next.starts_with(['\r', '\n', '#', '}', ',']);
    is_nothing.then(|| (Span::new(at, at), " {}".to_owned()))
}

/// Volumes with more than one source.
fn several(cx: &mut Context<'_>, pipeline: &Pipeline) {
    if pipeline
        .volumes
        .iter()
        .all(|volume| sources(volume).count() < 2)
    {
        return;
    }
    let items = items(cx, pipeline);
    for volume in &pipeline.volumes {
        let mut sources = sources(volume);
        let Some(winner) = sources.next() else {
            continue;
        };
        let item = items.get(&volume.span);
        let place = |key| item.and_then(|item| item.key_span(key));
        for loser in sources {
            let span = place(loser).unwrap_or(volume.name.span);
            let message = format!("`{loser}` is ignored, because the volume has `{winner}` too");
            let problem = cx.report(span, message);
            problem.labels.extend(place(winner).map(|span| Label {
                span,
                text: "this one counts".to_owned(),
            }));
            problem.help = Some("keep one of them; make two volumes if both are needed".to_owned());
        }
    }
}
