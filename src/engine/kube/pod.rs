//! [`Spec`] to the Pod of a run: a pure function.

use std::collections::BTreeMap;

use k8s_openapi::api::core::v1::{
    HostAlias, LocalObjectReference, Pod, PodDNSConfig, PodDNSConfigOption, PodSpec, Toleration,
};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::{ObjectMeta, OwnerReference};

use super::container::{container, helper};
use super::gate::Gate;
use super::names::is_dns_subdomain;
use super::volumes::volumes;
use crate::plan::spec::Spec;

/// Label that carries the name of the run.
pub(super) const RUN_LABEL: &str = "drone-k8s.io/run";
/// What the Pod needs to know beside the pipeline.
pub(super) struct PodOptions<'a> {
    pub(super) run: &'a str,
    pub(super) namespace: &'a str,
    pub(super) helper_image: &'a str,
    pub(super) owner: Option<OwnerReference>,
    /// Name of the Secret with the values, if there is one.
    pub(super) secret: Option<&'a str>,
    pub(super) pull_secret: Option<&'a str>,
    /// Seconds after which the cluster ends the Pod whatever the client does.
    pub(super) deadline: i64,
    /// Seconds that a container has between TERM and KILL.
    pub(super) grace: i64,
    /// How each step is released.
    pub(super) gates: &'a [Gate],
    /// The tree as Secrets, when exec is forbidden.
    pub(super) tree: Option<Tree<'a>>,
}

/// The working tree in Secrets.
#[derive(Clone, Copy)]
pub(super) struct Tree<'a> {
    pub(super) secrets: &'a [String],
    pub(super) gzip: bool,
}

/// Builds the Pod.
pub(super) fn build(spec: &Spec, options: &PodOptions<'_>) -> Pod {
    let mut containers = vec![helper(spec, options)];
    containers.extend(
        spec.steps
            .iter()
            .enumerate()
            .map(|(index, step)| container(index, step, spec, options)),
    );
    let placement = &spec.placement;
    Pod {
        metadata: ObjectMeta {
            name: Some(options.run.to_string()),
            namespace: Some(options.namespace.to_string()),
            labels: Some(labels(spec, options.run)),
            annotations: Some(annotations(spec)),
            owner_references: options.owner.clone().map(|owner| vec![owner]),
            ..ObjectMeta::default()
        },
        spec: Some(PodSpec {
            restart_policy: Some("Never".to_string()),
            enable_service_links: Some(false),
            automount_service_account_token: Some(placement.service_account.is_some()),
            active_deadline_seconds: Some(options.deadline),
            termination_grace_period_seconds: Some(options.grace),
            service_account_name: placement.service_account.clone(),
            node_name: placement.node_name.clone(),
            node_selector: Some(placement.node_selector.clone()).filter(|map| !map.is_empty()),
            tolerations: Some(
                placement
                    .tolerations
                    .iter()
                    .map(toleration)
                    .collect::<Vec<_>>(),
            )
            .filter(|list| !list.is_empty()),
            dns_config: spec.dns.as_ref().map(|dns| PodDNSConfig {
                nameservers: Some(dns.nameservers.clone()),
                searches: Some(dns.searches.clone()),
                options: Some(
                    dns.options
                        .iter()
                        .map(|(name, value)| PodDNSConfigOption {
                            name: Some(name.clone()),
                            value: value.clone(),
                        })
                        .collect(),
                ),
            }),
            host_aliases: host_aliases(spec),
            image_pull_secrets: options.pull_secret.map(|name| {
                vec![LocalObjectReference {
                    name: name.to_string(),
                }]
            }),
            volumes: Some(volumes(
                spec,
                options.gates,
                options.tree.map(|tree| tree.secrets),
            )),
            containers,
            ..PodSpec::default()
        }),
        status: None,
    }
}

/// Labels of every object of a run; ours cannot be overridden by the pipeline.
pub(super) fn labels(spec: &Spec, run: &str) -> BTreeMap<String, String> {
    let mut labels = spec.labels.clone();
    labels.insert(
        "app.kubernetes.io/managed-by".to_string(),
        "drone-k8s".to_string(),
    );
    labels.insert(RUN_LABEL.to_string(), run.to_string());
    labels
}

/// Annotations at creation. `/run/drone/env` shows them, so the status is there from the start.
fn annotations(spec: &Spec) -> BTreeMap<String, String> {
    let mut annotations = spec.annotations.clone();
    for name in ["DRONE_BUILD_STATUS", "DRONE_STAGE_STATUS"] {
        annotations.insert(name.to_string(), "success".to_string());
    }
    annotations.insert(
        "cluster-autoscaler.kubernetes.io/safe-to-evict".to_string(),
        "false".to_string(),
    );
    annotations
}

/// Services and detached steps are reached by their names: all containers share one network.
fn host_aliases(spec: &Spec) -> Option<Vec<HostAlias>> {
    let services: Vec<String> = spec
        .steps
        .iter()
        .filter(|step| step.kind.is_background() && is_dns_subdomain(&step.name))
        .map(|step| step.name.clone())
        .collect();
    let mut aliases = Vec::new();
    if !services.is_empty() {
        aliases.push(HostAlias {
            ip: "127.0.0.1".to_string(),
            hostnames: Some(services),
        });
    }
    aliases.extend(spec.host_aliases.iter().map(|alias| HostAlias {
        ip: alias.ip.clone(),
        hostnames: Some(alias.hostnames.clone()),
    }));
    Some(aliases).filter(|aliases| !aliases.is_empty())
}

fn toleration(own: &crate::plan::spec::Toleration) -> Toleration {
    Toleration {
        key: own.key.clone(),
        operator: own.operator.clone(),
        value: own.value.clone(),
        effect: own.effect.clone(),
        toleration_seconds: own.seconds,
    }
}
