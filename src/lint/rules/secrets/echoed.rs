//! Secrets that commands print.

use std::collections::HashSet;

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
                    let used = code.shell.variables.iter().find(|used| {
                        let is_word = |word: &std::ops::Range<usize>| {
                            word.start <= used.name.start && used.name.end <= word.end
                        };
                        !used.by_drone
                            && secrets.contains(code.text(&used.name))
                            && simple.words.iter().any(is_word)
                            && !is_substitution(&code, simple, &used.name)
                            && !is_changed(&command.value, &used.name)
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

/// Whether the variable is used inside of `$(…)` or backticks in the words of the command.
fn is_substitution(
    code: &Code<'_>,
    simple: &crate::lint::shell::Simple,
    name: &std::ops::Range<usize>,
) -> bool {
    code.shell.commands.iter().any(|other| {
        !std::ptr::eq(other, simple)
            && other.is_captured
            && other.words.iter().any(|word| word.contains(&name.start))
    })
}

/// Whether only the length or a part is taken, or something else if it is set: `${#X}`, `${X:+y}`.
fn is_changed(text: &str, name: &std::ops::Range<usize>) -> bool {
    let before = text.get(..name.start).unwrap_or_default();
    let after = text.get(name.end..).unwrap_or_default();
    before.ends_with("{#") || (before.ends_with('{') && !after.starts_with('}'))
}
