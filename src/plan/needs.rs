//! Which secrets a run waits for.

use super::compiler::stays;
use super::inputs::Inputs;
use crate::manifest::{Parameter, Pipeline, Step, Variable};
use crate::source::Spanned;

/// A secret that a step needs and nobody gave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Need {
    /// Name under which it must be given.
    pub name: String,
    /// The first step that needs it.
    pub step: String,
}

/// The secrets that steps of the run need and nobody gave, each once, in the order of the file. Steps
/// that are left out do not count, nor do `image_pull_secrets`: what they need are whole documents.
pub fn missing_secrets(pipeline: &Pipeline, inputs: &Inputs) -> Vec<Need> {
    let mut needs: Vec<Need> = Vec::new();
    for step in stays(pipeline, inputs) {
        for name in secrets_of(step) {
            let given = inputs.secrets.given_name(name);
            let is_known = |need: &Need| need.name.to_lowercase() == given.to_lowercase();
            if inputs.secrets.get(name).is_none() && !needs.iter().any(is_known) {
                needs.push(Need {
                    name: given.to_owned(),
                    step: step.name.value.clone(),
                });
            }
        }
    }
    needs
}

/// The secrets that a step takes, as the file names them.
pub(super) fn secrets_of(step: &Step) -> impl Iterator<Item = &Spanned<String>> {
    let variables = step.environment.iter().map(|entry| match &entry.value {
        Variable::Secret(name) => Some(name),
        Variable::Text(_) => None,
    });
    let settings = step.settings.iter().map(|entry| match &entry.value {
        Parameter::Secret(name) => Some(name),
        Parameter::Value(_) => None,
    });
    variables.chain(settings).flatten()
}
