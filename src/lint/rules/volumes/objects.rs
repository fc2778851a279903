//! Volumes from objects of the cluster: claims, config maps and secrets.

use std::collections::HashSet;

use super::sources::items;
use super::tree::{At, add_key, is_open};
use crate::lint::rule::{Check, Context, Fixable, Rule};
use crate::lint::rules::pod::is_subdomain;
use crate::manifest::{ObjectVolume, Pipeline, Volume, VolumeSource};
use crate::source::{Severity, Span};

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "DK412",
        name: "default-mode-missing",
        severity: Severity::Warning,
        refused: false,
        summary: "A volume from a config map or secret has no `default_mode`.",
        why: "Kubernetes then gets the mode 0000 instead of its own default, and only root can read the files.",
        official: "Sends the mode 0.",
        fix: Fixable::Safe,
        bad: "volumes:
- name: settings
  «config_map»:
    name: build-settings
steps:
- name: build
  image: golang:1.22
  commands: [go build]
  volumes:
  - name: settings
    path: /etc/settings
",
        good: GOOD,
        check: Check::Pipeline(mode_missing),
    },
    Rule {
        id: "DK413",
        name: "default-mode-decimal",
        severity: Severity::Error,
        refused: false,
        summary: "A `default_mode` is written without its leading zero.",
        why: "`644` is then a decimal number, which is the mode 01204; Kubernetes takes 0 to 0777 only.",
        official: "Sends it, and the API server refuses the Pod.",
        fix: Fixable::Safe,
        bad: "volumes:
- name: settings
  config_map:
    name: build-settings
    default_mode: «644»
steps:
- name: build
  image: golang:1.22
  commands: [go build]
  volumes:
  - name: settings
    path: /etc/settings
",
        good: GOOD,
        check: Check::Pipeline(mode_decimal),
    },
    Rule {
        id: "DK416",
        name: "volume-ref-name",
        severity: Severity::Error,
        refused: false,
        summary: "A claim, config map or secret has a name that Kubernetes does not know.",
        why: "Names of objects are small letters, digits, `-` and `.`. With another name the Pod waits forever for what cannot exist, and without one it is refused.",
        official: "Sends it as it is.",
        fix: Fixable::No,
        bad: "volumes:
- name: cache
  claim:
    name: «go_cache»
steps:
- name: build
  image: golang:1.22
  commands: [go build]
  volumes:
  - name: cache
    path: /root/.cache
",
        good: "volumes:
- name: cache
  claim:
    name: go-cache
steps:
- name: build
  image: golang:1.22
  commands: [go build]
  volumes:
  - name: cache
    path: /root/.cache
",
        check: Check::Pipeline(name),
    },
];

const GOOD: &str = "volumes:
- name: settings
  config_map:
    name: build-settings
    default_mode: 0644
steps:
- name: build
  image: golang:1.22
  commands: [go build]
  volumes:
  - name: settings
    path: /etc/settings
";

/// The object a volume is made of, with the key it stands under.
fn object(volume: &Volume) -> Option<(&'static str, &ObjectVolume)> {
    match volume.source()? {
        VolumeSource::ConfigMap(object) => Some(("config_map", object)),
        VolumeSource::Secret(object) => Some(("secret", object)),
        _ => None,
    }
}

/// Objects without a mode.
fn mode_missing(cx: &mut Context<'_>, pipeline: &Pipeline) {
    let is_missing =
        |volume: &Volume| object(volume).is_some_and(|(_, object)| object.default_mode.is_none());
    if !pipeline.volumes.iter().any(is_missing) {
        return;
    }
    let items = items(cx, pipeline);
    for volume in pipeline.volumes.iter().filter(|volume| is_missing(volume)) {
        let Some((key, object)) = object(volume) else {
            continue;
        };
        let pair = items.get(&volume.span).and_then(|item| item.get(key));
        let span = pair.map_or(object.name.span, |pair| pair.key.span());
        let edit = pair.and_then(|pair| insert_mode(cx, pair.value));
        // A mode of the wrong type was reported when the file was read.
        if pair
            .and_then(|pair| pair.value.get("default_mode"))
            .is_some_and(|mode| !mode.value.is_null())
        {
            continue;
        }
        let problem = cx.report(
            span,
            format!("the files of `{}` have the mode 0000", volume.name),
        );
        problem.help = Some("add `default_mode: 0644`".to_owned());
        if let Some(edit) = edit {
            problem.set_fix(true, "add `default_mode: 0644`", [edit]);
        }
    }
}

/// How to add a mode to the mapping of an object.
fn insert_mode(cx: &Context<'_>, object: At<'_>) -> Option<(Span, String)> {
    const MODE: &str = "default_mode: 0644";
    if object.get("default_mode").is_some() || object.get("<<").is_some() {
        return None;
    }
    add_key(cx, object, object.get("name")?, MODE)
}

/// Modes that are no octal numbers.
fn mode_decimal(cx: &mut Context<'_>, pipeline: &Pipeline) {
    let mut seen: HashSet<Span> = HashSet::new();
    let modes = pipeline
        .volumes
        .iter()
        .filter_map(|volume| object(volume)?.1.default_mode);
    for mode in modes.filter(|mode| seen.insert(mode.span)) {
        let text = cx.text(mode.span);
        let is_octal = text.len() == 3 && text.bytes().all(|byte| matches!(byte, b'0'..=b'7'));
        let is_decimal = is_octal && !text.starts_with('0');
        let is_refused = !(0..=0o777).contains(&mode.value);
        // These are allowed, but nobody wants 0620, 0670 or 0674 for a file.
        let is_strange = matches!(text, "400" | "440" | "444");
        if !is_refused && !is_strange {
            continue;
        }
        let message = if is_decimal {
            format!(
                "`{text}` without a leading zero is the mode 0{:o}",
                mode.value
            )
        } else {
            format!("`{text}` is no mode of a file")
        };
        let problem = cx.report(mode.span, message);
        if !is_refused {
            problem.severity = Severity::Warning;
        }
        problem.help =
            Some("write an octal number of three digits with a zero before it: `0644`".to_owned());
        if is_decimal {
            let title = format!("write `0{text}`");
            problem.set_fix(true, title, [(mode.span, format!("0{text}"))]);
        }
    }
}

/// Names that no object can have.
fn name(cx: &mut Context<'_>, pipeline: &Pipeline) {
    let mut seen: HashSet<Span> = HashSet::new();
    for volume in &pipeline.volumes {
        let (what, name) = match volume.source() {
            Some(VolumeSource::Claim(claim)) => ("claim", &claim.name),
            Some(VolumeSource::ConfigMap(object)) => ("config map", &object.name),
            Some(VolumeSource::Secret(object)) => ("secret", &object.name),
            _ => continue,
        };
        if is_open(name) || is_subdomain(name) || !seen.insert(name.span) {
            continue;
        }
        let message = if name.is_empty() {
            format!("the {what} has no name")
        } else {
            format!("no {what} can have the name `{name}`")
        };
        let problem = cx.report(name.span, message);
        problem.help = Some(
            "names are small letters, digits, `-` and `.`, with a letter or digit at both ends"
                .to_owned(),
        );
    }
}
