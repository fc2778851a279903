//! Where the values of secrets come from, and how pipelines name them.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value, json};

use super::declared::Declared;
use super::secret_file::{self, SecretFileError};
use super::secret_source::SecretMap;
use super::spec::SecretText;
use crate::manifest::Manifest;
use crate::source::{Problem, Spanned};

/// The secrets that the user gave. Names are compared without regard to case, as by the official
/// runner; what is given later wins.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Secrets {
    by_name: BTreeMap<String, SecretText>,
    declared: BTreeMap<String, Declared>,
}

impl Secrets {
    /// No secrets.
    pub fn new() -> Self {
        Self::default()
    }

    /// Gives a value to a name. An empty value is a value.
    pub fn add(&mut self, name: &str, value: impl Into<String>) {
        self.by_name
            .insert(name.to_lowercase(), SecretText::new(value));
    }

    /// The same, unless the name has a value already.
    pub fn add_if_missing(&mut self, name: &str, value: SecretText) {
        self.by_name.entry(name.to_lowercase()).or_insert(value);
    }

    /// Adds all of the `--secret-file` `name`: lines of `NAME=value`, or a mapping in YAML or JSON.
    ///
    /// # Errors
    /// The first place that cannot be read; nothing is added then.
    pub fn add_file(&mut self, name: &str, text: &str) -> Result<(), SecretFileError> {
        for (name, value) in secret_file::parse(name, text)? {
            self.add(&name, value);
        }
        Ok(())
    }

    /// Adds `--secret NAME` from the environment, which `lookup` reads, see [`Self::variable`].
    ///
    /// # Errors
    /// For a person, when there is no such variable.
    pub fn add_from_env(
        &mut self,
        name: &str,
        lookup: &dyn Fn(&str) -> Option<String>,
    ) -> Result<(), String> {
        let variable = Self::variable(name, lookup);
        let Some(value) = variable.as_deref().and_then(lookup) else {
            let upper = upper(name);
            let other = if upper == name {
                String::new()
            } else {
                format!(" nor {upper}")
            };
            return Err(format!(
                "secret {name}: the environment variable {name}{other} is not set"
            ));
        };
        self.add(name, value);
        Ok(())
    }

    /// Name of the environment variable that `--secret NAME` takes: that of exactly the name if it is
    /// set, else the one in upper case. `npm_token` takes `NPM_TOKEN`.
    pub fn variable(name: &str, lookup: &dyn Fn(&str) -> Option<String>) -> Option<String> {
        let candidates = [name.to_owned(), upper(name)];
        candidates.into_iter().find(|name| lookup(name).is_some())
    }

    /// All values, for what must not show them.
    pub fn values(&self) -> impl Iterator<Item = &SecretText> {
        self.by_name.values()
    }
    /// Takes notice of the `kind: secret` documents of a file, and of what `--secret-map` says of
    /// them. Gives what a person should know.
    pub fn declare(&mut self, manifest: &Manifest, maps: &[SecretMap]) -> Vec<String> {
        self.declared = Declared::all(manifest, maps)
            .map(|(name, declared)| (name.to_lowercase(), declared))
            .collect();
        let is_used = |map: &&SecretMap| {
            let mut declared = self.declared.values();
            declared.any(|declared| declared.mapped.as_ref() == Some(*map))
        };
        maps.iter()
            .filter(|map| !is_used(map))
            .map(|map| {
                format!(
                    "--secret-map {}={}: no `kind: secret` document of the file takes it",
                    map.place, map.secret
                )
            })
            .collect()
    }

    /// The name under which a secret of the file must be given.
    pub(super) fn given_name<'a>(&'a self, name: &'a str) -> &'a str {
        self.declared
            .get(&name.to_lowercase())
            .and_then(|declared| declared.mapped.as_ref())
            .map_or(name, |map| &map.secret)
    }

    /// The value of a secret of the file.
    pub fn get(&self, name: &str) -> Option<&SecretText> {
        self.by_name.get(&self.given_name(name).to_lowercase())
    }

    /// A secret that nobody gave, at the place that names it.
    pub(super) fn missing(&self, name: &Spanned<String>, message: String) -> Problem {
        let given = self.given_name(name);
        let problem = Problem::error(MISSING_SECRET, name.span, message).help(format!(
            "`--secret {given}` takes it from the environment, `--secret-file FILE` from a file of \
             `NAME=value` lines, YAML or JSON, `--secret-from kubernetes:SECRET` from the cluster; \
             `--allow-missing-secrets` leaves it empty"
        ));
        match self.declared.get(&name.to_lowercase()) {
            Some(declared) => declared.explain(name, problem),
            None => problem,
        }
    }
}

