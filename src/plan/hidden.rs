//! What must not be seen in the output of a run.

use base64::Engine as _;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use serde_json::Value;

use super::spec::{SecretText, Spec};

/// Some tools write `auth` without the padding at its end.
const LENIENT: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// One text to hide.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hidden {
    /// What it is, for a person: `secret token`.
    pub what: String,
    /// The text.
    pub value: SecretText,
}

impl Spec {
    /// Everything to hide: the values of secrets, and of each registry login the password, the token
    /// and `user:password` as `auth` holds it. The user alone is a name, and often such a plain word
    /// (`drone`, `AWS`) that hiding it would tear the output apart.
    pub fn hidden(&self) -> Vec<Hidden> {
        let secrets = self.secrets.iter().map(|(name, value)| Hidden {
            what: format!("secret {name}"),
            value: value.clone(),
        });
        let logins = self.pull_secrets.iter().flat_map(of_document);
        let found = self.logins.iter().flat_map(|login| {
            let hide = |what: &str, value: SecretText| Hidden {
                what: format!("the {what} for registry {}", login.registry),
                value,
            };
            [
                hide("password", login.password.clone()),
                hide("login", login.auth()),
            ]
        });
        secrets.chain(logins).chain(found).collect()
    }
}

/// The secret parts of a docker `config.json`.
fn of_document(document: &SecretText) -> Vec<Hidden> {
    let document: Value = serde_json::from_str(document.expose()).unwrap_or_default();
    let registries = document.get("auths").and_then(Value::as_object);
    let mut hidden = Vec::new();
    for (registry, login) in registries.into_iter().flatten() {
        let mut add = |what: &str, value: &str| {
            if !value.is_empty() {
                hidden.push(Hidden {
                    what: format!("the {what} for registry {registry}"),
                    value: SecretText::new(value),
                });
            }
        };
        let field = |name: &str| login.get(name).and_then(Value::as_str).unwrap_or_default();
        for token in ["identitytoken", "registrytoken"] {
            add("token", field(token));
        }
        add("password", field("password"));
        let auth = field("auth").trim();
        add("login", auth);
        let Some(pair) = LENIENT
            .decode(auth)
            .ok()
            .and_then(|bytes| String::from_utf8(bytes).ok())
        else {
            continue;
        };
        if let Some((_, password)) = pair.split_once(':') {
            // Some tools end it with zero bytes.
            add("password", password.trim_end_matches('\0'));
        }
        add("login", &pair);
    }
    hidden
}

#[cfg(test)]
mod tests {
    use super::{SecretText, of_document};

    fn values(text: &str) -> Vec<String> {
        let hidden = of_document(&SecretText::new(text));
        let value = |hidden: &super::Hidden| hidden.value.expose().to_owned();
        hidden.iter().map(value).collect()
    }

    #[test]
    fn a_login_is_taken_apart() {
        // ann:pass:word
        let text = r#"{"auths": {"r.example": {"auth": "YW5uOnBhc3M6d29yZA=="}}}"#;
        assert_eq!(
            values(text),
            ["YW5uOnBhc3M6d29yZA==", "pass:word", "ann:pass:word"]
        );
        let text = text.replace("==", "");
        assert_eq!(values(&text)[1], "pass:word");
        let text =
            r#"{"auths": {"r": {"username": "ann", "password": "p", "identitytoken": "t"}}}"#;
        assert_eq!(values(text), ["t", "p"]);
    }

    #[test]
    fn what_is_no_login_is_passed_over() {
        for text in ["", "{}", "[]", r#"{"auths": {"r": {"auth": 1}, "s": 2}}"#] {
            assert_eq!(values(text), [""; 0], "{text}");
        }
        assert_eq!(values(r#"{"auths": {"r": {"auth": "%"}}}"#), ["%"]);
    }
}
