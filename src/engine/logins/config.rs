//! One docker `config.json`, or podman's `auth.json`, which has the same form.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::DecodePaddingMode;
use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig};
use serde_json::Value;

use super::helper::{self, Answer};
use crate::plan::{DOCKER_HUB, Login, SecretText, covers, registry_key};

/// What Docker Hub is called in docker's files and by credential helpers.
const DOCKER_HUB_ADDRESS: &str = "https://index.docker.io/v1/";
/// The name of an account that says: the secret is an identity token.
const TOKEN_USER: &str = "<token>";
/// Azure takes an identity token as the password of this account.
const AZURE_USER: &str = "00000000-0000-0000-0000-000000000000";

/// Padding or none: both are in use.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &base64::alphabet::STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// What a file knows of registries.
pub(super) struct Config {
    /// The file, for a person.
    name: String,
    auths: BTreeMap<String, Entry>,
    /// `credHelpers`: for one registry each.
    helpers: BTreeMap<String, String>,
    /// `credsStore`: for all others.
    store: Option<String>,
}

/// One entry of `auths`.
struct Entry {
    /// Its key as written: what a credential store knows the registry by.
    key: String,
    login: Option<(String, SecretText)>,
    /// It holds a token that only docker itself can use.
    token: Option<SecretText>,
}

impl Config {
    /// Reads a file that `name` is the name of.
    pub(super) fn parse(text: &str, name: &str) -> Result<Self, String> {
        // The message of the parser may show a piece of the text.
        let value: Value = serde_json::from_str(text).map_err(|error| {
            let (line, column) = (error.line(), error.column());
            format!("it is no JSON (line {line}, column {column})")
        })?;
        let object = value.as_object().ok_or("it is no JSON object")?;
        let map = |key: &str| {
            object
                .get(key)
                .and_then(Value::as_object)
                .into_iter()
                .flatten()
        };
        let helpers = map("credHelpers").filter_map(|(key, helper)| {
            let helper = helper.as_str().filter(|helper| !helper.is_empty())?;
            Some((registry_key(key), helper.to_owned()))
        });
        let store = object.get("credsStore").and_then(Value::as_str);
        let mut auths: BTreeMap<String, Entry> = BTreeMap::new();
        for (key, entry) in map("auths").filter(|(key, _)| !is_part_of_a_login(key)) {
            let entry = Entry::read(key, entry);
            let known = auths.get(&registry_key(key));
            // One registry may stand there under several names.
            if known.is_none_or(|known| known.login.is_none() && entry.login.is_some()) {
                auths.insert(registry_key(key), entry);
            }
        }
        Ok(Self {
            name: name.to_owned(),
            auths,
            helpers: helpers.collect(),
            store: store.filter(|store| !store.is_empty()).map(str::to_owned),
        })
    }

    /// The login for the narrowest part of a registry that holds `repository`, if the file has one.
    pub(super) fn for_part(&self, host: &str, repository: &str) -> Option<Login> {
        let parts = self.auths.iter().filter(|(key, entry)| {
            key.as_str() != host && entry.login.is_some() && covers(key, repository)
        });
        let (key, entry) = parts.max_by_key(|(key, _)| key.len())?;
        let (username, password) = entry.login.clone()?;
        Some(login(key, username, password, &self.name))
    }

    /// The login for a whole registry.
    pub(super) fn for_host(
        &self,
        host: &str,
        hidden: &[&SecretText],
        notes: &mut Vec<String>,
    ) -> Option<Login> {
        let entry = self.auths.get(host);
        if let Some(helper) = self.helpers.get(host).or(self.store.as_ref()) {
            let server = match entry {
                _ if host == DOCKER_HUB => DOCKER_HUB_ADDRESS,
                Some(entry) => &entry.key,
                None => host,
            };
            match helper::get(helper, server, hidden) {
                Ok(Answer::Login { username, password }) if username == TOKEN_USER => {
                    let program = helper::program(helper);
                    if let Some(login) = by_token(host, &password, &program, notes) {
                        return Some(login);
                    }
                }
                Ok(Answer::Login { username, password }) => {
                    let source = helper::program(helper);
                    return Some(login(host, username, password, &source));
                }
                Ok(Answer::Nothing) => {}
                Err(why) => notes.push(format!(
                    "{why} ({} names it for {host}); its login is not used",
                    self.name
                )),
            }
        }
        let entry = entry?;
        if let Some((username, password)) = entry.login.clone() {
            return Some(login(host, username, password, &self.name));
        }
        let token = entry.token.as_ref()?;
        by_token(host, token, &self.name, notes)
    }
}

/// A login by identity token, where the registry takes one for a password.
fn by_token(
    host: &str,
    token: &SecretText,
    source: &str,
    notes: &mut Vec<String>,
) -> Option<Login> {
    if host.ends_with(".azurecr.io") {
        return Some(login(host, AZURE_USER.to_owned(), token.clone(), source));
    }
    notes.push(format!(
        "{source} has an identity token for {host}, which a cluster cannot use; log in with a \
         user name and a password or access token"
    ));
    None
}

fn login(registry: &str, username: String, password: SecretText, source: &str) -> Login {
    Login {
        registry: registry.to_owned(),
        username,
        password,
        source: source.to_owned(),
    }
}

/// docker keeps what a login in the browser gave under names of their own beside the registry's.
fn is_part_of_a_login(key: &str) -> bool {
    key.ends_with("/access-token") || key.ends_with("/refresh-token")
}

impl Entry {
    fn read(key: &str, entry: &Value) -> Self {
        let field = |name: &str| {
            let text = entry.get(name).and_then(Value::as_str);
            text.filter(|text| !text.is_empty())
        };
        let decoded = field("auth").and_then(|auth| {
            let bytes = BASE64.decode(auth.trim()).ok()?;
            let text = String::from_utf8(bytes).ok()?;
            let (user, password) = text.split_once(':')?;
            // Old versions of docker fill up with NUL.
            let password = password.trim_matches('\0');
            Some((user.to_owned(), password.to_owned()))
        });
        let plain = || Some((field("username")?.to_owned(), field("password")?.to_owned()));
        let login = decoded
            .filter(|(user, password)| !user.is_empty() && !password.is_empty())
            .or_else(plain)
            .map(|(user, password)| (user, SecretText::new(password)));
        let token = field("identitytoken").or_else(|| field("registrytoken"));
        Self {
            key: key.to_owned(),
            // With an identity token the password beside it is none.
            login: login.filter(|_| token.is_none()),
            token: token.map(SecretText::new),
        }
    }
}
