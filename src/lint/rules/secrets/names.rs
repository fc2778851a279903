//! Names of variables and secrets.

use std::collections::HashMap;

use crate::lint::rule::{Check, Context, File, Fixable, Rule};
use crate::lint::rules::commands::is_substituted;
use crate::manifest::{Body, Parameter, Pipeline, Step, Variable};
use crate::source::{Label, Severity, Spanned};

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "DK608",
        name: "pr-secret",
        severity: Severity::Info,
        refused: false,
        summary: "A step that runs for pull requests uses a secret.",
        why: "Secrets are withheld from pull requests unless they are marked for them. The variable is empty then, without an error.",
        official: "Leaves the variable empty.",
        fix: Fixable::No,
        bad: "trigger:
  event: [pull_request]
steps:
- name: report
  image: alpine:3.20
  environment:
    REPORT_KEY:
      from_secret: «report_key»
  commands:
  - ./report.sh
",
        good: "trigger:
  event: [push]
steps:
- name: report
  image: alpine:3.20
  environment:
    REPORT_KEY:
      from_secret: report_key
  commands:
  - ./report.sh
",
        check: Check::Pipeline(pull_request),
    },
    Rule {
        id: "DK612",
        name: "env-overridden",
        severity: Severity::Warning,
        refused: false,
        summary: "A variable in the pipeline's `environment` that the runner sets itself.",
        why: "What the runner knows about the build wins over the pipeline's `environment`. Only the `environment` of a step can change it.",
        official: "Sets its own value.",
        fix: Fixable::No,
        bad: "environment:
  «DRONE_BUILD_NUMBER»: 7
",
        good: "environment:
  BUILD_OFFSET: 7
",
        check: Check::Pipeline(overridden),
    },
    Rule {
        id: "DK613",
        name: "secret-name-case",
        severity: Severity::Info,
        refused: false,
        summary: "The name of a secret is written in two ways.",
        why: "Names of secrets are compared without regard to case, so that both mean the same secret. One spelling is easier to search for.",
        official: "Takes both for the same secret.",
        fix: Fixable::No,
        bad: "steps:
- name: build
  image: alpine:3.20
  environment:
    KEY:
      from_secret: deploy_key
  commands:
  - ./build.sh
- name: deploy
  image: alpine:3.20
  environment:
    KEY:
      from_secret: «DEPLOY_KEY»
  commands:
  - ./deploy.sh
",
        good: "steps:
- name: build
  image: alpine:3.20
  environment:
    KEY:
      from_secret: deploy_key
  commands:
  - ./build.sh
- name: deploy
  image: alpine:3.20
  environment:
    KEY:
      from_secret: deploy_key
  commands:
  - ./deploy.sh
",
        check: Check::File(spelling),
    },
];

/// The names of the secrets of a step.
fn secrets(step: &Step) -> impl Iterator<Item = &Spanned<String>> {
    let variables = step
        .environment
        .iter()
        .filter_map(|entry| match &entry.value {
            Variable::Secret(name) => Some(name),
            Variable::Text(_) => None,
        });
    let settings = step.settings.iter().filter_map(|entry| match &entry.value {
        Parameter::Secret(name) => Some(name),
        Parameter::Value(_) => None,
    });
    variables.chain(settings)
}

/// Once for each pipeline: it is the same for all of its steps.
fn pull_request(cx: &mut Context<'_>, pipeline: &Pipeline) {
    let runs = |step: &&Step| {
        let event = if step.when.event.is_empty() {
            &pipeline.trigger.event
        } else {
            &step.when.event
        };
        let mut events = event.include.iter();
        events.any(|event| event.value == "pull_request")
    };
    let mut names = pipeline.steps.iter().filter(runs).flat_map(secrets);
    let Some(name) = names.next() else { return };
    let message = format!("`{name}` is empty in pull requests unless it is marked for them");
    let problem = cx.report(name.span, message);
    problem.help =
        Some("allow it for pull requests in Drone, or do not run the step for them".to_owned());
}

/// Variables about git that the runner sets.
const GIT: [&str; 5] = [
    "GIT_AUTHOR_EMAIL",
    "GIT_AUTHOR_NAME",
    "GIT_COMMITTER_EMAIL",
    "GIT_COMMITTER_NAME",
    "GIT_TERMINAL_PROMPT",
];

fn overridden(cx: &mut Context<'_>, pipeline: &Pipeline) {
    for entry in &pipeline.environment {
        let name = entry.key.as_str();
        let is_set = is_substituted(name) || name == "DRONE_WORKSPACE" || GIT.contains(&name);
        // It says the same.
        let is_same = matches!(name, "CI" | "DRONE") && entry.value.value == "true";
        if is_set && !is_same {
            let message = format!("the runner sets `{name}` itself and wins");
            let problem = cx.report(entry.key.span, message);
            problem.help =
                Some("use another name, or set it in the `environment` of a step".to_owned());
        }
    }
}

fn spelling(cx: &mut Context<'_>) {
    let mut first: HashMap<String, &Spanned<String>> = HashMap::new();
    for name in all(cx.file) {
        let known = *first.entry(name.to_lowercase()).or_insert(name);
        if known.value == name.value {
            continue;
        }
        let message = format!("`{name}` and `{known}` are the same secret");
        let label = Label {
            span: known.span,
            text: "the other spelling".to_owned(),
        };
        let problem = cx.report(name.span, message);
        problem.labels.push(label);
        problem.help = Some(format!("write `{known}` here too"));
    }
}

/// The names of all secrets in the order of the file.
fn all(file: File<'_>) -> Vec<&Spanned<String>> {
    let mut names: Vec<&Spanned<String>> = Vec::new();
    for document in &file.manifest.documents {
        match &document.body {
            Body::Pipeline(pipeline) => {
                names.extend(&pipeline.image_pull_secrets);
                for step in pipeline.services.iter().chain(&pipeline.steps) {
                    names.extend(secrets(step));
                }
            }
            Body::Secret(secret) => names.push(&secret.name),
            _ => {}
        }
    }
    names.retain(|name| !name.is_empty());
    names.sort_by_key(|name| name.span);
    names.dedup_by_key(|name| name.span);
    names
}
