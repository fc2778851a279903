//! The environment that all steps share.

use super::env::{self, Variables};
use super::facts::Facts;
use super::inputs::Inputs;
use super::{proxy, status};
use crate::manifest::Pipeline;

/// Where variables of the shared environment are set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Layer {
    /// `--environ` and `--env-file`.
    Environ,
    /// `environment` of the pipeline.
    Pipeline,
    /// Proxies of this machine.
    Proxy,
    /// Facts about the build.
    Facts,
    /// What `clone` of the pipeline sets for git.
    Git,
    /// Paths in the Pod.
    Workspace,
    /// `--env`.
    Env,
}

/// The shared environment in layers. What comes later wins, in the official runner's order; `--env`
/// is ours and wins over all, over a step's own `environment` too.
pub(super) fn layers(
    pipeline: &Pipeline,
    facts: &Facts,
    inputs: &Inputs,
    workspace: &str,
    notes: &mut Vec<String>,
) -> Vec<(Layer, Variables)> {
    let mut environ: Variables = inputs.environ.clone().into();
    let mut own = Variables::default();
    for entry in &pipeline.environment {
        own.set(entry.key.value.as_str(), entry.value.value.as_str());
    }
    let mut proxies = proxy::reachable(&inputs.proxy, notes);
    // The engine sets these when the step starts; nothing from here may stand in their way.
    for layer in [&mut environ, &mut own, &mut proxies] {
        for name in status::NAMES {
            layer.remove(name);
        }
    }
    let mut paths = Variables::default();
    paths.set("DRONE_WORKSPACE", workspace);
    paths.set("DRONE_DOCKER_VOLUME_ID", "workspace");
    let clone = &pipeline.clone;
    let git = env::of_git(facts, clone.trace.value, clone.skip_verify.value);
    vec![
        (Layer::Environ, environ),
        (Layer::Pipeline, own),
        (Layer::Proxy, proxies),
        (Layer::Facts, env::of_build(facts)),
        (Layer::Git, git),
        (Layer::Workspace, paths),
        (Layer::Env, inputs.env.clone().into()),
    ]
}

/// The same as one environment.
pub(super) fn environment(
    pipeline: &Pipeline,
    facts: &Facts,
    inputs: &Inputs,
    workspace: &str,
    notes: &mut Vec<String>,
) -> Variables {
    let mut all = Variables::default();
    for (_, layer) in layers(pipeline, facts, inputs, workspace, notes) {
        all.extend(layer);
    }
    all
}