/// Code of the problem of a secret that nobody gave.
pub const MISSING_SECRET: &str = "missing-secret";

fn upper(name: &str) -> String {
    name.to_uppercase().replace('-', "_")
}

/// A docker `config.json` as a cluster takes it: every registry by its host name, with `auth`.
///
/// # Errors
/// For a person, when the text is no such document or holds no credentials.
pub(super) fn docker_config(text: &str) -> Result<SecretText, String> {
    let document: Value = serde_json::from_str(text).map_err(|error| {
        // The message of the parser may show a piece of the text.
        format!(
            "it is no JSON (line {}, column {})",
            error.line(),
            error.column()
        )
    })?;
    let auths = document.get("auths").and_then(Value::as_object);
    let auths = auths.ok_or("it has no `auths`, as a docker config.json has")?;
    let mut clean = Map::new();
    for (address, entry) in auths {
        let field = |name: &str| entry.get(name).and_then(Value::as_str).unwrap_or_default();
        let (user, password) = (field("username"), field("password"));
        let auth = match field("auth") {
            "" if user.is_empty() => continue,
            "" => STANDARD.encode(format!("{user}:{password}")),
            auth => auth.to_owned(),
        };
        clean.insert(host(address).to_owned(), json!({ "auth": auth }));
    }
    if clean.is_empty() {
        return Err("it holds no credentials (`auth`, or `username` and `password`)".to_owned());
    }
    Ok(SecretText::new(json!({ "auths": clean }).to_string()))
}

/// Host and port of a registry's address: `https://index.docker.io/v1/` is `index.docker.io`.
fn host(address: &str) -> &str {
    match address.split_once("://") {
        Some((_, rest)) => rest.split('/').next().unwrap_or(rest),
        None => address,
    }
}

#[cfg(test)]
mod tests {
    use super::{Secrets, docker_config};

    #[test]
    fn names_do_not_care_about_case() {
        let mut secrets = Secrets::new();
        secrets.add("TOKEN", "x");
        secrets.add_file("s", "Token='y'\nother=").unwrap();
        assert_eq!(secrets.get("token").unwrap().expose(), "y");
        assert_eq!(secrets.get("OTHER").unwrap().expose(), "");
        assert_eq!(secrets.get("none"), None);
    }

    #[test]
    fn values_come_from_the_environment() {
        let env = |name: &str| (name == "NPM_TOKEN").then(|| "v".to_owned());
        let mut secrets = Secrets::new();
        secrets.add_from_env("npm_token", &env).unwrap();
        assert_eq!(secrets.get("npm_token").unwrap().expose(), "v");
        let error = secrets.add_from_env("npm-key", &env).unwrap_err();
        assert!(error.contains("npm-key nor NPM_KEY is not set"), "{error}");
    }

    #[test]
    fn a_broken_file_adds_nothing() {
        let mut secrets = Secrets::new();
        let error = secrets.add_file("s", "A=1\nB").unwrap_err().to_string();
        assert!(error.contains("line 2"), "{error}");
        assert_eq!(secrets, Secrets::new());
    }

    #[test]
    fn registries_are_named_by_their_host() {
        let text = r#"{"auths": {
            "https://index.docker.io/v1/": {"auth": "YTpi"},
            "registry.example:5000": {"username": "u", "password": "p", "email": "e"},
            "empty.example": {}
        }, "credsStore": "desktop"}"#;
        assert_eq!(
            docker_config(text).unwrap().expose(),
            r#"{"auths":{"index.docker.io":{"auth":"YTpi"},"registry.example:5000":{"auth":"dTpw"}}}"#
        );
    }

    #[test]
    fn what_is_no_docker_config_says_so_without_showing_it() {
        for (text, word) in [
            ("s3cret", "no JSON (line 1"),
            (r#"{"x": "s3cret"}"#, "no `auths`"),
            (
                r#"{"auths": {"h": {"password": "s3cret"}}}"#,
                "no credentials",
            ),
            (r#"{"auths": "s3cret"}"#, "no `auths`"),
        ] {
            let error = docker_config(text).unwrap_err();
            assert!(error.contains(word) && !error.contains("s3cret"), "{error}");
        }
    }
}
