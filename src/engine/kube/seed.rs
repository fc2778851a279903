//! The working tree without exec: as Secrets that the helper unpacks.
//!
//! Used when `pods/exec` is forbidden. Slower, and limited by what a cluster should have to store;
//! what the helper says of it comes through the log API.

use std::collections::BTreeMap;
use std::io::Read;
use std::time::Duration;

use futures::future::try_join_all;
use k8s_openapi::ByteString;
use k8s_openapi::api::core::v1::{KeyToPath, Secret, SecretProjection, VolumeProjection};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::{ObjectMeta, OwnerReference};
use kube::api::LogParams;
use tokio::sync::mpsc::UnboundedSender;
use tokio::time::{sleep, timeout};

use super::container::HELPER;
use super::message::Message;
use super::objects::{create, piece_names};
use super::pod::labels;
use super::target::Target;
use crate::engine::archive::{Archive, PIECE as HASHED};
use crate::engine::error::{Error, Kind};
use crate::plan::spec::Spec;

/// Bytes in one Secret: base64 makes a third more of them, and an object may have 1 MiB.
const PIECE: usize = 700 << 10;
/// Largest packed tree that is sent this way: what is hashed as one piece.
const LIMIT: u64 = HASHED as u64;
/// Key of the piece inside its Secret.
const KEY: &str = "piece";

/// Names of the Secrets for an archive.
///
/// # Errors
/// [`Kind::Upload`] when the tree is too large for this way.
pub(super) fn names(target: &Target, archive: &Archive) -> Result<Vec<String>, Error> {
    if archive.len() > LIMIT {
        return Err(Error::new(
            Kind::Upload,
            format!(
                "without the right to pods/exec at most {} MiB of working tree can be sent; it has {:.1} MiB",
                LIMIT >> 20,
                mebibytes(archive.len())
            ),
        )
        .hint("ask for the Role that the README shows, leave out files with .droneignore, or use --no-git"));
    }
    let pieces = usize::try_from(archive.len())
        .unwrap_or(usize::MAX)
        .div_ceil(PIECE);
    Ok(piece_names(target, pieces).collect())
}

/// Creates the Secrets.
pub(super) async fn plant(
    spec: &Spec,
    target: &Target,
    archive: &Archive,
    names: &[String],
    owner: Option<OwnerReference>,
) -> Result<(), Error> {
    let unreadable = |error| {
        Error::new(
            Kind::Upload,
            format!("the packed working tree cannot be read: {error}"),
        )
    };
    let mut bytes = Vec::new();
    archive
        .reader()
        .map_err(unreadable)?
        .read_to_end(&mut bytes)
        .map_err(unreadable)?;
    let secrets: Vec<Secret> = names
        .iter()
        .zip(bytes.chunks(PIECE))
        .map(|(name, piece)| Secret {
            immutable: Some(true),
            data: Some(BTreeMap::from([(
                KEY.to_string(),
                ByteString(piece.to_vec()),
            )])),
            metadata: ObjectMeta {
                name: Some(name.clone()),
                namespace: Some(target.namespace.clone()),
                labels: Some(labels(spec, &target.pod)),
                owner_references: owner.clone().map(|owner| vec![owner]),
                ..ObjectMeta::default()
            },
            ..Secret::default()
        })
        .collect();
    let api = target.secrets();
    try_join_all(
        secrets
            .iter()
            .map(|secret| create("create a Secret for the working tree", &api, secret)),
    )
    .await?;
    Ok(())
}

/// The pieces as one folder, in order.
pub(super) fn projection(names: &[String]) -> Vec<VolumeProjection> {
    names
        .iter()
        .enumerate()
        .map(|(index, name)| VolumeProjection {
            secret: Some(SecretProjection {
                name: name.clone(),
                items: Some(vec![KeyToPath {
                    key: KEY.to_string(),
                    path: format!("{index:04}"),
                    mode: None,
                }]),
                optional: None,
            }),
            ..VolumeProjection::default()
        })
        .collect()
}

/// Waits until the helper says that it has unpacked what was sent.
pub(super) async fn wait(target: Target, sum: String, messages: UnboundedSender<Message>) {
    let params = LogParams {
        container: Some(HELPER.to_string()),
        ..LogParams::default()
    };
    let pods = target.pods();
    loop {
        let request = timeout(Duration::from_secs(10), pods.logs(&target.pod, &params));
        if let Ok(Ok(text)) = request.await
            && let Some(words) = text.lines().find_map(|line| line.strip_prefix("tree "))
        {
            let message = if words == format!("0 {sum}") {
                Message::Uploaded
            } else {
                Message::Fatal(
                    Error::new(
                        Kind::Upload,
                        "the working tree could not be unpacked in the Pod",
                    )
                    .hint("the helper image needs sh, tar, gzip and md5sum: see --helper-image"),
                )
            };
            let _ = messages.send(message);
            return;
        }
        sleep(Duration::from_millis(250)).await;
    }
}

#[allow(clippy::cast_precision_loss, reason = "a figure for a person")]
fn mebibytes(bytes: u64) -> f64 {
    bytes as f64 / f64::from(1 << 20)
}
