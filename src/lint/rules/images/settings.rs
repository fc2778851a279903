//! Settings of plugins.

use std::collections::HashSet;

use crate::lint::rule::{Check, Context, Fixable, Rule};
use crate::lint::rules::volumes::tree::{At, is_open};
use crate::manifest::{Parameter, Pipeline};
use crate::source::{Severity, Span};
use crate::yaml::Value;

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "DK805",
        name: "setting-key",
        severity: Severity::Warning,
        refused: false,
        summary: "The name of a setting does not become the variable that a plugin reads.",
        why: "A setting is handed over as `PLUGIN_` and its name in capitals, and nothing else is changed: `dry-run` becomes `PLUGIN_DRY-RUN`, which a shell cannot read, and `dryRun` becomes `PLUGIN_DRYRUN`. Plugins read `PLUGIN_DRY_RUN`.",
        official: "Turns small letters into capitals only.",
        fix: Fixable::Unsafe,
        bad: "steps:
- name: publish
  image: plugins/docker:20
  settings:
    repo: example/app
    «dry-run»: true
",
        good: "steps:
- name: publish
  image: plugins/docker:20
  settings:
    repo: example/app
    dry_run: true
",
        check: Check::Pipeline(key),
    },
    Rule {
        id: "DK807",
        name: "setting-null",
        severity: Severity::Warning,
        refused: false,
        summary: "A setting has no value.",
        why: "The plugin does not get it at all, as if the line were not there.",
        official: "Leaves it out.",
        fix: Fixable::No,
        bad: "steps:
- name: publish
  image: plugins/docker:20
  settings:
    repo: example/app
    «dry_run»:
",
        good: "steps:
- name: publish
  image: plugins/docker:20
  settings:
    repo: example/app
    dry_run: true
",
        check: Check::Pipeline(null),
    },
    Rule {
        id: "DK808",
        name: "setting-complex",
        severity: Severity::Info,
        refused: false,
        summary: "A setting is a mapping, or a list whose items have commas in them.",
        why: "The plugin gets a mapping, and a list that holds mappings or lists, as JSON. The items of other lists are joined with commas, so that a comma within an item cannot be told from one between two.",
        official: "Hands over JSON, or text joined with commas.",
        fix: Fixable::No,
        bad: "steps:
- name: publish
  image: plugins/docker:20
  settings:
    repo: example/app
    «build_args»: [\"TAGS=a,b\", DEBUG=1]
",
        good: "steps:
- name: publish
  image: plugins/docker:20
  settings:
    repo: example/app
    build_args: [TAGS=a, DEBUG=1]
",
        check: Check::Pipeline(complex),
    },
];

/// Names that a plugin will not find.
fn key(cx: &mut Context<'_>, pipeline: &Pipeline) {
    let mut seen: HashSet<Span> = HashSet::new();
    for step in pipeline.services.iter().chain(&pipeline.steps) {
        for entry in &step.settings {
            let key = entry.key.as_str();
            let better = snake_case(key);
            if better == key || key.is_empty() || is_open(key) || !seen.insert(entry.key.span) {
                continue;
            }
            let variable = format!("PLUGIN_{}", key.to_uppercase());
            let problem = cx.report(entry.key.span, format!("`{key}` becomes `{variable}`"));
            let is_free = !step.settings.contains_key(&better) && !better.is_empty();
            problem.help = Some(if is_free {
                format!(
                    "plugins usually read `PLUGIN_{}`: write `{better}`",
                    better.to_uppercase()
                )
            } else {
                "use letters, digits and `_`".to_owned()
            });
            if is_free {
                let edit = (entry.key.span, better.clone());
                problem.set_fix(false, format!("rename it to `{better}`"), [edit]);
            }
        }
    }
}

/// A name with `_` between its words. One in capitals only is left as it is.
fn snake_case(key: &str) -> String {
    let mut out = String::new();
    let mut before = None;
    let is_camel = key
        .chars()
        .zip(key.chars().skip(1))
        .any(|(first, second)| first.is_lowercase() && second.is_uppercase());
    for c in key.chars() {
        if !c.is_alphanumeric() && c != '_' {
            out.push('_');
        } else if is_camel && c.is_uppercase() {
            if before.is_some_and(char::is_lowercase) {
                out.push('_');
            }
            out.extend(c.to_lowercase());
        } else {
            out.push(c);
        }
        before = Some(c);
    }
    out
}

/// Keys with nothing after them.
fn null(cx: &mut Context<'_>, pipeline: &Pipeline) {
    let mut seen: HashSet<Span> = HashSet::new();
    for (item, step) in At::steps(cx, pipeline) {
        let Some(settings) = item.get("settings") else {
            continue;
        };
        // Nothing takes away what came through `<<`, and may be meant to.
        if settings.value.get("<<").is_some() {
            continue;
        }
        for pair in settings.value.pairs().filter(|pair| pair.value.is_null()) {
            let Some(key) = pair.key.text() else { continue };
            if step.settings.contains_key(key) || !seen.insert(pair.key.span()) {
                continue;
            }
            let problem = cx.report(
                pair.key.span(),
                format!("`{key}` has no value and is left out"),
            );
            problem.help =
                Some("give it a value, or remove it; `\"\"` is an empty text".to_owned());
        }
    }
}

/// Values whose form the plugin must know.
fn complex(cx: &mut Context<'_>, pipeline: &Pipeline) {
    let mut seen: HashSet<Span> = HashSet::new();
    for step in pipeline.services.iter().chain(&pipeline.steps) {
        for entry in &step.settings {
            let Parameter::Value(value) = &entry.value else {
                continue;
            };
            let key = &entry.key;
            let (message, help) = match &value.value {
                Value::Map(_) => (
                    format!("the plugin gets `{key}` as JSON"),
                    "see whether the plugin reads JSON here",
                ),
                Value::List(items) if items.iter().any(is_nested) => (
                    format!("the plugin gets `{key}` as JSON"),
                    "see whether the plugin reads JSON here",
                ),
                Value::List(items) if items.len() > 1 && items.iter().any(has_comma) => (
                    format!(
                        "the items of `{key}` are joined with commas, and one has a comma in it"
                    ),
                    "see whether the plugin has another way to pass it",
                ),
                _ => continue,
            };
            if seen.insert(key.span) {
                cx.report(key.span, message).help = Some(help.to_owned());
            }
        }
    }
}

fn is_nested(item: &Value) -> bool {
    matches!(item, Value::List(_) | Value::Map(_))
}

fn has_comma(item: &Value) -> bool {
    item.as_str().is_some_and(|text| text.contains(','))
}

#[cfg(test)]
mod tests {
    use super::snake_case;

    #[test]
    fn words_are_parted_by_underscores() {
        assert_eq!(snake_case("dry-run"), "dry_run");
        assert_eq!(snake_case("dryRun"), "dry_run");
        assert_eq!(snake_case("apiURL"), "api_url");
        for fine in ["dry_run", "FOO", "Foo", "a1"] {
            assert_eq!(snake_case(fine), fine);
        }
    }
}
