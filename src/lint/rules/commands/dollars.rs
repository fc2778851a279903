//! `$$`, and names that are none.

use super::code::Code;
use super::empties::{Assigned, origin};
use super::site::{commands, sites};
use super::variables::{is_in_steps, is_substituted, substituted};
use crate::lint::rule::{Check, Context, Fixable, Rule};
use crate::lint::suggest::nearest;
use crate::source::Severity;
use crate::subst::ExpressionKind;

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "DK705",
        name: "double-dollar",
        severity: Severity::Warning,
        refused: false,
        summary: "`$$` where a shell would put its process number.",
        why: "Drone makes one dollar of two, so that the shell sees a lone `$`.",
        official: "Replaces `$$` by `$`, and Kubernetes halves it once more.",
        fix: Fixable::No,
        bad: "steps:
- name: build
  image: golang:1.22
  commands:
  - go test > /tmp/report.«$$»
",
        good: "steps:
- name: build
  image: golang:1.22
  commands:
  - go test > \"$(mktemp)\"
",
        check: Check::File(double),
    },
    Rule {
        id: "DK720",
        name: "unknown-drone-variable",
        severity: Severity::Warning,
        refused: false,
        summary: "A `${DRONE_…}` that does not exist.",
        why: "A variable that Drone does not know becomes nothing, without a word.",
        official: "Replaces it by nothing and goes on.",
        fix: Fixable::Safe,
        bad: "steps:
- name: build
  image: golang:1.22
  commands:
  - go build -ldflags \"-X main.commit=${«DRONE_COMIT_SHA»}\"
",
        good: "steps:
- name: build
  image: golang:1.22
  commands:
  - go build -ldflags \"-X main.commit=${DRONE_COMMIT_SHA}\"
",
        check: Check::File(unknown),
    },
];

fn double(cx: &mut Context<'_>) {
    let file = cx.file;
    let dollars: Vec<_> = file
        .expressions
        .iter()
        .filter(|found| found.kind == ExpressionKind::Dollar && !found.in_comment)
        .map(|found| found.span)
        .filter(|span| {
            let text = file.source.text();
            let before = text.get(..span.start as usize).unwrap_or_default();
            let after = text.get(span.end as usize..).unwrap_or_default();
            let before = before.chars().next_back();
            before.is_some_and(|c| c.is_whitespace() || "./_-=\"".contains(c))
                && after
                    .chars()
                    .next()
                    .is_none_or(|c| c.is_whitespace() || "./-;&|)\"".contains(c))
        })
        .collect();
    if dollars.is_empty() {
        return;
    }
    let commands = commands(file);
    let mut last: Option<Code<'_>> = None;
    for span in dollars {
        let after = commands.partition_point(|(_, command)| command.span.start <= span.start);
        let Some(&(_, command)) = after.checked_sub(1).and_then(|at| commands.get(at)) else {
            continue;
        };
        if span.end > command.span.end {
            continue;
        }
        let code = match last.take() {
            Some(code) if code.command.span == command.span => code,
            _ => Code::new(file, command),
        };
        let is_code = code
            .text_offset(span.start)
            .is_some_and(|at| code.shell.expands_at(at));
        last = Some(code);
        if is_code {
            let problem = cx.report(
                span,
                "Drone makes `$` of `$$`; it is not the process number",
            );
            problem.help = Some(
                "for a name that nobody else uses take `mktemp`; one `$` is enough for a dollar"
                    .to_owned(),
            );
        }
    }
}

fn unknown(cx: &mut Context<'_>) {
    let mut assigned = Assigned::default();
    for site in &sites(cx.file) {
        let name = site.name;
        let is_ours = name.starts_with("DRONE_") || name.starts_with("CI_");
        if !is_ours || is_substituted(name) || is_in_steps(name) || site.has_default {
            continue;
        }
        if origin(cx.file, site, &mut assigned).is_some() {
            continue;
        }
        let meant = nearest(name, substituted());
        // Other names with `CI_` are as good as any for a variable of one's own.
        if meant.is_none() && name.starts_with("CI_") {
            continue;
        }
        let message = format!("there is no variable `{name}`: this becomes nothing");
        let problem = cx.report(site.name_span, message);
        match meant {
            Some(meant) => {
                problem.help = Some(format!("did you mean `{meant}`?"));
                let edit = (site.name_span, meant.to_owned());
                problem.set_fix(true, format!("write `{meant}`"), [edit]);
            }
            None => {
                problem.help = Some("check the name; `DRONE_` is Drone's own prefix".to_owned());
            }
        }
    }
}
