//! What only a trusted repository may do.

use crate::lint::rule::{Check, Context, Fixable, Rule};
use crate::manifest::Pipeline;
use crate::source::{Severity, Span};

pub(super) const RULES: &[Rule] = &[Rule {
    id: "DK408",
    name: "needs-trusted",
    severity: Severity::Error,
    refused: true,
    summary: "Something that gives power over the node, in a repository that is not trusted.",
    why: "Host paths, claims, config maps, secrets and memory of the cluster, and privileged steps, reach beyond the Pod. An administrator must have trusted the repository. With `--trusted` this rule finds nothing.",
    official: "Refuses the pipeline unless the repository is trusted.",
    fix: Fixable::No,
    bad: "steps:
- name: build
  image: golang:1.22
  privileged: «true»
  commands: [go build]
",
    good: "steps:
- name: build
  image: golang:1.22
  commands: [go build]
",
    check: Check::Pipeline(check),
}];

/// Privileged steps, and volumes that reach out of the Pod.
fn check(cx: &mut Context<'_>, pipeline: &Pipeline) {
    if cx.trusted {
        return;
    }
    for step in pipeline.services.iter().chain(&pipeline.steps) {
        if step.privileged.value {
            let message = format!("`{}` wants to run privileged", step.name);
            report(cx, step.privileged.span, message, "enable privileged mode");
        }
    }
    for volume in &pipeline.volumes {
        let name = volume.name.as_str();
        let memory = volume
            .temp
            .as_ref()
            .filter(|temp| temp.medium.value == "memory");
        let wants = [
            (
                memory.map(|temp| temp.medium.span),
                "the node's memory",
                "in-memory volumes",
            ),
            (
                volume.host.as_ref().map(|host| host.path.span),
                "a path of the node",
                "host volumes",
            ),
            (
                volume.claim.as_ref().map(|claim| claim.name.span),
                "a persistent volume claim",
                "PVC",
            ),
            (
                volume.config_map.as_ref().map(|object| object.name.span),
                "a config map",
                "configMap volumes",
            ),
            (
                volume.secret.as_ref().map(|object| object.name.span),
                "a secret",
                "secret volumes",
            ),
        ];
        for (span, what, official) in wants {
            if let Some(span) = span {
                let message = format!("the volume `{name}` wants {what}");
                report(cx, span, message, &format!("mount {official}"));
            }
        }
    }
}

fn report(cx: &mut Context<'_>, span: Span, message: String, official: &str) {
    let problem = cx.report(span, message + ", which only a trusted repository may");
    problem.help = Some("give `--trusted` if you trust this file with your cluster".to_owned());
    problem.official = Some(format!("linter: untrusted repositories cannot {official}"));
}
