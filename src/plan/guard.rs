//! What a file may not do to somebody's cluster unless they say so.
//!
//! On a laptop the kubeconfig is often that of an administrator, and a pipeline file is something that
//! was just checked out. The linter has the official rules about trusted repositories; here is what
//! the official runner lets every file do: choose the node and the service account, and run some
//! plugins privileged.

use super::compiler::stays;
use super::image::{is_privileged_plugin, same_repository};
use super::inputs::Inputs;
use crate::manifest::Pipeline;
use crate::source::{Problem, Span};

/// What the person allows. `--trusted` is all of it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Consent {
    /// `--allow-privileged`: privileged steps, and plugins that run so by themselves.
    pub privileged: bool,
    /// `--allow-host-paths`: volumes that are paths of the node.
    pub host_paths: bool,
    /// `--allow-node-placement`: `node_name` and `tolerations`.
    pub node_placement: bool,
    /// `--allow-service-account`: `service_account_name`.
    pub service_account: bool,
}

impl Consent {
    /// Everything: `--trusted`.
    pub fn all() -> Self {
        Self {
            privileged: true,
            host_paths: true,
            node_placement: true,
            service_account: true,
        }
    }

    /// Whether a finding of the linter about trust is allowed by itself, and else by which flag.
    fn of_rule(&self, problem: &Problem) -> Option<(bool, &'static str)> {
        let official = problem.official.as_deref()?;
        match official.strip_prefix("linter: untrusted repositories cannot ")? {
            "enable privileged mode" => Some((self.privileged, "--allow-privileged")),
            "mount host volumes" => Some((self.host_paths, "--allow-host-paths")),
            _ => None,
        }
    }
}

/// Takes what is allowed out of the linter's findings, and names the flag for the rest.
pub fn drop_allowed(problems: &mut Vec<Problem>, consent: &Consent) {
    problems.retain_mut(|problem| match consent.of_rule(problem) {
        Some((true, _)) => false,
        Some((false, flag)) => {
            problem.help = Some(format!(
                "`{flag}` allows this, `--trusted` everything that a trusted repository may"
            ));
            true
        }
        None => true,
    });
}

/// Namespaces of the cluster itself.
pub fn is_reserved(namespace: &str) -> bool {
    matches!(namespace, "kube-system" | "kube-public" | "kube-node-lease")
}

/// Everything in a pipeline that needs a consent which is not there, and is no matter of the linter.
pub fn guard(pipeline: &Pipeline, inputs: &Inputs) -> Vec<Problem> {
    let consent = &inputs.consent;
    let mut problems = Vec::new();
    let mut refuse = |code, span: Span, message: String, flag: &str| {
        problems.push(Problem::error(code, span, message).help(format!(
            "`{flag}` allows this, `--trusted` everything; do so if you trust this file with your \
             cluster"
        )));
    };
    if !consent.node_placement {
        let node = &pipeline.node_name;
        if !node.value.is_empty() {
            let message = format!("the pipeline chooses the node `{node}`");
            refuse(
                "node-placement",
                node.span,
                message,
                "--allow-node-placement",
            );
        }
        if let Some(first) = pipeline.tolerations.first() {
            let message =
                "the pipeline tolerates taints, so it may run on nodes that are kept free";
            let span = first.span;
            refuse(
                "node-placement",
                span,
                message.to_owned(),
                "--allow-node-placement",
            );
        }
    }
    let account = &pipeline.service_account_name;
    if !consent.service_account && !account.value.is_empty() {
        let message =
            format!("the pipeline runs with the rights of the service account `{account}`");
        refuse(
            "service-account",
            account.span,
            message,
            "--allow-service-account",
        );
    }
    for step in stays(pipeline, inputs) {
        let named = |image: &String| same_repository(image, &step.image);
        if !consent.privileged
            && !step.privileged.value
            && is_privileged_plugin(step, &inputs.privileged)
            && !inputs.privileged.iter().any(named)
        {
            let message = format!(
                "step `{}`: {} runs privileged, as Docker must to start in it; that is power over \
                 the node",
                step.name, step.image
            );
            refuse(
                "privileged-plugin",
                step.image.span,
                message,
                "--allow-privileged",
            );
        }
    }
    problems
}
