//! Values from Secrets that are in the cluster already (`--secret-from`).

use std::collections::BTreeMap;

use k8s_openapi::api::core::v1::Secret;
use kube::Api;

use super::call::{REQUEST, call};
use super::connect::Cluster;
use crate::engine::error::{Error, Kind};
use crate::plan::{ClusterSecret, SecretText};

/// What was read.
#[derive(Debug, Default)]
pub struct ClusterSecrets {
    /// Values by the name that they have here. What is wanted later wins.
    pub values: BTreeMap<String, SecretText>,
    /// What a person should know.
    pub notes: Vec<String>,
}

/// Reads the Secrets: one `get` for each entry of `wanted`.
///
/// # Errors
/// The first that cannot be read, or does not hold the key that is asked for.
pub async fn read_secrets(
    cluster: &Cluster,
    wanted: &[ClusterSecret],
) -> Result<ClusterSecrets, Error> {
    let api: Api<Secret> = Api::namespaced(cluster.client.clone(), &cluster.namespace);
    let mut read = ClusterSecrets::default();
    for entry in wanted {
        let (name, namespace) = (&entry.secret, &cluster.namespace);
        let what =
            format!("read the Secret `{name}` in namespace `{namespace}`, as --secret-from asks");
        let secret = call(&what, REQUEST, || api.get(name))
            .await
            .map_err(|error| advise(error, name, namespace))?;
        take(&secret, entry, &mut read)?;
    }
    Ok(read)
}

fn take(secret: &Secret, entry: &ClusterSecret, read: &mut ClusterSecrets) -> Result<(), Error> {
    let empty = BTreeMap::new();
    let data = secret.data.as_ref().unwrap_or(&empty);
    let name = &entry.secret;
    let Some(wanted) = &entry.key else {
        for (key, bytes) in data {
            match std::str::from_utf8(&bytes.0) {
                Ok(text) => {
                    read.values
                        .insert(key.to_lowercase(), SecretText::new(text));
                }
                Err(_) => read.notes.push(format!(
                    "key `{key}` of the Secret `{name}` is left out: its bytes are no UTF-8 text"
                )),
            }
        }
        return Ok(());
    };
    let Some(bytes) = data.get(wanted) else {
        let keys: Vec<&str> = data.keys().map(String::as_str).collect();
        let message = format!("the Secret `{name}` has no key `{wanted}`, as --secret-from asks");
        return Err(
            Error::new(Kind::Rejected, message).hint(format!("its keys are: {}", keys.join(", ")))
        );
    };
    let Ok(text) = std::str::from_utf8(&bytes.0) else {
        let message = format!("key `{wanted}` of the Secret `{name}` holds bytes that are no text");
        return Err(Error::new(Kind::Rejected, message)
            .hint("mount the Secret as a volume instead: a variable takes only UTF-8 text"));
    };
    let own = entry.name.as_ref().unwrap_or(wanted);
    read.values
        .insert(own.to_lowercase(), SecretText::new(text));
    Ok(())
}

/// A run never needs to read Secrets, so the README's Role does not hold this right.
fn advise(error: Error, name: &str, namespace: &str) -> Error {
    match error.kind {
        Kind::Forbidden => error.hint(format!(
            "it takes the right to `get` this Secret, which a run does not need otherwise:\n    \
             kubectl create role read-{name} -n {namespace} --verb=get --resource=secrets \
             --resource-name={name}\n    \
             kubectl create rolebinding read-{name} -n {namespace} --role=read-{name} --user=YOU\n  \
             or give the values with --secret or --secret-file"
        )),
        Kind::Unreachable if error.message.contains("not found") => Error {
            kind: Kind::Rejected,
            ..error
        }
        .hint("check the name, or choose the namespace that holds it with --namespace"),
        _ => error,
    }
}

#[cfg(test)]
mod tests {
    use k8s_openapi::ByteString;
    use k8s_openapi::api::core::v1::Secret;

    use super::{ClusterSecrets, take};

    fn secret() -> Secret {
        let data = [("Token", &b"value"[..]), ("raw", &b"\xff\x00"[..])];
        Secret {
            data: Some(
                data.into_iter()
                    .map(|(key, bytes)| (key.to_owned(), ByteString(bytes.to_vec())))
                    .collect(),
            ),
            ..Secret::default()
        }
    }

    fn taken(entry: &str) -> Result<ClusterSecrets, String> {
        let mut read = ClusterSecrets::default();
        take(&secret(), &entry.parse().unwrap(), &mut read).map_err(|error| error.to_string())?;
        Ok(read)
    }

    #[test]
    fn all_keys_that_are_text_become_secrets() {
        let read = taken("kubernetes:ci").unwrap();
        assert_eq!(read.values.len(), 1);
        assert_eq!(read.values["token"].expose(), "value");
        assert!(read.notes[0].contains("`raw`"), "{:?}", read.notes);
    }

    #[test]
    fn one_key_can_have_another_name() {
        let read = taken("npm=kubernetes:ci/Token").unwrap();
        assert_eq!(read.values["npm"].expose(), "value");
        let error = taken("kubernetes:ci/gone").unwrap_err();
        assert!(
            error.contains("`gone`") && error.contains("Token"),
            "{error}"
        );
        assert!(taken("kubernetes:ci/raw").unwrap_err().contains("volume"));
    }
}
