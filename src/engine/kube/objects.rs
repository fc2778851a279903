//! The objects of a run: made in an order that leaves nothing without an owner, removed for certain.

use std::collections::BTreeMap;
use std::time::Duration;

use futures::future::join_all;
use k8s_openapi::api::core::v1::{Pod, Secret};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::{ObjectMeta, OwnerReference};
use kube::Api;
use kube::api::{DeleteParams, PostParams, PropagationPolicy};
use serde_json::Value;
use tokio::time::{Instant, sleep, timeout};

use super::call::{call, explain, is_not_found};
use super::names::secret_key;
use super::pod::labels;
use super::target::Target;
use crate::engine::error::{Error, Kind};
use crate::plan::spec::Spec;

/// Time for one create, retries included: admission webhooks can be slow.
const CREATE: Duration = Duration::from_secs(60);
/// Time for the clean-up before the rest is left to the lease.
const CLEAN_UP: Duration = Duration::from_secs(15);

/// Creates an object. An answer that was lost is no failure: the names are ours alone, so an object
/// that exists already was made by the attempt before.
pub(super) async fn create<T>(what: &str, api: &Api<T>, object: &T) -> Result<T, Error>
where
    T: kube::Resource + Clone + std::fmt::Debug + serde::Serialize + serde::de::DeserializeOwned,
{
    let params = PostParams::default();
    call(what, CREATE, || async {
        match api.create(&params, object).await {
            Err(kube::Error::Api(status))
                if status.code == 409 && status.reason == "AlreadyExists" =>
            {
                let name = object.meta().name.clone().unwrap_or_default();
                match api.get(&name).await {
                    // Secrets may not be read, and need not be: ours is there.
                    Err(kube::Error::Api(status)) if status.code == 403 => Ok(object.clone()),
                    other => other,
                }
            }
            other => other,
        }
    })
    .await
}

/// The Secret with the values that steps use; `None` when there are none.
pub(super) fn secret(
    spec: &Spec,
    target: &Target,
    owner: Option<OwnerReference>,
) -> Option<Secret> {
    if spec.secrets.is_empty() {
        return None;
    }
    let data: BTreeMap<String, String> = spec
        .secrets
        .iter()
        .map(|(name, value)| (secret_key(name), value.expose().to_string()))
        .collect();
    Some(Secret {
        immutable: Some(true),
        string_data: Some(data),
        type_: Some("Opaque".to_string()),
        metadata: metadata(spec, target, &target.pod, owner),
        ..Secret::default()
    })
}

/// Name of the Secret with registry logins.
pub(super) fn pull_secret_name(target: &Target) -> String {
    format!("{}-pull", target.pod)
}

/// Names of the Secrets that carry the working tree when exec is forbidden.
pub(super) fn piece_names(target: &Target, count: usize) -> impl Iterator<Item = String> {
    (0..count).map(|index| format!("{}-tree-{index}", target.pod))
}

/// Logins by registry: those of this machine, and over them `image_pull_secrets`.
pub(super) fn registry_logins(spec: &Spec) -> serde_json::Map<String, Value> {
    let mut auths = serde_json::Map::new();
    for login in &spec.logins {
        let entry = serde_json::json!({ "auth": login.auth().expose() });
        auths.insert(login.cluster_key().to_string(), entry);
    }
    for document in &spec.pull_secrets {
        let value: Value = serde_json::from_str(document.expose()).unwrap_or_default();
        let given = value.get("auths").and_then(Value::as_object);
        for (registry, login) in given.into_iter().flatten() {
            auths.insert(registry.clone(), login.clone());
        }
    }
    auths
}

/// All registry logins as one Secret.
pub(super) fn pull_secret(
    spec: &Spec,
    target: &Target,
    owner: Option<OwnerReference>,
) -> Option<Secret> {
    let auths = registry_logins(spec);
    if auths.is_empty() {
        return None;
    }
    let document = serde_json::json!({ "auths": auths }).to_string();
    Some(Secret {
        immutable: Some(true),
        string_data: Some([(".dockerconfigjson".to_string(), document)].into()),
        type_: Some("kubernetes.io/dockerconfigjson".to_string()),
        metadata: metadata(spec, target, &pull_secret_name(target), owner),
        ..Secret::default()
    })
}

