//! Helpers: loading text, and values in the notation of the recorded tables.

use drone_k8s::manifest::{self, Loaded, Pipeline, Step};
use drone_k8s::source::{Problem, Source, Spanned};

/// Loads text.
pub(crate) fn load(text: &str) -> Loaded {
    manifest::load(&Source::new(".drone.yml", text))
}

/// A pipeline that has nothing wrong with it.
pub(crate) fn pipeline(text: &str) -> Pipeline {
    let loaded = load(text);
    assert_eq!(loaded.problems, [], "{text}");
    manifest::select(&loaded.manifest, None)
        .expect("one pipeline")
        .clone()
}

/// The text of a pipeline whose only step has some more lines.
pub(crate) fn with_step(lines: &str) -> String {
    let lines = lines.replace('\n', "\n  ");
    format!("kind: pipeline\ntype: kubernetes\nsteps:\n- name: a\n  image: alpine\n  {lines}\n")
}

/// The only step of a pipeline that has nothing wrong with it.
pub(crate) fn step(lines: &str) -> Step {
    pipeline(&with_step(lines)).steps.remove(0)
}

/// The official texts of all errors.
pub(crate) fn official(problems: &[Problem]) -> Vec<&str> {
    let errors = problems.iter().filter(|problem| problem.is_error());
    errors
        .map(|problem| problem.official.as_deref().unwrap_or("-"))
        .collect()
}

/// The texts of a list.
pub(crate) fn texts(list: &[Spanned<String>]) -> Vec<&str> {
    list.iter().map(|text| text.value.as_str()).collect()
}

/// The official texts of the errors in a step with some more lines.
pub(crate) fn type_errors(lines: &str) -> Vec<String> {
    official(&load(&with_step(lines)).problems)
        .iter()
        .map(ToString::to_string)
        .collect()
}
