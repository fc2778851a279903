//! Plugins.

use crate::lint::rule::{Check, Context, Fixable, Rule};
use crate::manifest::{Pipeline, Step};
use crate::source::Severity;

pub(super) const RULES: &[Rule] = &[Rule {
    id: "DK806",
    name: "plugin-without-settings",
    severity: Severity::Info,
    refused: false,
    summary: "A plugin has no settings.",
    why: "Nearly all plugins need some. They are found under `settings:`, and not on the step itself.",
    official: "Starts it without any.",
    fix: Fixable::No,
    bad: "steps:
- name: publish
  image: «plugins/docker:20»
",
    good: "steps:
- name: publish
  image: plugins/docker:20
  settings:
    repo: example/app
",
    check: Check::Step(without_settings),
}];

/// Official plugins without anything to go by.
fn without_settings(cx: &mut Context<'_>, _: &Pipeline, step: &Step) {
    let is_plugin = step.image.starts_with("plugins/");
    let has_more = !step.settings.is_empty()
        || !step.environment.is_empty()
        || !step.commands.is_empty()
        || !step.command.is_empty()
        || !step.entrypoint.is_empty();
    if is_plugin && !has_more {
        let message = format!("the plugin `{}` has no settings", step.name);
        cx.report(step.image.span, message).help = Some("add `settings:`".to_owned());
    }
}
