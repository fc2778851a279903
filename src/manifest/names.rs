//! What the official runner refuses while it parses a file: empty steps and bad step names.
//!
//! These checks are made for every Kubernetes pipeline of a file, also those that are not run, and
//! only for `steps`.

use std::collections::HashMap;

use super::{NullList, Pipeline, Step};
use crate::source::{Problem, Source, Span};

/// Longest name of a step, in bytes.
const LONGEST_NAME: usize = 100;

pub(super) fn check(pipeline: &Pipeline, source: &Source, problems: &mut Vec<Problem>) {
    for null in pipeline
        .null_entries
        .iter()
        .filter(|null| null.list == NullList::Steps)
    {
        let mut problem = Problem::error("null-entry", null.span, "this item of `steps` is empty")
            .help("delete the `-`, or write the step after it")
            .official("Linter: detected nil step");
        if let Some(line) = source.lone_item(null.span) {
            problem.set_fix(true, "delete the line", [(line, String::new())]);
        }
        problems.push(problem);
    }
    let mut seen: HashMap<&str, Span> = HashMap::new();
    for step in &pipeline.steps {
        problems.extend(name(step));
        if step.name.is_empty() {
            continue;
        }
        if let Some(&first) = seen.get(step.name.as_str()) {
            let message = format!("a second step has the name `{}`", step.name);
            let problem = Problem::error("duplicate-step-name", step.name.span, message)
                .label(first, "the first one")
                .help("names of steps must differ")
                .official("Linter: duplicate step name");
            problems.push(problem);
        } else {
            seen.insert(&step.name, step.name.span);
        }
    }
}

fn name(step: &Step) -> Option<Problem> {
    if step.name.is_empty() {
        let problem = Problem::error("missing-name", step.name.span, "this step has no name")
            .help("add `name:` to the step")
            .official("Linter: invalid or missing step name");
        return Some(problem);
    }
    if step.name.len() > LONGEST_NAME {
        let message = format!(
            "the step's name has {} bytes, {LONGEST_NAME} are possible",
            step.name.len()
        );
        let problem = Problem::error("name-too-long", step.name.span, message)
            .help("use a shorter name")
            .official("Linter: step name cannot exceed 100 characters");
        return Some(problem);
    }
    None
}
