//! Code that other shells and runners do not understand.

use std::collections::HashSet;

use super::code::Code;
use super::image_shell::Shell;
use super::site::sites;
use crate::lint::rule::{Check, Context, Fixable, Rule};
use crate::manifest::{Pipeline, Step};
use crate::source::Severity;

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "DK717",
        name: "bashism",
        severity: Severity::Info,
        refused: false,
        summary: "Bash's own syntax where `/bin/sh` is dash.",
        why: "Commands run under `/bin/sh`. That of Debian and Ubuntu is dash, which knows no `[[`, no `source` and no arrays.",
        official: "Runs the command, which fails.",
        fix: Fixable::No,
        bad: "steps:
- name: build
  image: debian:12
  commands:
  - «source» ./settings.sh
",
        good: "steps:
- name: build
  image: debian:12
  commands:
  - . ./settings.sh
",
        check: Check::Step(bashism),
    },
    Rule {
        id: "DK718",
        name: "status-from-env",
        severity: Severity::Warning,
        refused: false,
        summary: "A command reads the status of the build from a variable.",
        why: "The environment of all steps is made when the Pod is, and nothing has failed then: with the official runner the variable says `success` for ever. What is right stands in the file `/run/drone/env`.",
        official: "Sets `success` in every step.",
        fix: Fixable::No,
        bad: "steps:
- name: report
  image: alpine:3.20
  commands:
  - ./report.sh \"$«DRONE_BUILD_STATUS»\"
  when:
    status: [success, failure]
",
        good: "steps:
- name: report
  image: alpine:3.20
  commands:
  - ./report.sh \"$(grep ^DRONE_BUILD_STATUS= /run/drone/env)\"
  when:
    status: [success, failure]
",
        check: Check::File(status),
    },
];

/// Whether commands run under a shell of the sh family.
pub(in crate::lint::rules) fn is_posix(pipeline: &Pipeline) -> bool {
    !pipeline.platform.os.eq_ignore_ascii_case("windows")
}

fn bashism(cx: &mut Context<'_>, pipeline: &Pipeline, step: &Step) {
    if !is_posix(pipeline) || Shell::of(&step.image) != Shell::Dash {
        return;
    }
    let file = cx.file;
    for command in &step.commands {
        let code = Code::new(file, command);
        for simple in &code.shell.commands {
            let words = simple.texts(&command.value);
            let (word, instead) = match words.as_slice() {
                ["[[", ..] => (0, "`[ … ]`"),
                ["source", ..] => (0, "`.`"),
                ["pushd" | "popd", ..] => (0, "`cd`, or a subshell: `(cd … && …)`"),
                ["shopt", ..] => (0, "`bash -c`, or a script for bash"),
                ["set", flags, "pipefail", ..] if flags.ends_with('o') => (
                    2,
                    "a script for bash; newer shells know it, dash of Debian 12 does not",
                ),
                _ => continue,
            };
            let Some(range) = simple.words.get(word) else {
                continue;
            };
            let message = format!(
                "`{}` is unknown to `/bin/sh` of `{}`",
                code.text(range),
                step.image
            );
            let problem = cx.report(code.span(range), message);
            problem.help = Some(format!("use {instead}"));
        }
    }
}

const STATUS: [&str; 3] = [
    "CI_BUILD_STATUS",
    "DRONE_BUILD_STATUS",
    "DRONE_STAGE_STATUS",
];

fn status(cx: &mut Context<'_>) {
    let file = cx.file;
    let mut seen = HashSet::new();
    for pipeline in file
        .manifest
        .pipelines()
        .filter(|pipeline| is_posix(pipeline))
    {
        for step in pipeline.services.iter().chain(&pipeline.steps) {
            let has = |text: &str| step.commands.iter().any(|command| command.contains(text));
            if !has("_STATUS") || has("/run/drone/env") {
                continue;
            }
            for command in step.commands.iter().filter(|text| text.contains("_STATUS")) {
                let code = Code::new(file, command);
                for used in &code.shell.variables {
                    let name = code.text(&used.name);
                    if used.by_drone || !STATUS.contains(&name) {
                        continue;
                    }
                    let span = code.span(&used.name);
                    // The script may set it itself.
                    let is_own = step.environment.contains_key(name);
                    if !is_own && seen.insert(span) {
                        let message =
                            format!("with the official runner `{name}` is `success` in every step");
                        let problem = cx.report(span, message);
                        problem.help = Some("read it from `/run/drone/env`, or make a step for each outcome with `when: {status: …}`".to_owned());
                    }
                }
            }
        }
    }
    for site in sites(file) {
        if STATUS.contains(&site.name) && seen.insert(site.span) {
            let message = format!(
                "`{}` is replaced before the build starts and tells nothing",
                site.name
            );
            let problem = cx.report(site.span, message);
            problem.help = Some("read it from `/run/drone/env`, or make a step for each outcome with `when: {status: …}`".to_owned());
        }
    }
}
