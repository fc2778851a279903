//! The objects of a run without running it.

use super::gate::Gate;
use super::lease;
use super::names::secret_key;
use super::objects::registry_logins;
use super::pod::{PodOptions, build};
use super::run::{RunOptions, deadline, grace_seconds, lease_time};
use crate::plan::spec::{SecretText, Spec};

/// The objects that a run would create, for `exec --dry-run`: the Pod as YAML or JSON values.
pub fn manifests(spec: &Spec, namespace: &str, options: &RunOptions) -> Vec<serde_json::Value> {
    let gates = Gate::choose(spec, true);
    let logins = registry_logins(spec);
    let run = "drone-k8s-dry-run";
    let pod = build(
        spec,
        &PodOptions {
            run,
            namespace,
            helper_image: &options.helper_image,
            owner: None,
            secret: (!spec.secrets.is_empty()).then_some(run),
            pull_secret: (!logins.is_empty()).then_some("drone-k8s-dry-run-pull"),
            deadline: deadline(spec, options),
            grace: grace_seconds(options),
            gates: &gates,
            tree: None,
        },
    );
    let job = lease::job(spec, run, namespace, lease_time(options));
    let mut objects: Vec<serde_json::Value> = serde_json::to_value(&job).into_iter().collect();
    if !spec.secrets.is_empty() {
        let values = spec
            .secrets
            .iter()
            .map(|(name, value)| (secret_key(name), value.to_string()));
        objects.push(redacted(run, namespace, "Opaque", values));
    }
    if !logins.is_empty() {
        // Valid JSON, as a cluster takes nothing else, with the names of the registries.
        let auths: serde_json::Map<String, serde_json::Value> = logins
            .iter()
            .map(|(registry, login)| {
                let auth = login.get("auth").and_then(serde_json::Value::as_str);
                let shown = SecretText::new(auth.unwrap_or_default()).to_string();
                (registry.clone(), serde_json::json!({ "auth": shown }))
            })
            .collect();
        let document = serde_json::json!({ "auths": auths }).to_string();
        let values = (".dockerconfigjson".to_string(), document);
        let name = format!("{run}-pull");
        objects.push(redacted(
            &name,
            namespace,
            "kubernetes.io/dockerconfigjson",
            [values],
        ));
    }
    objects.extend(serde_json::to_value(&pod));
    objects
}

/// A Secret that shows which keys it has and not their values.
fn redacted(
    name: &str,
    namespace: &str,
    kind: &str,
    values: impl IntoIterator<Item = (String, String)>,
) -> serde_json::Value {
    let values: serde_json::Map<String, serde_json::Value> = values
        .into_iter()
        .map(|(key, value)| (key, value.into()))
        .collect();
    serde_json::json!({
        "apiVersion": "v1",
        "kind": "Secret",
        "type": kind,
        "metadata": { "name": name, "namespace": namespace },
        "stringData": values,
    })
}
