//! The texts of rules for people.

use std::fmt::Write;

use super::{Fixable, RULES, Rule};

fn fix(rule: &Rule) -> &'static str {
    match rule.fix {
        Fixable::No => "none",
        Fixable::Safe => "safe (`--fix`)",
        Fixable::Unsafe => "to be looked at (`--fix --unsafe-fixes`)",
    }
}

/// All about a rule, as Markdown.
pub fn explain(rule: &Rule) -> String {
    let plain = |text: &str| {
        let example = text.replace(['«', '»'], "");
        example.trim_end().to_owned()
    };
    format!(
        "## {} {}\n\n{}\n\n- Severity: {}\n- Fix: {}\n\n{}\n\nThe official runner: {}\n\n\
         Wrong:\n\n```yaml\n{}\n```\n\nRight:\n\n```yaml\n{}\n```\n",
        rule.id,
        rule.name,
        rule.summary,
        rule.severity.word(),
        fix(rule),
        rule.why,
        lower(rule.official),
        plain(rule.bad),
        plain(rule.good),
    )
}

/// A sentence that goes on after a colon.
fn lower(text: &str) -> String {
    let mut characters = text.chars();
    characters
        .next()
        .map(|first| first.to_lowercase().chain(characters).collect())
        .unwrap_or_default()
}

/// One line for each rule.
pub fn list() -> String {
    let width = RULES
        .iter()
        .map(|rule| rule.name.len())
        .max()
        .unwrap_or_default();
    RULES.iter().fold(String::new(), |mut list, rule| {
        let mark = match rule.fix {
            Fixable::No => ' ',
            Fixable::Safe => 'S',
            Fixable::Unsafe => 'U',
        };
        // Writing to a string does not fail.
        let _ = writeln!(
            list,
            "{}  {:width$}  {:7}  {mark}  {}",
            rule.id,
            rule.name,
            rule.severity.word(),
            rule.summary
        );
        list
    })
}

/// `docs/rules.md`.
pub fn page() -> String {
    let mut page = "# Rules of `drone-k8s lint`\n\n\
         Made from the rules themselves; `drone-k8s lint --explain RULE` shows the same text.\n\n\
         | Rule | Name | Severity | Fix | What it finds |\n|---|---|---|---|---|\n"
        .to_owned();
    for rule in RULES.iter() {
        let mark = match rule.fix {
            Fixable::No => "",
            Fixable::Safe => "safe",
            Fixable::Unsafe => "unsafe",
        };
        let anchor = format!("{}-{}", rule.id.to_lowercase(), rule.name);
        // Writing to a string does not fail.
        let _ = writeln!(
            page,
            "| [{}](#{anchor}) | {} | {} | {mark} | {} |",
            rule.id,
            rule.name,
            rule.severity.word(),
            rule.summary.replace('|', "\\|")
        );
    }
    for rule in RULES.iter() {
        page.push('\n');
        page.push_str(&explain(rule));
    }
    page
}
