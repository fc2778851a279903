//! What Kubernetes takes for a name.

/// Longest part of a domain, and longest value of a label.
const LONGEST_LABEL: usize = 63;
/// Longest domain.
const LONGEST_SUBDOMAIN: usize = 253;

/// Small letters, digits and `-`, with a letter or digit at both ends: names of namespaces.
pub(in crate::lint::rules) fn is_dns_label(name: &str) -> bool {
    name.len() <= LONGEST_LABEL && is_domain_part(name)
}

/// Such parts with points between them: names of most objects.
pub(in crate::lint::rules) fn is_subdomain(name: &str) -> bool {
    name.len() <= LONGEST_SUBDOMAIN && name.split('.').all(is_domain_part)
}

fn is_domain_part(part: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    part.bytes().all(|byte| plain(byte) || byte == b'-')
        && part.bytes().next().is_some_and(plain)
        && part.bytes().next_back().is_some_and(plain)
}

/// What is wrong with the key of a label or annotation.
pub(super) fn key_fault(key: &str) -> Option<&'static str> {
    let name = match key.split_once('/') {
        Some((prefix, _)) if !is_subdomain(prefix) => {
            return Some("what stands before the slash must be a domain in small letters");
        }
        Some((_, name)) => name,
        None => key,
    };
    if name.is_empty() {
        return Some("a key cannot be empty");
    }
    value_fault(name)
}

/// What is wrong with the value of a label.
pub(super) fn value_fault(value: &str) -> Option<&'static str> {
    if value.len() > LONGEST_LABEL {
        return Some("63 characters are possible");
    }
    let mut inner = value.bytes();
    if !inner.all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte)) {
        return Some("letters, digits, `-`, `_` and `.` are possible");
    }
    let plain = |byte: Option<u8>| byte.is_none_or(|byte| byte.is_ascii_alphanumeric());
    let has_ends = plain(value.bytes().next()) && plain(value.bytes().next_back());
    (!has_ends).then_some("a letter or digit must stand at both ends")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_what_the_api_server_takes() {
        assert!(is_dns_label("ci-1") && !is_dns_label("CI") && !is_dns_label("a.b"));
        assert!(is_subdomain("a.b-c") && !is_subdomain("a..b") && !is_subdomain(""));
        assert!(!is_dns_label(&"a".repeat(64)));
    }

    #[test]
    fn labels_may_have_a_domain_before_the_key() {
        assert_eq!(key_fault("example.com/Team_1"), None);
        assert_eq!(key_fault("team"), None);
        assert!(key_fault("Example.com/team").is_some());
        assert!(key_fault("a/b/c").is_some());
        assert!(key_fault("a/").is_some());
        assert_eq!(value_fault(""), None);
        assert!(value_fault("-a").is_some());
        assert!(value_fault("a b").is_some());
    }
}
