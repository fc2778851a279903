//! Keys of a step that exclude each other.

use super::keys::{Keys, label, pairs, steps};
use crate::lint::rule::{Check, Context, File, Fixable, Rule};
use crate::manifest::Step;
use crate::source::Severity;
use crate::yaml::NodeKind;

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "DK713",
        name: "entrypoint-overrides-commands",
        severity: Severity::Error,
        refused: false,
        summary: "A step has both `entrypoint` and `commands`.",
        why: "The entrypoint wins, and none of the commands is run.",
        official: "Ignores the commands.",
        fix: Fixable::No,
        bad: "steps:
- name: build
  image: golang:1.22
  entrypoint: [go, version]
  «commands»:
  - go build
",
        good: "steps:
- name: build
  image: golang:1.22
  commands:
  - go build
",
        check: Check::File(entrypoint),
    },
    Rule {
        id: "DK714",
        name: "command-with-commands",
        severity: Severity::Warning,
        refused: false,
        summary: "A step has both `command` and `commands`.",
        why: "The commands win. `command` holds arguments for the image's entrypoint, which is not used then.",
        official: "Ignores `command`.",
        fix: Fixable::No,
        bad: "steps:
- name: build
  image: golang:1.22
  «command»: [go, version]
  commands:
  - go build
",
        good: "steps:
- name: build
  image: golang:1.22
  commands:
  - go build
",
        check: Check::File(command),
    },
    Rule {
        id: "DK715",
        name: "entrypoint-quoting",
        severity: Severity::Warning,
        refused: false,
        summary: "A word of `entrypoint` or `command` with blanks or signs of the shell in it.",
        why: "With the official runner the words of an entrypoint are joined with blanks and read by a shell: `[sh, -c, \"a b\"]` runs `sh -c a b`, which is another command.",
        official: "Splits the word at its blanks.",
        fix: Fixable::No,
        bad: "steps:
- name: build
  image: golang:1.22
  entrypoint: [sh, -c, «\"go vet && go build\"»]
",
        good: "steps:
- name: build
  image: golang:1.22
  commands:
  - go vet && go build
",
        check: Check::File(quoting),
    },
    Rule {
        id: "DK716",
        name: "settings-with-commands",
        severity: Severity::Warning,
        refused: false,
        summary: "A step has both `settings` and `commands`.",
        why: "Commands take the place of the plugin, so that nothing reads the settings. They are there as `PLUGIN_…` variables only.",
        official: "Runs the commands in place of the plugin.",
        fix: Fixable::No,
        bad: "steps:
- name: publish
  image: plugins/s3:1
  «settings»:
    bucket: releases
  commands:
  - ls
",
        good: "steps:
- name: publish
  image: plugins/s3:1
  settings:
    bucket: releases
",
        check: Check::File(settings),
    },
    Rule {
        id: "DK719",
        name: "empty-commands",
        severity: Severity::Warning,
        refused: false,
        summary: "A step has `commands` without a command.",
        why: "It runs the image's entrypoint then, as if the key were not there.",
        official: "Runs the image's entrypoint.",
        fix: Fixable::No,
        bad: "steps:
- name: build
  image: golang:1.22
  «commands»: []
",
        good: "steps:
- name: build
  image: golang:1.22
  commands:
  - go build
",
        check: Check::File(empty),
    },
];

fn all(file: File<'_>) -> impl Iterator<Item = &Step> {
    file.manifest
        .pipelines()
        .flat_map(|pipeline| pipeline.services.iter().chain(&pipeline.steps))
}

fn entrypoint(cx: &mut Context<'_>) {
    let file = cx.file;
    let wrong = |step: &&Step| !step.entrypoint.is_empty() && !step.commands.is_empty();
    each(
        cx,
        all(file).filter(wrong),
        "commands",
        "entrypoint",
        |step| {
            (
                format!("none of these runs: `{}` has an entrypoint", step.name),
                if step.commands.iter().all(|command| command.starts_with('-')) {
                    "arguments of the entrypoint belong into `command`".to_owned()
                } else {
                    "remove `entrypoint`, or make it the first of the commands".to_owned()
                },
            )
        },
    );
}

fn command(cx: &mut Context<'_>) {
    let file = cx.file;
    let wrong = |step: &&Step| {
        !step.command.is_empty() && !step.commands.is_empty() && step.entrypoint.is_empty()
    };
    each(cx, all(file).filter(wrong), "command", "commands", |step| {
        (
            format!("`command` is ignored: `{}` has `commands`", step.name),
            "remove one of the two".to_owned(),
        )
    });
}

fn settings(cx: &mut Context<'_>) {
    let file = cx.file;
    let wrong = |step: &&Step| {
        !step.settings.is_empty()
            && !step.commands.is_empty()
            && !step
                .commands
                .iter()
                .any(|command| command.contains("PLUGIN_"))
    };
    each(
        cx,
        all(file).filter(wrong),
        "settings",
        "commands",
        |step| {
            (
                format!("nothing reads these: `{}` has `commands`", step.name),
                "remove one of the two; for variables of commands use `environment`".to_owned(),
            )
        },
    );
}

/// Reports the key of each step.
fn each<'a>(
    cx: &mut Context<'a>,
    wrong: impl Iterator<Item = &'a Step>,
    key: &str,
    other: &str,
    words: impl Fn(&Step) -> (String, String),
) {
    let mut keys = None;
    let mut seen = std::collections::HashSet::new();
    for step in wrong {
        let keys = keys.get_or_insert_with(|| Keys::new(cx.file));
        let span = keys.span(step, key);
        if !seen.insert(span) {
            continue;
        }
        let second = keys.pair(step, other).map(|(_, pair)| pair.key_span);
        let (message, help) = words(step);
        let problem = cx.report(span, message);
        problem.help = Some(help);
        problem
            .labels
            .extend(second.map(|span| label(span, "because of this")));
    }
}

fn quoting(cx: &mut Context<'_>) {
    let mut seen = std::collections::HashSet::new();
    for step in all(cx.file) {
        // One word with blanks in it is a line for a shell already.
        let is_line = step
            .entrypoint
            .first()
            .is_none_or(|word| word.trim().contains(char::is_whitespace));
        if is_line {
            continue;
        }
        for word in step.entrypoint.iter().chain(&step.command) {
            let text = word.trim();
            let quoted = ['\'', '"']
                .iter()
                .any(|quote| text.starts_with(*quote) && text.ends_with(*quote));
            let is_plain = !text.contains(|c: char| c.is_whitespace() || ";&|<>()`".contains(c));
            if quoted || is_plain || text.contains("${") || !seen.insert(word.span) {
                continue;
            }
            let problem = cx.report(
                word.span,
                "the official runner joins the words with blanks: this is not one word to the shell",
            );
            problem.help = Some("use `commands`, which a shell reads as they are".to_owned());
        }
    }
}

fn empty(cx: &mut Context<'_>) {
    let file = cx.file;
    for (tree, id) in steps(file) {
        let found = pairs(tree, id);
        let plugin = ["settings", "entrypoint", "command"];
        if found.iter().any(|pair| plugin.contains(&pair.key)) {
            continue;
        }
        for pair in found.iter().filter(|pair| pair.key == "commands") {
            let is_empty = match &tree.node(pair.value).kind {
                NodeKind::Sequence { items, .. } => items.is_empty(),
                NodeKind::Scalar { text, .. } => text.is_empty(),
                _ => false,
            };
            if is_empty {
                let problem = cx.report(
                    pair.key_span,
                    "there is no command: the image's entrypoint runs",
                );
                problem.help = Some("add a command, or remove `commands`".to_owned());
            }
        }
    }
}
