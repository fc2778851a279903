//! The lease: a Job that never starts a Pod and owns everything of a run.
//!
//! The client moves its deadline on while it lives. When the client dies in any way, the Job fails
//! at its deadline, the TTL controller deletes it and the garbage collector removes what it owns.

use std::time::Duration;

use k8s_openapi::api::batch::v1::{Job, JobSpec};
use k8s_openapi::api::core::v1::{
    Capabilities, Container, PodSpec, PodTemplateSpec, ResourceRequirements, SeccompProfile,
    SecurityContext,
};
use k8s_openapi::apimachinery::pkg::api::resource::Quantity;
use k8s_openapi::apimachinery::pkg::apis::meta::v1::{ObjectMeta, OwnerReference};
use kube::api::{Patch, PatchParams};
use tokio::sync::mpsc::UnboundedSender;
use tokio::time::{Instant, sleep, timeout};

use super::call::is_not_found;
use super::message::Message;
use super::pod::labels;
use super::target::Target;
use crate::engine::error::{Error, Kind};
use crate::plan::spec::Spec;

/// The Job of a run; `duration` is how long the run outlives its client.
pub(super) fn job(spec: &Spec, run: &str, namespace: &str, duration: Duration) -> Job {
    let small: std::collections::BTreeMap<String, Quantity> = [
        ("cpu".to_string(), Quantity("10m".to_string())),
        ("memory".to_string(), Quantity("16Mi".to_string())),
    ]
    .into();
    Job {
        metadata: ObjectMeta {
            name: Some(run.to_string()),
            namespace: Some(namespace.to_string()),
            labels: Some(labels(spec, run)),
            ..ObjectMeta::default()
        },
        spec: Some(JobSpec {
            parallelism: Some(0),
            completions: Some(1),
            backoff_limit: Some(0),
            active_deadline_seconds: Some(seconds(duration)),
            ttl_seconds_after_finished: Some(0),
            // Never started; written so that the strictest policies accept it.
            template: PodTemplateSpec {
                metadata: None,
                spec: Some(PodSpec {
                    restart_policy: Some("Never".to_string()),
                    automount_service_account_token: Some(false),
                    security_context: Some(k8s_openapi::api::core::v1::PodSecurityContext {
                        run_as_non_root: Some(true),
                        seccomp_profile: Some(SeccompProfile {
                            type_: "RuntimeDefault".to_string(),
                            localhost_profile: None,
                        }),
                        ..k8s_openapi::api::core::v1::PodSecurityContext::default()
                    }),
                    containers: vec![Container {
                        name: "lease".to_string(),
                        image: Some("lease-without-a-container".to_string()),
                        resources: Some(ResourceRequirements {
                            limits: Some(small.clone()),
                            requests: Some(small),
                            ..ResourceRequirements::default()
                        }),
                        security_context: Some(SecurityContext {
                            allow_privilege_escalation: Some(false),
                            capabilities: Some(Capabilities {
                                drop: Some(vec!["ALL".to_string()]),
                                add: None,
                            }),
                            ..SecurityContext::default()
                        }),
                        ..Container::default()
                    }],
                    ..PodSpec::default()
                }),
            },
            ..JobSpec::default()
        }),
        status: None,
    }
}

/// The reference that makes an object part of the lease. `controller` and `blockOwnerDeletion` stay
/// false: both would need further rights and would let the Job controller adopt the Pod.
pub(super) fn owner(job: &Job) -> Option<OwnerReference> {
    Some(OwnerReference {
        api_version: "batch/v1".to_string(),
        kind: "Job".to_string(),
        name: job.metadata.name.clone()?,
        uid: job.metadata.uid.clone()?,
        controller: Some(false),
        block_owner_deletion: Some(false),
    })
}

/// Moves the deadline on until the task is dropped. `born` is when the Job was created.
pub(super) async fn keep(
    target: Target,
    duration: Duration,
    born: Instant,
    messages: UnboundedSender<Message>,
) {
    let jobs = target.jobs();
    let period = duration / 4;
    let params = PatchParams::default();
    loop {
        sleep(period).await;
        let deadline = born.elapsed() + duration;
        let patch = Patch::Merge(
            serde_json::json!({ "spec": { "activeDeadlineSeconds": seconds(deadline) } }),
        );
        let request = jobs.patch(&target.pod, &params, &patch);
        // A failed attempt is made up for by the next one: there are three before the deadline.
        if let Ok(Err(error)) = timeout(period / 2, request).await
            && is_not_found(&error)
        {
            let _ = messages.send(Message::Fatal(
                Error::new(
                    Kind::PodLost,
                    "the lease of this run is gone: the cluster has removed the run",
                )
                .hint(
                    "this happens when this machine slept or was cut off for longer than the \
                     lease: see --lease",
                ),
            ));
            return;
        }
    }
}

fn seconds(duration: Duration) -> i64 {
    i64::try_from(duration.as_secs()).unwrap_or(i64::MAX).max(1)
}
