//! Taints of nodes that the Pod bears.

use super::names::{key_fault, value_fault};
use crate::lint::rule::{Check, Context, Fixable, Rule};
use crate::lint::rules::volumes::tree::is_open;
use crate::lint::suggest::did_you_mean;
use crate::manifest::{Pipeline, Toleration};
use crate::source::{Severity, Spanned};

pub(super) const RULES: &[Rule] = &[Rule {
    id: "DK512",
    name: "toleration-enum",
    severity: Severity::Error,
    refused: false,
    summary: "A toleration has an operator or effect that does not exist, or parts that do not go together.",
    why: "The operator is `Exists` or `Equal`, the effect `NoSchedule`, `PreferNoSchedule` or `NoExecute`. `Exists` takes no value, and only it goes without a key.",
    official: "Sends it, and the API server refuses the Pod.",
    fix: Fixable::Safe,
    bad: "tolerations:
- key: builds
  operator: «exists»
  effect: NoSchedule
",
    good: "tolerations:
- key: builds
  operator: Exists
  effect: NoSchedule
",
    check: Check::Pipeline(check),
}];

const OPERATORS: [&str; 2] = ["Exists", "Equal"];
/// Operators of newer clusters.
const NEW_OPERATORS: [&str; 2] = ["Lt", "Gt"];
const EFFECTS: [&str; 3] = ["NoSchedule", "PreferNoSchedule", "NoExecute"];

/// What the API server refuses in tolerations.
fn check(cx: &mut Context<'_>, pipeline: &Pipeline) {
    for toleration in &pipeline.tolerations {
        if !NEW_OPERATORS.contains(&toleration.operator.as_str()) {
            word(cx, "operator", &toleration.operator, &OPERATORS);
        }
        word(cx, "effect", &toleration.effect, &EFFECTS);
        parts(cx, toleration);
    }
}

/// One of a few words.
fn word(cx: &mut Context<'_>, what: &str, word: &Spanned<String>, words: &[&str]) {
    if word.is_empty() || is_open(word) || words.contains(&word.as_str()) {
        return;
    }
    let meant = words.iter().find(|other| other.eq_ignore_ascii_case(word));
    let is_block = cx.text(word.span).starts_with(['|', '>']);
    let problem = cx.report(word.span, format!("there is no {what} `{word}`"));
    problem.help = Some(
        did_you_mean(word, words.iter().copied())
            .unwrap_or_else(|| format!("use one of `{}`", words.join("`, `"))),
    );
    if let Some(meant) = meant.filter(|_| !is_block) {
        let edit = (word.span, (*meant).to_owned());
        problem.set_fix(true, format!("write `{meant}`"), [edit]);
    }
}

/// Parts that do not go together, and those that no taint can have.
fn parts(cx: &mut Context<'_>, toleration: &Toleration) {
    let Toleration {
        key,
        operator,
        value,
        ..
    } = toleration;
    if [key, operator, value].into_iter().any(|part| is_open(part)) {
        return;
    }
    let is_exists = operator.eq_ignore_ascii_case("Exists");
    if is_exists && !value.is_empty() {
        let message = "`Exists` does not look at a value, and cannot have one";
        let help = "remove `value`, or use the operator `Equal`";
        cx.report(value.span, message).help = Some(help.to_owned());
    }
    if key.is_empty() && !is_exists {
        let message = "a toleration without a key needs the operator `Exists`";
        let help = "add the `key` of the taint, or `operator: Exists` for all taints";
        cx.report(key.span, message).help = Some(help.to_owned());
    }
    if let Some(fault) = key_fault(key).filter(|_| !key.is_empty()) {
        let message = format!("no taint can have the key `{key}`");
        cx.report(key.span, message).help = Some(fault.to_owned());
    }
    if let Some(fault) = value_fault(value).filter(|_| !is_exists) {
        let message = format!("no taint can have the value `{value}`");
        cx.report(value.span, message).help = Some(fault.to_owned());
    }
}
