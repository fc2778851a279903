//! `kind: secret` documents of the file: where a Drone server has a secret from.

use super::secret_source::SecretMap;
use crate::manifest::{Body, Manifest};
use crate::source::{Problem, Span, Spanned};

/// A secret that a document declares.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Declared {
    /// What the document says of it.
    origin: Origin,
    /// Where it says so.
    span: Span,
    /// The given secret that `--secret-map` names for it.
    pub(super) mapped: Option<SecretMap>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Origin {
    /// `data`: the value, encrypted with a key that only the server has.
    Encrypted,
    /// `get`: a store that only the server can ask.
    Stored { path: String, name: String },
}

impl Declared {
    /// The secrets that the documents of a file declare, by name.
    pub(super) fn all<'m>(
        manifest: &'m Manifest,
        maps: &'m [SecretMap],
    ) -> impl Iterator<Item = (&'m str, Self)> {
        manifest.documents.iter().filter_map(move |document| {
            let Body::Secret(secret) = &document.body else {
                return None;
            };
            let get = &secret.get;
            let (origin, span) = if !get.path.is_empty() {
                let name = if get.name.is_empty() {
                    &get.key
                } else {
                    &get.name
                };
                let (path, name) = (get.path.value.clone(), name.value.clone());
                (Origin::Stored { path, name }, get.path.span)
            } else if secret.data.is_empty() {
                return None;
            } else {
                (Origin::Encrypted, secret.name.span)
            };
            let mapped = match &origin {
                Origin::Stored { path, name } => maps
                    .iter()
                    .filter(|map| map.fits(path, name) > 0)
                    .max_by_key(|map| map.fits(path, name))
                    .cloned(),
                Origin::Encrypted => None,
            };
            Some((
                secret.name.as_str(),
                Self {
                    origin,
                    span,
                    mapped,
                },
            ))
        })
    }

    /// Says at the problem of a missing secret what the document has to do with it.
    pub(super) fn explain(&self, name: &Spanned<String>, problem: Problem) -> Problem {
        let (label, first) = match (&self.origin, &self.mapped) {
            (_, Some(map)) => (
                format!(
                    "--secret-map takes the secret `{}` for this one",
                    map.secret
                ),
                format!("give the secret `{}`", map.secret),
            ),
            (Origin::Encrypted, None) => (
                "encrypted: only the Drone server of the repository has the key".to_owned(),
                format!("give the value of `{}` yourself", name.value),
            ),
            (Origin::Stored { path, name: key }, None) => {
                let place = match key.as_str() {
                    "" => path.clone(),
                    key => format!("{path}/{key}"),
                };
                (
                    format!("kept at `{place}` of a store that the Drone server asks"),
                    format!(
                        "--secret-map {place}=SECRET takes a given secret for it; or give the value \
                         of `{}` yourself",
                        name.value
                    ),
                )
            }
        };
        let ways = problem.help.clone().unwrap_or_default();
        problem
            .label(self.span, label)
            .help(format!("{first}: {ways}"))
    }
}
