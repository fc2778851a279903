//! What a container runtime takes for an image.

/// The parts of an image's name.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Reference<'t> {
    /// Registry and path.
    pub(super) name: &'t str,
    /// What stands behind the last colon.
    pub(super) tag: Option<&'t str>,
    /// What stands behind the `@`.
    pub(super) digest: Option<&'t str>,
}

impl<'t> Reference<'t> {
    /// Takes a name apart, also one that is not valid.
    pub(super) fn new(image: &'t str) -> Self {
        let (rest, digest) = match image.split_once('@') {
            Some((rest, digest)) => (rest, Some(digest)),
            None => (image, None),
        };
        let last = rest.rfind('/').map_or(0, |at| at + 1);
        let tag = rest.get(last..).and_then(|last| last.split_once(':'));
        let name = match tag {
            Some((_, tag)) => rest.get(..rest.len() - tag.len() - 1).unwrap_or(rest),
            None => rest,
        };
        Self {
            name,
            tag: tag.map(|(_, tag)| tag),
            digest,
        }
    }

    /// What is wrong with it, and what to do.
    pub(super) fn fault(&self) -> Option<(&'static str, &'static str)> {
        let all = [Some(self.name), self.tag, self.digest];
        if all
            .into_iter()
            .flatten()
            .any(|part| part.contains(char::is_whitespace))
        {
            return Some(("it contains a blank", "write it without blanks"));
        }
        if self.name.contains("://") {
            let help = "names of images begin with the registry: take everything up to `//` away";
            return Some(("it is a URL", help));
        }
        self.name_fault()
            .or_else(|| self.tag.and_then(tag_fault))
            .or_else(|| self.digest.and_then(digest_fault))
    }

    fn name_fault(&self) -> Option<(&'static str, &'static str)> {
        if self.name.len() > 255 {
            return Some(("it is too long", "at most 255 letters are possible"));
        }
        let path = match self.name.split_once('/') {
            Some((registry, path)) if is_registry(registry) => {
                if !is_host(registry) {
                    let help =
                        "a registry is a host and perhaps a port: `registry.example.com:5000`";
                    return Some(("its registry cannot be a host", help));
                }
                path
            }
            _ => self.name,
        };
        if path.bytes().any(|byte| byte.is_ascii_uppercase()) {
            return Some((
                "it has capital letters before the tag",
                "write it in small letters",
            ));
        }
        if path.split('/').all(is_component) {
            return None;
        }
        let help = "between slashes stand small letters and digits, and between them `.`, `_`, `__` or `-`";
        Some(("its path is not valid", help))
    }
}

/// Whether the first part of a name is a registry and no folder of Docker Hub.
fn is_registry(first: &str) -> bool {
    first == "localhost"
        || first.contains(['.', ':'])
        || first.bytes().any(|byte| byte.is_ascii_uppercase())
}

fn is_host(registry: &str) -> bool {
    let (host, port) = match registry.rsplit_once(':') {
        Some((host, port)) if !port.ends_with(']') => (host, Some(port)),
        _ => (registry, None),
    };
    let digits = |port: &str| !port.is_empty() && port.bytes().all(|byte| byte.is_ascii_digit());
    if !port.is_none_or(digits) {
        return false;
    }
    if let Some(address) = host.strip_prefix('[') {
        return address.ends_with(']');
    }
    host.split('.').all(|part| {
        let inside = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
        !part.is_empty()
            && part.bytes().all(inside)
            && !part.starts_with('-')
            && !part.ends_with('-')
    })
}

/// Small letters and digits, with `.`, `_`, `__` or any number of `-` between them.
fn is_component(part: &str) -> bool {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
    let mut rest = part;
    loop {
        let after = rest.trim_start_matches(plain);
        if after.len() == rest.len() {
            return false;
        }
        if after.is_empty() {
            return true;
        }
        let next = after.trim_start_matches(|c: char| !plain(c));
        let between = after.get(..after.len() - next.len()).unwrap_or_default();
        let is_separator =
            matches!(between, "." | "_" | "__") || between.bytes().all(|byte| byte == b'-');
        if !is_separator {
            return false;
        }
        rest = next;
    }
}

fn tag_fault(tag: &str) -> Option<(&'static str, &'static str)> {
    let inside = |byte: u8| byte.is_ascii_alphanumeric() || b"_.-".contains(&byte);
    let is_valid = tag.len() <= 128
        && !tag.is_empty()
        && !tag.starts_with(['.', '-'])
        && tag.bytes().all(inside);
    let help = "a tag is up to 128 letters, digits, `_`, `.` and `-`, and begins with none of the last two";
    (!is_valid).then_some(("its tag is not valid", help))
}

fn digest_fault(digest: &str) -> Option<(&'static str, &'static str)> {
    let help = "a digest is `sha256:` and 64 digits or letters from `a` to `f`";
    let (algorithm, hash) = digest.split_once(':').unwrap_or_default();
    let is_hash = hash.bytes().all(|byte| byte.is_ascii_hexdigit());
    let long_enough = match algorithm {
        "sha256" => hash.len() == 64,
        "sha512" => hash.len() == 128,
        _ => hash.len() >= 32,
    };
    let is_valid = !algorithm.is_empty() && is_hash && long_enough;
    (!is_valid).then_some(("its digest is not valid", help))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_valid(image: &str) -> bool {
        Reference::new(image).fault().is_none()
    }

    #[test]
    fn names_are_taken_apart() {
        let full = Reference::new("localhost:5000/a/b:1.2@sha256:0");
        assert_eq!(full.name, "localhost:5000/a/b");
        assert_eq!((full.tag, full.digest), (Some("1.2"), Some("sha256:0")));
        assert_eq!(Reference::new("localhost:5000/a").tag, None);
        assert_eq!(Reference::new("golang:").tag, Some(""));
    }

    #[test]
    fn what_runtimes_take_is_valid() {
        for image in [
            "golang",
            "golang:1.22",
            "plugins/docker",
            "a__b/c-d--e.f:V1_",
            "localhost:5000/x",
            "Registry.example.com/x:y",
            "[::1]:5000/x",
            "registry.example.com/a/b/c",
        ] {
            assert!(is_valid(image), "{image}");
        }
        assert!(is_valid(&format!("x@sha256:{}", "0a".repeat(32))));
    }

    #[test]
    fn what_runtimes_refuse_is_not() {
        for image in [
            "Golang:1.22",
            "golang :1",
            "golang:",
            "golang:a b",
            "golang:-1",
            "golang:1:2",
            "a//b",
            "a/_b",
            "a..b",
            "-a",
            "https://x.org/y",
            "x@sha256:12",
            "x@12",
            "",
        ] {
            assert!(!is_valid(image), "{image}");
        }
    }
}
