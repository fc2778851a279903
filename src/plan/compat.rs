//! Mistakes of the official runner that `--compat` repeats.
//!
//! Its substitution is in [`crate::subst::Mode`], the line that it makes of `entrypoint` in
//! [`super::step`]. What crashes there or comes out at random (`$(NAME)`
//! in a script, which Kubernetes replaces if the variable happens to stand before it) is not repeated.

use super::spec::{EnvValue, Run, Spec, VolumeSource};
use crate::manifest::Pipeline;

/// Changes a plan to what the official runner would have made.
pub(super) fn apply(spec: &mut Spec, pipeline: &Pipeline) {
    for step in &mut spec.steps {
        if let Run::Script(script) = &mut step.run {
            *script = halve_dollars(script);
        }
        if let Run::Entrypoint { args: Some(args) } = &mut step.run {
            for arg in args {
                *arg = halve_dollars(arg);
            }
        }
        for (_, value) in &mut step.env {
            if let EnvValue::Text(text) = value {
                *text = halve_dollars(text);
            }
        }
    }
    for volume in &mut spec.volumes {
        if let VolumeSource::ConfigMap(object) | VolumeSource::Secret(object) = &mut volume.source {
            object.default_mode.get_or_insert(0);
        }
    }
    // The platform is a label and selects no node.
    let selector = &mut spec.placement.node_selector;
    selector.clear();
    for entry in &pipeline.node_selector {
        selector.insert(entry.key.value.clone(), entry.value.value.clone());
    }
    for (own, given) in spec
        .placement
        .tolerations
        .iter_mut()
        .zip(&pipeline.tolerations)
    {
        own.seconds = given
            .toleration_seconds_official
            .map(|seconds| seconds.value);
    }
}

/// What Kubernetes makes of `$$`, which the official runner does not keep it from.
fn halve_dollars(text: &str) -> String {
    text.replace("$$", "$")
}
