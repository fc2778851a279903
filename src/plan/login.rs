//! Registries and logins for them.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::Serialize;

use super::image::repository;
use super::spec::SecretText;

/// The registry of images whose names have no host.
pub const DOCKER_HUB: &str = "docker.io";

/// A login for a registry that this machine has, for the pull Secret of a run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Login {
    /// Host with port, or a part of a registry: `quay.io/team`. See [`registry_key`].
    pub registry: String,
    /// Name of the account.
    pub username: String,
    /// Its password or token.
    pub password: SecretText,
    /// Where it was found, for a person.
    pub source: String,
}

impl Login {
    /// `auth` of a docker config: both in base64.
    pub fn auth(&self) -> SecretText {
        let both = format!("{}:{}", self.username, self.password.expose());
        SecretText::new(STANDARD.encode(both))
    }

    /// The key by which a kubelet finds it: it knows Docker Hub by another name.
    pub fn cluster_key(&self) -> &str {
        if self.registry == DOCKER_HUB {
            "index.docker.io"
        } else {
            &self.registry
        }
    }

    /// Whether it counts for an image.
    pub fn is_for(&self, image: &str) -> bool {
        covers(&self.registry, &repository(image))
    }
}

/// Whether a registry, or a part of one, holds a repository: `quay.io/team` holds `quay.io/team/app`.
pub fn covers(registry: &str, repository: &str) -> bool {
    repository
        .strip_prefix(registry)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// The registry of an image: `docker.io` for `golang`, `registry:5000` for `registry:5000/app`.
pub fn registry_of(image: &str) -> String {
    let repository = repository(image);
    let host = repository.split('/').next().unwrap_or_default();
    host.to_owned()
}

/// A key of a docker config in one spelling: host with port, then path if it is one of podman's keys.
///
/// `https://index.docker.io/v1/` is `docker.io`, `https://registry.example/v2/` `registry.example`.
pub fn registry_key(key: &str) -> String {
    let (is_address, rest) = match key.split_once("://") {
        Some((_, rest)) => (true, rest),
        None => (false, key),
    };
    let rest = rest.trim_end_matches('/');
    let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
    let host = match host {
        "index.docker.io" | "registry-1.docker.io" | "registry.hub.docker.com" => DOCKER_HUB,
        host => host,
    };
    // Docker itself looks at the host of an address only.
    if is_address || matches!(path, "" | "v1" | "v2") {
        host.to_owned()
    } else {
        format!("{host}/{path}")
    }
}

/// The registries in a docker config, in the spelling of [`registry_key`].
pub fn registries_in(document: &SecretText) -> Vec<String> {
    let value: serde_json::Value = serde_json::from_str(document.expose()).unwrap_or_default();
    let auths = value.get("auths").and_then(serde_json::Value::as_object);
    let keys = auths.into_iter().flat_map(serde_json::Map::keys);
    keys.map(|key| registry_key(key)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_of_a_config_have_one_spelling() {
        for (key, wanted) in [
            ("https://index.docker.io/v1/", "docker.io"),
            ("index.docker.io", "docker.io"),
            ("docker.io", "docker.io"),
            ("https://registry.example:5000/v2/", "registry.example:5000"),
            ("registry.example/v1", "registry.example"),
            ("http://localhost:5000", "localhost:5000"),
            ("quay.io/team/", "quay.io/team"),
            ("docker.io/team", "docker.io/team"),
        ] {
            assert_eq!(registry_key(key), wanted, "{key}");
        }
    }

    #[test]
    fn images_name_their_registry() {
        for (image, wanted) in [
            ("golang", "docker.io"),
            ("docker.io/library/golang:latest", "docker.io"),
            ("127.0.0.1:5001/private/echo:1", "127.0.0.1:5001"),
            ("UPPER", "docker.io"),
            ("example.com/UPPER:1", "example.com"),
        ] {
            assert_eq!(registry_of(image), wanted, "{image}");
        }
    }

    #[test]
    fn a_part_of_a_registry_covers_what_is_below_it() {
        assert!(covers("quay.io", "quay.io/team/app"));
        assert!(covers("quay.io/team", "quay.io/team/app"));
        assert!(!covers("quay.io/team", "quay.io/teams/app"));
        assert!(!covers("quay.io", "quay.io:5000/app"));
    }
}
