//! Where the values of secrets come from, and how pipelines name them.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value, json};

use super::dotenv::{self, DotenvError};
use super::spec::SecretText;

/// The secrets that the user gave. Names are compared without regard to case, as by the official
/// runner; what is given later wins.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Secrets {
    by_name: BTreeMap<String, SecretText>,
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

    /// Adds all of a `--secret-file`, see [`dotenv::parse`].
    ///
    /// # Errors
    /// The first line that cannot be read; nothing is added then.
    pub fn add_file(&mut self, text: &str) -> Result<(), DotenvError> {
        for (name, value) in dotenv::parse(text)? {
            self.add(&name, value);
        }
        Ok(())
    }

    /// Adds `--secret NAME` from the environment, which `lookup` reads.
    ///
    /// The variable of exactly that name counts, else the one in upper case: `npm_token` takes
    /// `NPM_TOKEN`.
    ///
    /// # Errors
    /// For a person, when there is neither.
    pub fn add_from_env(
        &mut self,
        name: &str,
        lookup: &dyn Fn(&str) -> Option<String>,
    ) -> Result<(), String> {
        let upper = name.to_uppercase().replace('-', "_");
        let Some(value) = lookup(name).or_else(|| lookup(&upper)) else {
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

    /// The value of a secret.
    pub fn get(&self, name: &str) -> Option<&SecretText> {
        self.by_name.get(&name.to_lowercase())
    }

    /// All values, for what must not show them.
    pub fn values(&self) -> impl Iterator<Item = &SecretText> {
        self.by_name.values()
    }
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
        secrets.add_file("Token='y'\nother=").unwrap();
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
        assert_eq!(secrets.add_file("A=1\nB").unwrap_err().line, 2);
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
