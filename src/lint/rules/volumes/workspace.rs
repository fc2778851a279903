//! The workspace, and the directories that commands run in.

use super::tree::is_open;
use crate::lint::rule::{Check, Context, Fixable, Rule};
use crate::manifest::workspace::{self, DEFAULT};
use crate::manifest::{Pipeline, Step};
use crate::source::Severity;

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "DK418",
        name: "workspace-path",
        severity: Severity::Error,
        refused: false,
        summary: "The path of the workspace is relative, or one the runner does not use.",
        why: "Commands run in the workspace, and a container needs an absolute path for that. A path that would hide a directory of the system, such as `/etc` or `/usr/bin`, is replaced by `/drone/src`.",
        official: "Takes a relative path as it is, and replaces one of the system without a word.",
        fix: Fixable::No,
        bad: "workspace:
  path: «src/app»
",
        good: "workspace:
  path: /src/app
",
        check: Check::Pipeline(workspace_path),
    },
    Rule {
        id: "DK419",
        name: "workdir-outside-workspace",
        severity: Severity::Info,
        refused: false,
        summary: "A `working_dir` is relative.",
        why: "It is handed to the container as it is: the workspace is not put before it.",
        official: "Sends it as it is.",
        fix: Fixable::No,
        bad: "steps:
- name: build
  image: golang:1.22
  working_dir: «cmd/app»
  commands: [go build]
",
        good: "steps:
- name: build
  image: golang:1.22
  working_dir: /drone/src/cmd/app
  commands: [go build]
",
        check: Check::Step(working_dir),
    },
];

/// Where the workspace is; none if that is not known.
pub(super) fn path(pipeline: &Pipeline) -> Option<String> {
    let given = pipeline.workspace.path.as_str();
    if is_open(given) || is_windows(pipeline) {
        return None;
    }
    Some(workspace::path(given).0)
}

fn is_windows(pipeline: &Pipeline) -> bool {
    pipeline.platform.os.eq_ignore_ascii_case("windows")
}

/// Paths that are relative or not used.
fn workspace_path(cx: &mut Context<'_>, pipeline: &Pipeline) {
    let path = &pipeline.workspace.path;
    if path.is_empty() || is_open(path) || is_windows(pipeline) {
        return;
    }
    if workspace::path(path).1 {
        let message =
            format!("`{path}` belongs to the system: the workspace is `{DEFAULT}` instead");
        let problem = cx.report(path.span, message);
        problem.severity = Severity::Warning;
        problem.help = Some("use a directory that no image needs, or leave it out".to_owned());
    } else if !path.starts_with('/') {
        let message = format!("`{path}` is relative, but containers need an absolute path");
        let problem = cx.report(path.span, message);
        problem.help = Some(format!(
            "write the whole path, or leave it out for `{DEFAULT}`; `base` has no effect here"
        ));
    }
}

/// Relative directories to run in.
fn working_dir(cx: &mut Context<'_>, pipeline: &Pipeline, step: &Step) {
    let path = &step.working_dir;
    if path.is_empty() || path.starts_with('/') || is_open(path) || is_windows(pipeline) {
        return;
    }
    let message = format!("`{path}` is relative, and is not looked for in the workspace");
    cx.report(path.span, message).help = Some(format!("write the whole path: `{DEFAULT}/{path}`"));
}
