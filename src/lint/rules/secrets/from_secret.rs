//! `from_secret`, and what looks like it.

use std::collections::HashSet;

use crate::lint::rule::{Check, Context, Fixable, Rule};
use crate::lint::rules::commands::{Pair, pairs, steps};
use crate::lint::suggest::nearest;
use crate::source::{Severity, Span};
use crate::yaml::{NodeId, NodeKind, Tree};

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "DK601",
        name: "from-secret-typo",
        severity: Severity::Error,
        refused: false,
        summary: "A key that was meant to be `from_secret`.",
        why: "The runner looks for `from_secret` and nothing else. A variable with another key is empty; a setting is handed to the plugin as the mapping that it is.",
        official: "Goes on with an empty variable, or a setting that is JSON.",
        fix: Fixable::Safe,
        bad: "steps:
- name: deploy
  image: alpine:3.20
  environment:
    DEPLOY_KEY:
      «from_secert»: deploy_key
  commands:
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
        check: Check::File(typo),
    },
    Rule {
        id: "DK602",
        name: "nested-from-secret",
        severity: Severity::Error,
        refused: false,
        summary: "A `from_secret` deeper inside of a setting.",
        why: "Secrets are put in for a whole setting only. Inside of a list or mapping the plugin gets the words `from_secret` and the name, as JSON.",
        official: "Hands the mapping to the plugin as JSON.",
        fix: Fixable::No,
        bad: "steps:
- name: publish
  image: plugins/s3:1
  settings:
    login:
      password:
        «from_secret»: s3_password
",
        good: "steps:
- name: publish
  image: plugins/s3:1
  settings:
    password:
      from_secret: s3_password
",
        check: Check::File(nested),
    },
    Rule {
        id: "DK603",
        name: "from-secret-extra-key",
        severity: Severity::Warning,
        refused: false,
        summary: "A key beside `from_secret`.",
        why: "With `from_secret` there is nothing else to say: a default, for example, does not exist.",
        official: "Ignores the other keys.",
        fix: Fixable::No,
        bad: "steps:
- name: deploy
  image: alpine:3.20
  environment:
    DEPLOY_KEY:
      from_secret: deploy_key
      «default»: none
  commands:
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
        check: Check::File(extra),
    },
    Rule {
        id: "DK604",
        name: "empty-from-secret",
        severity: Severity::Error,
        refused: false,
        summary: "A `from_secret` without a name.",
        why: "There is no secret without a name. The variable is empty, and a setting is handed to the plugin as the mapping that it is.",
        official: "Goes on with an empty variable, or a setting that is JSON.",
        fix: Fixable::No,
        bad: "steps:
- name: deploy
  image: alpine:3.20
  environment:
    DEPLOY_KEY:
      from_secret: «\"\"»
  commands:
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
        check: Check::File(empty),
    },
];

const KEY: &str = "from_secret";
/// Mappings and lists within each other that are looked into.
const MAX_DEPTH: u32 = 16;

/// Whether a value belongs to `environment` or to `settings`.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Of {
    Environment,
    Settings,
}

/// A variable or setting of a step.
#[derive(Clone, Copy)]
struct Value<'a> {
    tree: &'a Tree,
    of: Of,
    name: &'a str,
    id: NodeId,
}

impl<'a> Value<'a> {
    /// Its keys; none if it is no mapping.
    fn keys(&self) -> Vec<Pair<'a>> {
        pairs(self.tree, self.id)
    }
}

/// The variables and settings that are mappings or lists, each once.
fn values<'a>(cx: &Context<'a>) -> Vec<Value<'a>> {
    let mut found = Vec::new();
    let mut seen = HashSet::new();
    for (tree, id) in steps(cx.file) {
        for part in pairs(tree, id) {
            let of = match part.key {
                "environment" => Of::Environment,
                "settings" => Of::Settings,
                _ => continue,
            };
            for pair in pairs(tree, part.value) {
                let node = tree.node(pair.value);
                let is_text = matches!(node.kind, NodeKind::Scalar { .. });
                if !is_text && seen.insert((node.span, of == Of::Settings)) {
                    found.push(Value {
                        tree,
                        of,
                        name: pair.key,
                        id: pair.value,
                    });
                }
            }
        }
    }
    found
}

/// The text of a scalar.
fn text(tree: &Tree, id: NodeId) -> Option<&str> {
    match &tree.node(id).kind {
        NodeKind::Scalar { text, .. } => Some(text),
        _ => None,
    }
}

