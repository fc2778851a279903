//! Pipelines of busybox steps that run commands.

use std::fmt::Write as _;

use serde_json::Value;

use crate::harness::Run;

/// A step that hears of the end and goes on all the same.
pub(crate) const STUBBORN: [&str; 3] = [
    "trap 'echo caught' TERM",
    "echo started",
    "while :; do sleep 0.2 || true; done",
];

/// A pipeline of one busybox step named `it`.
pub(crate) fn shell(commands: &[&str]) -> Run {
    scripts(&[("it", commands)], "")
}

/// A busybox step for each name and its commands; all start at once. `more` are further keys.
pub(crate) fn scripts(steps: &[(&str, &[&str])], more: &str) -> Run {
    let mut text = "steps:\n".to_string();
    for (name, commands) in steps {
        let commands: Vec<String> = commands.iter().map(|command| quoted(command)).collect();
        writeln!(
            text,
            "- {{name: {name}, image: busybox, depends_on: [], commands: [{}]{more}}}",
            commands.join(", ")
        )
        .unwrap();
    }
    Run::new(&text)
}

/// Text as a YAML scalar that comes out as it went in: JSON is YAML, and the substitution makes one
/// `$` of two.
pub(crate) fn quoted(text: &str) -> String {
    Value::from(text.replace('$', "$$")).to_string()
}
