//! A step or service and what it holds.

use super::{Conditions, Map, Resources, VolumeMount};
use crate::source::{Span, Spanned};
use crate::yaml::Value;

/// A step of a pipeline. Services have the same fields.
///
/// What the runner ignores (`ports`, `network_mode`, `devices` …) is not here.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Step {
    /// The whole mapping.
    pub span: Span,
    /// `name`, unique within the pipeline.
    pub name: Spanned<String>,
    /// `image`.
    pub image: Spanned<String>,
    /// `commands`: lines of a shell script.
    pub commands: Vec<Spanned<String>>,
    /// `command`: arguments for the image's entrypoint.
    pub command: Vec<Spanned<String>>,
    /// `entrypoint`: wins over `commands`.
    pub entrypoint: Vec<Spanned<String>>,
    /// `depends_on`: names of steps that must have ended first.
    pub depends_on: Vec<Spanned<String>>,
    /// `detach`: run in the background. As written: for services the runner behaves as if set.
    pub detach: Spanned<bool>,
    /// `privileged`.
    pub privileged: Spanned<bool>,
    /// `environment`.
    pub environment: Map<Variable>,
    /// `settings`: parameters of a plugin, handed over as `PLUGIN_*`.
    pub settings: Map<Parameter>,
    /// `failure`: `ignore`, `fast`, `fast-fail`, `fail-fast`; anything else has no effect.
    pub failure: Spanned<String>,
    /// `pull`: `always`, `never`, `if-not-exists`.
    pub pull: Spanned<String>,
    /// `shell`: read by the runner, no effect.
    pub shell: Spanned<String>,
    /// `working_dir`.
    pub working_dir: Spanned<String>,
    /// `resources`: only `limits` have an effect on a step.
    pub resources: Resources,
    /// `user`: numeric user id.
    pub user: Option<Spanned<i64>>,
    /// `group`: numeric group id.
    pub group: Option<Spanned<i64>>,
    /// `volumes`: mounts of the pipeline's volumes.
    pub volumes: Vec<VolumeMount>,
    /// `when`: conditions under which the step runs.
    pub when: Conditions,
}

/// A value in a step's `environment`. A variable that is null (`FOO:`) does not exist at all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Variable {
    /// The text as written: `1.10` stays `1.10`, `yes` stays `yes`.
    Text(Spanned<String>),
    /// `{from_secret: name}`: the name of a Drone secret.
    Secret(Spanned<String>),
}

impl Variable {
    /// Where the value stands.
    pub fn span(&self) -> Span {
        let (Self::Text(value) | Self::Secret(value)) = self;
        value.span
    }
}

/// A value in a plugin's `settings`. A setting that is null (`foo:`) does not exist at all.
#[derive(Debug, Clone, PartialEq)]
pub enum Parameter {
    /// `{from_secret: name}`: the name of a Drone secret.
    Secret(Spanned<String>),
    /// Any other value with the type the runner's decoder sees in it.
    Value(Spanned<Value>),
}

impl Parameter {
    /// Where the value stands.
    pub fn span(&self) -> Span {
        match self {
            Self::Secret(name) => name.span,
            Self::Value(value) => value.span,
        }
    }
}
