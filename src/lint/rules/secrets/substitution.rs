//! `${…}` with secrets, and with what strangers may write.

use crate::lint::rule::{Check, Context, Fixable, Rule};
use crate::lint::rules::commands::{Assigned, Origin, is_substituted, origin, sites};
use crate::source::Severity;

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "DK607",
        name: "secret-substitution",
        severity: Severity::Error,
        refused: false,
        summary: "A `${…}` with a variable that a secret is in.",
        why: "Drone replaces `${…}` before it reads the file, when no secret is known: it becomes nothing. Only the shell can put the secret in.",
        official: "Replaces it by nothing and goes on.",
        fix: Fixable::Safe,
        bad: "steps:
- name: deploy
  image: alpine:3.20
  environment:
    DEPLOY_KEY:
      from_secret: deploy_key
  commands:
  - ./deploy.sh --key «${DEPLOY_KEY}»
",
        good: "steps:
- name: deploy
  image: alpine:3.20
  environment:
    DEPLOY_KEY:
      from_secret: deploy_key
  commands:
  - ./deploy.sh --key $${DEPLOY_KEY}
",
        check: Check::File(secret),
    },
    Rule {
        id: "DK609",
        name: "untrusted-substitution",
        severity: Severity::Warning,
        refused: false,
        summary: "A `${…}` with text that the author of a commit or pull request is free to choose.",
        why: "The text becomes a part of the file before it is read. A quote in a commit message breaks the file or the script; a message made for it runs commands with the secrets of the build. In commands let the shell read the variable.",
        official: "Puts the text in as it is.",
        fix: Fixable::Safe,
        bad: "steps:
- name: report
  image: alpine:3.20
  commands:
  - ./report.sh \"«${DRONE_COMMIT_MESSAGE}»\"
",
        good: "steps:
- name: report
  image: alpine:3.20
  commands:
  - ./report.sh \"$DRONE_COMMIT_MESSAGE\"
",
        check: Check::File(untrusted),
    },
];

fn secret(cx: &mut Context<'_>) {
    let mut assigned = Assigned::default();
    for site in &sites(cx.file) {
        if is_substituted(site.name) || site.is_escaped(cx.file) {
            continue;
        }
        if origin(cx.file, site, &mut assigned) != Some(Origin::Secret) {
            continue;
        }
        let name = site.name;
        let message = if site.has_default {
            format!("`${{{name}…}}` always gives its default: secrets are not known yet")
        } else {
            format!("`${{{name}}}` becomes nothing: secrets are not known yet")
        };
        let escape = site.escape();
        let problem = cx.report(site.span, message);
        problem.help = Some(if escape.is_some() {
            "write `$${` to keep it for the shell".to_owned()
        } else {
            "a secret can be used as a whole value only, with `from_secret`, or by a shell"
                .to_owned()
        });
        if let Some(edit) = escape {
            problem.set_fix(true, "write `$${`", [edit]);
        }
    }
}

/// Free text.
const TEXT: [&str; 9] = [
    "CI_COMMIT_AUTHOR",
    "CI_COMMIT_AUTHOR_EMAIL",
    "CI_COMMIT_AUTHOR_NAME",
    "CI_COMMIT_MESSAGE",
    "DRONE_COMMIT_AUTHOR",
    "DRONE_COMMIT_AUTHOR_EMAIL",
    "DRONE_COMMIT_AUTHOR_NAME",
    "DRONE_COMMIT_MESSAGE",
    "DRONE_PULL_REQUEST_TITLE",
];
/// Text without blanks, which only a shell can be fooled with. Other names of branches and tags
/// are chosen by those who may write to the repository.
const BRANCH: &str = "DRONE_SOURCE_BRANCH";
/// What every shell does as Drone does.
const PORTABLE: [&str; 6] = ["", "#", "##", "%", "%%", ":-"];

fn untrusted(cx: &mut Context<'_>) {
    for site in &sites(cx.file) {
        let in_command = site.command.is_some();
        let counts = TEXT.contains(&site.name) || (in_command && site.name == BRANCH);
        if !counts {
            continue;
        }
        let message = if in_command {
            format!(
                "whoever chooses `{}` can run commands here: it becomes a part of the script",
                site.name
            )
        } else {
            format!(
                "whoever chooses `{}` can change the file: it is put in before the file is read",
                site.name
            )
        };
        let escape = site
            .escape()
            .filter(|_| PORTABLE.contains(&site.operator) && !site.is_escaped(cx.file));
        let problem = cx.report(site.span, message);
        problem.help = Some(if in_command {
            format!("let the shell read it: `\"${}\"`", site.name)
        } else {
            "a script that reads the variable can hand it on safely".to_owned()
        });
        if let Some(edit) = escape {
            problem.set_fix(true, "let the shell read it", [edit]);
        }
    }
}
