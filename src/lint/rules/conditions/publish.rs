//! Plugins that publish something.

use crate::lint::rule::{Check, Context, Fixable, Rule};
use crate::manifest::{Conditions, Pipeline, Step};
use crate::source::Severity;

pub(super) const RULES: &[Rule] = &[Rule {
    id: "DK314",
    name: "event-not-filtered",
    severity: Severity::Info,
    refused: false,
    summary: "A plugin publishes something in every build, even for pull requests.",
    why: "Neither the step nor the trigger of its pipeline names an event or branch. Whoever opens a pull request publishes, too, or makes the build fail for want of a secret.",
    official: "Runs the step for every event.",
    fix: Fixable::No,
    bad: "steps:
- name: publish
  image: «plugins/docker:20»
  settings:
    repo: octocat/hello
",
    good: "steps:
- name: publish
  image: plugins/docker:20
  settings:
    repo: octocat/hello
  when:
    event: [push, tag]
",
    check: Check::Step(unfiltered),
}];

/// Plugins whose one purpose is to publish.
const PLUGINS: [&str; 14] = [
    "plugins/acr",
    "plugins/docker",
    "plugins/ecr",
    "plugins/gar",
    "plugins/gcr",
    "plugins/gcs",
    "plugins/gh-pages",
    "plugins/gitea-release",
    "plugins/github-release",
    "plugins/heroku",
    "plugins/npm",
    "plugins/pypi",
    "plugins/s3",
    "plugins/s3-sync",
];

/// Whether something chooses among builds.
fn filters(conditions: &Conditions) -> bool {
    let all = [
        &conditions.event,
        &conditions.branch,
        &conditions.reference,
        &conditions.target,
        &conditions.cron,
        &conditions.action,
    ];
    all.into_iter().any(|condition| !condition.is_empty())
}

fn unfiltered(cx: &mut Context<'_>, pipeline: &Pipeline, step: &Step) {
    let image = step.image.split([':', '@']).next().unwrap_or_default();
    let image = image.strip_prefix("docker.io/").unwrap_or(image);
    let holds_back = ["dry_run", "auto_tag", "dry-run"];
    if !PLUGINS.contains(&image)
        || filters(&step.when)
        || filters(&pipeline.trigger)
        || !step.commands.is_empty()
        || holds_back.iter().any(|key| step.settings.contains_key(key))
    {
        return;
    }
    let message = format!(
        "`{}` publishes in every build, even for pull requests",
        step.name
    );
    let problem = cx.report(step.image.span, message);
    problem.help = Some("choose with `when`, for instance `event: [push, tag]`".to_owned());
}