/// A key that is not `from_secret` but nearly.
fn meant(key: &str) -> bool {
    key != KEY && nearest(&key.replace(['-', ' '], "_"), [KEY]).is_some()
}

fn typo(cx: &mut Context<'_>) {
    for value in values(cx) {
        let keys = value.keys();
        let works = |pair: &Pair<'_>| {
            pair.key == KEY || (value.of == Of::Environment && pair.key == "value")
        };
        if keys.is_empty() || keys.iter().any(works) {
            continue;
        }
        let near = keys.iter().find(|pair| meant(pair.key));
        let (pair, is_near) = match (near, value.of) {
            (Some(pair), _) => (pair, true),
            // A variable that is any other mapping is empty.
            (None, Of::Environment) => match keys.first() {
                Some(pair) => (pair, false),
                None => continue,
            },
            (None, Of::Settings) => continue,
        };
        let becomes = match value.of {
            Of::Environment => "the variable is empty",
            Of::Settings => "the plugin gets a mapping",
        };
        let message = format!("`{}` gives no secret: {becomes}", pair.key);
        let problem = cx.report(pair.key_span, message);
        problem.help = Some(if is_near {
            format!("did you mean `{KEY}`?")
        } else {
            format!("`{}` can be text or `{KEY}: …`", value.name)
        });
        if is_near {
            let edit = (pair.key_span, KEY.to_owned());
            problem.set_fix(true, format!("rename it to `{KEY}`"), [edit]);
        }
    }
}

fn nested(cx: &mut Context<'_>) {
    let mut seen = HashSet::new();
    for value in values(cx) {
        if value.of != Of::Settings || value.keys().iter().any(|pair| pair.key == KEY) {
            continue;
        }
        let mut places = Vec::new();
        inside(
            value.tree,
            value.id,
            MAX_DEPTH,
            &mut HashSet::new(),
            &mut places,
        );
        for span in places {
            if !seen.insert(span) {
                continue;
            }
            let message = format!("the plugin gets no secret here but `{KEY}` itself");
            let problem = cx.report(span, message);
            problem.help = Some(format!(
                "only the whole of `{}` can be a secret: keep all of it in one",
                value.name
            ));
        }
    }
}

/// Where `from_secret` stands below a value. What aliases repeat is looked at once.
fn inside(tree: &Tree, id: NodeId, depth: u32, seen: &mut HashSet<NodeId>, places: &mut Vec<Span>) {
    let is_enough = places.len() > 1000;
    if depth == 0 || is_enough || !seen.insert(id) {
        return;
    }
    match &tree.node(id).kind {
        NodeKind::Mapping { .. } => {
            for pair in pairs(tree, id) {
                if pair.key == KEY && text(tree, pair.value).is_some() {
                    places.push(pair.key_span);
                } else {
                    inside(tree, pair.value, depth - 1, seen, places);
                }
            }
        }
        NodeKind::Sequence { items, .. } => {
            for item in items {
                inside(tree, tree.resolve(*item), depth - 1, seen, places);
            }
        }
        _ => {}
    }
}

fn extra(cx: &mut Context<'_>) {
    let mut seen = HashSet::new();
    for value in values(cx) {
        let keys = value.keys();
        let has_secret = keys.iter().any(|pair| {
            pair.key == KEY && text(value.tree, pair.value).is_some_and(|name| !name.is_empty())
        });
        for pair in keys.iter().filter(|pair| has_secret && pair.key != KEY) {
            if !seen.insert(pair.key_span) {
                continue;
            }
            let message = format!("`{}` has no effect beside `{KEY}`", pair.key);
            let problem = cx.report(pair.key_span, message);
            problem.help = Some("remove it".to_owned());
        }
    }
}

fn empty(cx: &mut Context<'_>) {
    let mut seen = HashSet::new();
    for value in values(cx) {
        for pair in value.keys().iter().filter(|pair| pair.key == KEY) {
            let Some(name) = text(value.tree, pair.value) else {
                continue;
            };
            let span = value.tree.node(pair.value).span;
            let span = if span.is_empty() { pair.key_span } else { span };
            if name.trim().is_empty() && seen.insert(span) {
                let problem = cx.report(span, "the secret has no name");
                problem.help = Some(format!("write the name of the secret behind `{KEY}`"));
            }
        }
    }
}
