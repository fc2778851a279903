//! The clone step: what a Drone server puts in front of every pipeline.
//!
//! Without `--clone` there is none, and the working tree is uploaded instead.

use super::facts::Facts;
use super::inputs::Inputs;
use crate::manifest::{Pipeline, Step, Variable};
use crate::source::{Problem, Span};

/// Its name: steps may depend on it.
pub(super) const NAME: &str = "clone";

/// The clone step as if the file had it; `None` when there is none to be.
pub(super) fn step(pipeline: &Pipeline, inputs: &Inputs) -> Option<Step> {
    let image = inputs.clone_image.as_ref()?;
    let clone = &pipeline.clone;
    if clone.disable.value {
        return None;
    }
    let mut step = Step {
        span: clone.span,
        name: NAME.into(),
        image: image.as_str().into(),
        ..Step::default()
    };
    let mut set = |name: &str, value: String| {
        step.environment
            .insert(name.into(), Variable::Text(value.into()));
    };
    if clone.depth.value > 0 {
        set("PLUGIN_DEPTH", clone.depth.value.to_string());
    }
    if clone.skip_verify.value {
        set("PLUGIN_SKIP_VERIFY", "true".to_owned());
    }
    Some(step)
}

/// What a person should know about the clone.
///
/// # Errors
/// When nobody said what to clone.
pub(super) fn note(pipeline: &Pipeline, facts: &Facts) -> Result<String, Box<Problem>> {
    let address = &facts.repo.http;
    if address.is_empty() {
        let start = pipeline.span.start;
        let message = "--clone needs the address of the repository, and the checkout has no remote";
        let problem = Problem::error("clone-address", Span::new(start, start), message);
        return Err(Box::new(problem.help("give it with `--repo-http URL`")));
    }
    let commit = facts.commit.after.get(..8).unwrap_or(&facts.commit.after);
    let what = if commit.is_empty() {
        facts.commit.reference.as_str()
    } else {
        commit
    };
    Ok(format!(
        "the steps get a clone of {address} at {what}: changes that are not pushed are not in it"
    ))
}
