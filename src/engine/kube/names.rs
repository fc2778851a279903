//! Names that Kubernetes accepts, made from names that people choose.

use std::hash::{BuildHasher, RandomState};

/// A name for a run that no other run has: `drone-k8s-` and ten letters and digits.
pub(super) fn run_name() -> String {
    const ALPHABET: &[u8] = b"abcdefghijklmnopqrstuvwxyz0123456789";
    // RandomState is seeded by the system; two of them give more than the 52 bits needed.
    let mut random = u128::from(RandomState::new().hash_one(std::process::id()))
        | (u128::from(RandomState::new().hash_one("drone-k8s")) << 64);
    let mut name = "drone-k8s-".to_string();
    for _ in 0..10 {
        let index = usize::try_from(random % 36).unwrap_or_default();
        name.push(char::from(ALPHABET[index]));
        random /= 36;
    }
    name
}

/// Name of the container of a step: its index, then what a DNS label allows of its own name.
pub(super) fn container_name(index: usize, step: &str) -> String {
    let mut name = index.to_string();
    for character in step.chars().map(|c| c.to_ascii_lowercase()) {
        if character.is_ascii_alphanumeric() {
            name.push(character);
        } else if !name.ends_with('-') {
            name.push('-');
        }
        if name.len() >= 60 {
            break;
        }
    }
    // `3build` would read as one word.
    let digits = index.to_string().len();
    if name.len() > digits && !name[digits..].starts_with('-') {
        name.insert(digits, '-');
    }
    name.trim_end_matches('-').to_string()
}

/// Annotation that carries one status variable to one step.
pub(super) fn gate_annotation(index: usize, suffix: &str) -> String {
    format!("drone-k8s.io/step-{index}.{suffix}")
}

/// Key of a secret's value inside the Secret object: names may hold what a key may not.
pub(super) fn secret_key(name: &str) -> String {
    let valid = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    if !name.is_empty()
        && name.len() <= 200
        && name != "."
        && name != ".."
        && name.chars().all(valid)
    {
        return name.to_string();
    }
    let clean: String = name.chars().filter(|c| valid(*c)).take(150).collect();
    // FNV-1a keeps two names apart that differ only in what was dropped.
    let hash = name.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    format!("{clean}-{hash:016x}")
}

/// Whether `name` is a DNS-1123 subdomain: the services that get a host name.
pub(super) fn is_dns_subdomain(name: &str) -> bool {
    name.len() <= 253
        && name.split('.').all(|label| {
            let edge =
                |c: Option<char>| c.is_some_and(|c| c.is_ascii_lowercase() || c.is_ascii_digit());
            label.len() <= 63
                && edge(label.chars().next())
                && edge(label.chars().last())
                && label
                    .chars()
                    .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
        })
}

#[cfg(test)]
mod tests {
    use super::{container_name, is_dns_subdomain, run_name, secret_key};

    #[test]
    fn container_names_are_labels_whatever_the_step_is_called() {
        assert_eq!(container_name(3, "build"), "3-build");
        assert_eq!(container_name(0, "Build & Test!"), "0-build-test");
        assert_eq!(container_name(7, "日本"), "7");
        assert!(container_name(12, &"x".repeat(300)).len() <= 63);
    }

    #[test]
    fn keys_of_secrets_stay_apart() {
        assert_eq!(secret_key("docker_password"), "docker_password");
        assert_ne!(secret_key("a b"), secret_key("a:b"));
        assert!(
            secret_key("é")
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || c == '-')
        );
    }

    #[test]
    fn services_with_odd_names_get_no_host_name() {
        assert!(is_dns_subdomain("db") && is_dns_subdomain("a-b.c"));
        for name in ["my db", "DB", "-a", "a-", "", "a..b"] {
            assert!(!is_dns_subdomain(name), "{name}");
        }
    }

    #[test]
    fn runs_have_names_of_their_own() {
        assert_ne!(run_name(), run_name());
        assert!(is_dns_subdomain(&run_name()));
    }
}