fn metadata(spec: &Spec, target: &Target, name: &str, owner: Option<OwnerReference>) -> ObjectMeta {
    ObjectMeta {
        name: Some(name.to_string()),
        namespace: Some(target.namespace.clone()),
        labels: Some(labels(spec, &target.pod)),
        owner_references: owner.map(|owner| vec![owner]),
        ..ObjectMeta::default()
    }
}

/// Which objects a run may have made. Names are known before the first create, so a create whose
/// answer never came is cleaned up as well.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Attempted {
    pub(super) job: bool,
    pub(super) secret: bool,
    pub(super) pull_secret: bool,
    pub(super) pod: bool,
    /// Secrets with pieces of the working tree.
    pub(super) pieces: usize,
}

/// What is still there after the clean-up, as `kind/NAME`, and the reason.
#[derive(Debug, Default)]
pub(super) struct Left {
    pub(super) objects: Vec<String>,
    pub(super) reason: Option<String>,
}

/// Removes everything that was attempted and waits until it is gone.
///
/// With `grace` 0 the Pod's object goes at once and the kubelet kills what is left in it: right when
/// every step has ended. One failed delete does not keep the others from being tried.
pub(super) async fn clean_up(target: &Target, attempted: Attempted, grace: u32) -> Left {
    let start = Instant::now();
    let mut left = Left::default();
    let pod = async {
        if attempted.pod {
            remove::<Pod>(&target.pods(), "pod", &target.pod, Some(grace), start).await
        } else {
            Ok(())
        }
    };
    let names = [
        attempted.secret.then(|| target.pod.clone()),
        attempted.pull_secret.then(|| pull_secret_name(target)),
    ];
    let secrets = target.secrets();
    let removed = names
        .into_iter()
        .flatten()
        .chain(piece_names(target, attempted.pieces))
        .map(|name| {
            let secrets = &secrets;
            async move { remove(secrets, "secret", &name, None, start).await }
        });
    let (pod, mut results) = tokio::join!(pod, join_all(removed));
    results.push(pod);
    // The lease goes last: if anything of the above is left, it must still remove that.
    if attempted.job && results.iter().all(Result::is_ok) {
        results.push(remove(&target.jobs(), "job", &target.pod, None, start).await);
    } else if attempted.job {
        left.objects.push(format!("job/{}", target.pod));
    }
    for result in results {
        if let Err((object, error)) = result {
            left.objects.push(object);
            left.reason.get_or_insert(error.message);
        }
    }
    left
}

/// Deletes one object and waits until the server does not know it any more.
async fn remove<T>(
    api: &Api<T>,
    kind: &str,
    name: &str,
    grace: Option<u32>,
    start: Instant,
) -> Result<(), (String, Error)>
where
    T: Clone + std::fmt::Debug + serde::de::DeserializeOwned,
{
    let params = DeleteParams {
        grace_period_seconds: grace,
        propagation_policy: Some(PropagationPolicy::Background),
        ..DeleteParams::default()
    };
    let object = format!("{kind}/{name}");
    let mut pause = Duration::from_millis(20);
    let mut last = Error::new(
        Kind::Unreachable,
        format!("cannot delete {object}: no answer"),
    );
    while start.elapsed() < CLEAN_UP {
        let left = CLEAN_UP.saturating_sub(start.elapsed());
        match timeout(left.min(Duration::from_secs(5)), api.delete(name, &params)).await {
            Ok(Err(error)) if is_not_found(&error) => return Ok(()),
            // Gone at once, as everything without grace and finalizers.
            Ok(Ok(either)) if either.is_right() => return Ok(()),
            Ok(Ok(_)) => {
                last = Error::new(Kind::PodLost, format!("{object} is still being deleted"));
                if wait_gone(api, name, left.min(Duration::from_secs(5))).await {
                    return Ok(());
                }
            }
            Ok(Err(error)) => {
                last = explain(&format!("delete {object}"), &error);
            }
            Err(_) => {}
        }
        sleep(pause).await;
        pause = (pause * 2).min(Duration::from_secs(1));
    }
    Err((object, last))
}

async fn wait_gone<T>(api: &Api<T>, name: &str, limit: Duration) -> bool
where
    T: Clone + std::fmt::Debug + serde::de::DeserializeOwned,
{
    let start = Instant::now();
    while start.elapsed() < limit {
        match timeout(limit, api.get_metadata(name)).await {
            Ok(Err(error)) if is_not_found(&error) => return true,
            _ => sleep(Duration::from_millis(50)).await,
        }
    }
    false
}
