//! What `--secret-from` and `--secret-map` say.

use std::str::FromStr;

/// `[NAME=]kubernetes:SECRET[/KEY]`: values of a Secret of the cluster, in the namespace of the run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClusterSecret {
    /// What the one value is called here, if not like its key.
    pub name: Option<String>,
    /// Name of the Secret.
    pub secret: String,
    /// The one key to take; all when there is none.
    pub key: Option<String>,
}

impl FromStr for ClusterSecret {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (name, rest) = match text.split_once('=') {
            Some((name, rest)) => (Some(name), rest),
            None => (None, text),
        };
        let (secret, key) = match rest.strip_prefix("kubernetes:") {
            Some(rest) => match rest.split_once('/') {
                Some((secret, key)) => (secret, Some(key)),
                None => (rest, None),
            },
            None => return Err("expected kubernetes:SECRET or kubernetes:SECRET/KEY".to_owned()),
        };
        let in_name = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || ".-".contains(c);
        if secret.is_empty() || !secret.chars().all(in_name) {
            return Err("what stands after `kubernetes:` is no name of a Secret".to_owned());
        }
        if key == Some("") || name == Some("") {
            return Err("a name is empty".to_owned());
        }
        if name.is_some() && key.is_none() {
            return Err("a name of its own needs one key: NAME=kubernetes:SECRET/KEY".to_owned());
        }
        Ok(Self {
            name: name.map(str::to_owned),
            secret: secret.to_owned(),
            key: key.map(str::to_owned),
        })
    }
}

/// `PATH[/NAME]=SECRET`: the given secret that stands for `kind: secret` documents whose `get` has
/// this path and name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SecretMap {
    /// `PATH` or `PATH/NAME`; a path may hold `/` itself.
    pub place: String,
    /// Name of the given secret.
    pub secret: String,
}

impl SecretMap {
    /// How well it fits the `get` of a document: 2 for path and name, 1 for the path alone.
    pub(super) fn fits(&self, path: &str, name: &str) -> u8 {
        let with_name = |rest: &str| rest.strip_prefix('/') == Some(name);
        match self.place.strip_prefix(path) {
            _ if path.is_empty() => 0,
            Some("") if name.is_empty() => 2,
            Some("") => 1,
            Some(rest) if with_name(rest) => 2,
            _ => 0,
        }
    }
}

impl FromStr for SecretMap {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        // A path may hold `=`, the name of a secret does not.
        match text.rsplit_once('=') {
            Some((place, secret)) if !place.is_empty() && !secret.is_empty() => Ok(Self {
                place: place.to_owned(),
                secret: secret.to_owned(),
            }),
            _ => Err("expected PATH/NAME=SECRET".to_owned()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{ClusterSecret, SecretMap};

    #[test]
    fn a_secret_of_the_cluster_is_named_with_or_without_a_key() {
        let parse = |text: &str| text.parse::<ClusterSecret>();
        let all = parse("kubernetes:ci-secrets").unwrap();
        assert_eq!((all.secret.as_str(), all.key), ("ci-secrets", None));
        let one = parse("token=kubernetes:a.b/c_d").unwrap();
        assert_eq!(one.name.as_deref(), Some("token"));
        assert_eq!(
            (one.secret.as_str(), one.key.as_deref()),
            ("a.b", Some("c_d"))
        );
        for wrong in [
            "ci",
            "vault:ci",
            "kubernetes:",
            "kubernetes:A",
            "kubernetes:a/",
            "a=kubernetes:b",
            "=kubernetes:b/c",
        ] {
            assert!(parse(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn path_and_name_fit_better_than_the_path() {
        let map = |text: &str| text.parse::<SecretMap>().unwrap();
        assert_eq!(map("a/b/c=x").fits("a/b", "c"), 2);
        assert_eq!(map("a/b=x").fits("a/b", "c"), 1);
        assert_eq!(map("a/b=x").fits("a/b", ""), 2);
        assert_eq!(map("a/b=x").fits("a", "b"), 2);
        assert_eq!(map("a/b=x").fits("a/bc", "d"), 0);
        assert_eq!(map("a/bc=x").fits("a/b", "c"), 0);
        assert_eq!(map("a=b=x").place, "a=b");
        assert!("a".parse::<SecretMap>().is_err() && "a=".parse::<SecretMap>().is_err());
    }
}
