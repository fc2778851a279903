//! Secrets that commands print.

use std::collections::HashSet;
use std::ops::Range;

use crate::lint::rule::{Check, Context, Fixable, Rule};
use crate::lint::rules::commands::{Code, is_posix};
use crate::manifest::{Pipeline, Step, Variable};
use crate::source::Severity;

pub(super) const RULES: &[Rule] = &[Rule {
    id: "DK606",
    name: "secret-echoed",
    severity: Severity::Warning,
    refused: false,
    summary: "A command prints a secret, or all variables of a step that has secrets.",
    why: "Only the very letters of a secret are hidden in the log. Encoded, cut or spread over lines they show, and what is printed stays in the log.",
    official: "Hides what is printed word for word.",
    fix: Fixable::No,
    bad: "steps:
- name: deploy
  image: alpine:3.20
  environment:
    DEPLOY_KEY:
      from_secret: deploy_key
  commands:
  - «env»
  - ./deploy.sh
",
    good: "steps:
- name: deploy
  image: alpine:3.20
  environment:
    DEPLOY_KEY:
      from_secret: deploy_key
  commands:
  - ./deploy.sh
",
    check: Check::Step(check),
}];

fn check(cx: &mut Context<'_>, pipeline: &Pipeline, step: &Step) {
    let secrets: HashSet<&str> = step
        .environment
        .iter()
        .filter(|entry| matches!(entry.value, Variable::Secret(_)))
        .map(|entry| entry.key.as_str())
        .collect();
    if secrets.is_empty() || step.commands.is_empty() || !is_posix(pipeline) {
        return;
    }
    let file = cx.file;
    for command in &step.commands {
        let suspects = ["env", "echo", "printf", "set ", "export"];
        if !suspects.iter().any(|word| command.contains(word)) {
            continue;
        }
        let code = Code::new(file, command);
        let captured = Captured::new(&code);
        for simple in &code.shell.commands {
            if simple.is_captured {
                continue;
            }
            let words = simple.texts(&command.value);
            let first = simple.words.first().cloned();
            let (range, message) = match words.as_slice() {
                ["env" | "printenv"] | ["export", "-p"] => {
                    (first, "this prints all variables, secrets too".to_owned())
                }
                ["set", flags, ..]
                    if flags.starts_with('-')
                        && flags.contains('x')
                        && !flags.starts_with("--") =>
                {
                    (
                        simple.words.get(1).cloned(),
                        "this prints each command with its secrets put in".to_owned(),
                    )
                }
                ["set", "-o", "xtrace"] => (
                    simple.words.get(2).cloned(),
                    "this prints each command with its secrets put in".to_owned(),
                ),
                ["echo" | "printf", ..] => {
                    let used = simple
                        .words
                        .iter()
                        .flat_map(|word| code.shell.variables_in(word))
                        .find(|used| {
                            !used.by_drone
                                && secrets.contains(code.text(&used.name))
                                && !is_changed(&command.value, &used.name)
                                && !captured.has(used.name.start)
                        });
                    let Some(used) = used else { continue };
                    let name = code.text(&used.name);
                    (
                        Some(used.name.clone()),
                        format!("this prints the secret `{name}`"),
                    )
                }
                _ => continue,
            };
            let Some(range) = range else { continue };
            let problem = cx.report(code.span(&range), message);
            problem.help =
                Some("print nothing of it; to see whether it is there, test its length".to_owned());
        }
    }
}

/// The parts of a command whose output does not get into the log.
struct Captured(Vec<Range<usize>>);

impl Captured {
    fn new(code: &Code<'_>) -> Self {
        let captured = code
            .shell
            .commands
            .iter()
            .filter(|simple| simple.is_captured);
        let mut words: Vec<Range<usize>> =
            captured.flat_map(|simple| simple.words.clone()).collect();
        words.sort_by_key(|word| word.start);
        let mut parts: Vec<Range<usize>> = Vec::new();
        for word in words {
            match parts.last_mut() {
                Some(last) if word.start < last.end => last.end = last.end.max(word.end),
                _ => parts.push(word),
            }
        }
        Self(parts)
    }

    fn has(&self, at: usize) -> bool {
        let after = self.0.partition_point(|part| part.start <= at);
        let part = after.checked_sub(1).and_then(|before| self.0.get(before));
        part.is_some_and(|part| at < part.end)
    }
}

/// Whether only the length or a part is taken, or something else if it is set: `${#X}`, `${X:+y}`.
fn is_changed(text: &str, name: &Range<usize>) -> bool {
    let before = text.get(..name.start).unwrap_or_default();
    let after = text.get(name.end..).unwrap_or_default();
    before.ends_with("{#") || (before.ends_with('{') && !after.starts_with('}'))
}
