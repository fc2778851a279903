//! Names of images: full references, and which images run privileged.

use super::spec::Pull;
use crate::manifest::Step;

/// Plugins that run privileged by themselves. A list from the caller is added to it.
const PRIVILEGED: [&str; 5] = [
    "plugins/docker",
    "plugins/acr",
    "plugins/ecr",
    "plugins/gcr",
    "plugins/heroku",
];

/// Variables that turn such a plugin into something else, so that it does not run privileged.
const GUARDED: [&str; 5] = [
    "XDG_RUNTIME_DIR",
    "DOCKER_OPTS",
    "DOCKER_HOST",
    "PATH",
    "HOME",
];

/// The full reference of an image: `golang` is `docker.io/library/golang:latest`. What is no valid
/// reference stays as it is written; the cluster will have its say.
pub fn expand(image: &str) -> String {
    match Reference::parse(image) {
        Some(Reference {
            repository,
            suffix: "",
        }) => format!("{repository}:latest"),
        Some(Reference { repository, suffix }) => format!("{repository}{suffix}"),
        None => image.to_owned(),
    }
}

/// Host and path of an image: `docker.io/library/golang` for `golang:1.22`. Of what is no valid
/// reference, what stands before the tag.
pub fn repository(image: &str) -> String {
    if let Some(reference) = Reference::parse(image) {
        return reference.repository;
    }
    let (host, path) = match image.split_once('/') {
        Some((first, rest)) if first.contains(['.', ':']) || first == "localhost" => (first, rest),
        _ => ("docker.io", image),
    };
    let path = path.split([':', '@']).next().unwrap_or_default();
    format!("{host}/{path}")
}

/// Whether two images differ in tag or digest at most.
pub fn same_repository(a: &str, b: &str) -> bool {
    match (Reference::parse(a), Reference::parse(b)) {
        (Some(a), Some(b)) => a.repository == b.repository,
        _ => a == b,
    }
}

/// Whether the runner makes a step privileged that does not ask for it: a plugin that builds
/// images, used as a plugin and nothing else.
pub fn is_privileged_plugin(step: &Step, more: &[String]) -> bool {
    let plain = step.commands.is_empty()
        && step.command.is_empty()
        && step.entrypoint.is_empty()
        && step.volumes.is_empty()
        && !step
            .environment
            .iter()
            .any(|entry| GUARDED.contains(&entry.key.as_str()));
    let listed = PRIVILEGED
        .into_iter()
        .chain(more.iter().map(String::as_str));
    plain
        && listed
            .into_iter()
            .any(|image| same_repository(image, &step.image))
}

/// The pull policy. As with the official runner everything but `always` and `never` means "if it is
/// not there", also for `latest`.
pub(super) fn pull(text: &str) -> Pull {
    if text.eq_ignore_ascii_case("always") {
        Pull::Always
    } else if text.eq_ignore_ascii_case("never") {
        Pull::Never
    } else {
        Pull::IfNotExists
    }
}

/// A valid image reference.
#[derive(Debug, PartialEq)]
struct Reference<'a> {
    /// Host and path: `docker.io/library/golang`.
    repository: String,
    /// Tag and digest with their signs, or nothing.
    suffix: &'a str,
}

impl<'a> Reference<'a> {
    fn parse(image: &'a str) -> Option<Self> {
        let (host, rest) = match image.split_once('/') {
            Some((first, rest)) if first.contains(['.', ':']) || first == "localhost" => {
                (first, rest)
            }
            _ => ("docker.io", image),
        };
        let host = if host == "index.docker.io" {
            "docker.io"
        } else {
            host
        };
        let (path, suffix) = rest.split_at(rest.find([':', '@']).unwrap_or(rest.len()));
        let (tag, digest) = match suffix.split_once('@') {
            Some((tag, digest)) => (tag, Some(digest)),
            None => (suffix, None),
        };
        let is_id = host == "docker.io" && path.len() == 64 && is_hex(path) && suffix.is_empty();
        let valid = is_host(host)
            && path.split('/').all(is_component)
            && host.len() + 1 + path.len() <= 255
            && (tag.is_empty() || is_tag(tag.get(1..).unwrap_or_default()))
            && digest.is_none_or(is_digest)
            && !is_id;
        let library = host == "docker.io" && !path.contains('/');
        let path = if library {
            format!("library/{path}")
        } else {
            path.to_owned()
        };
        valid.then(|| Self {
            repository: format!("{host}/{path}"),
            suffix,
        })
    }
}

fn is_hex(text: &str) -> bool {
    text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
}

fn is_host(host: &str) -> bool {
    let (name, port) = host.split_once(':').unwrap_or((host, "0"));
    let label = |label: &str| {
        label
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b == b'-')
            && !label.is_empty()
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    name.split('.').all(label) && !port.is_empty() && port.bytes().all(|b| b.is_ascii_digit())
}

/// Lower-case letters and digits, with `.`, `_`, `__` or dashes between them.
fn is_component(text: &str) -> bool {
    let letter = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
    let separators = text.split(letter).filter(|between| !between.is_empty());
    text.starts_with(letter)
        && text.ends_with(letter)
        && separators.into_iter().all(|between| {
            matches!(between, "." | "_" | "__") || between.bytes().all(|b| b == b'-')
        })
}

fn is_tag(text: &str) -> bool {
    let word = |b: u8| b.is_ascii_alphanumeric() || b == b'_';
    text.len() <= 128
        && text.bytes().next().is_some_and(word)
        && text.bytes().all(|b| word(b) || b == b'.' || b == b'-')
}

fn is_digest(text: &str) -> bool {
    let Some((algorithm, hex)) = text.split_once(':') else {
        return false;
    };
    let named = algorithm
        .bytes()
        .next()
        .is_some_and(|b| b.is_ascii_alphabetic());
    let sized = if algorithm == "sha256" {
        hex.len() == 64
    } else {
        hex.len() >= 32
    };
    named && sized && hex.bytes().all(|b| b.is_ascii_hexdigit())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::manifest::{Variable, VolumeMount};

    #[test]
    fn references_are_made_full() {
        let digest = format!("x@sha256:{}", "0".repeat(64));
        let tagged_digest = format!("gcr.io/a/b:1@sha256:{}", "f".repeat(64));
        for (image, wanted) in [
            ("golang", "docker.io/library/golang:latest"),
            ("golang:1.22", "docker.io/library/golang:1.22"),
            ("plugins/slack", "docker.io/plugins/slack:latest"),
            ("gcr.io/a/b:1", "gcr.io/a/b:1"),
            ("localhost/x", "localhost/x:latest"),
            ("registry:5000/x", "registry:5000/x:latest"),
            ("index.docker.io/library/x", "docker.io/library/x:latest"),
            (&digest, &format!("docker.io/library/{digest}")),
            (&tagged_digest, &tagged_digest),
            ("me/a-b_c.d--e__f", "docker.io/me/a-b_c.d--e__f:latest"),
        ] {
            assert_eq!(expand(image), wanted);
        }
    }

    #[test]
    fn what_is_no_reference_stays() {
        let id = "0".repeat(64);
        for image in [
            "Golang",
            "",
            "a b",
            "x:",
            "x@sha256:12",
            "a//b",
            "-x",
            "x_",
            "x:-1",
            "a___b",
            &id,
        ] {
            assert_eq!(expand(image), image);
        }
    }

    #[test]
    fn plugins_that_build_images_are_privileged() {
        let step = |image: &str| Step {
            image: image.into(),
            ..Default::default()
        };
        for image in [
            "plugins/docker",
            "plugins/docker:20",
            "docker.io/plugins/ecr",
            "index.docker.io/plugins/gcr:1",
        ] {
            assert!(is_privileged_plugin(&step(image), &[]), "{image}");
        }
        assert!(!is_privileged_plugin(&step("plugins/slack"), &[]));
        assert!(!is_privileged_plugin(&step("gcr.io/plugins/docker"), &[]));
        assert!(is_privileged_plugin(
            &step("me/build:2"),
            &["me/build".to_owned()]
        ));

        let mut changed = step("plugins/docker");
        changed.commands.push("x".into());
        assert!(!is_privileged_plugin(&changed, &[]));
        let mut changed = step("plugins/docker");
        changed.volumes.push(VolumeMount::default());
        assert!(!is_privileged_plugin(&changed, &[]));
        let mut changed = step("plugins/docker");
        changed
            .environment
            .insert("DOCKER_HOST".into(), Variable::Text("x".into()));
        assert!(!is_privileged_plugin(&changed, &[]));
    }

    #[test]
    fn pull_policies() {
        assert_eq!((pull("Always"), pull("NEVER")), (Pull::Always, Pull::Never));
        assert_eq!(
            (pull("if-not-exists"), pull("")),
            (Pull::IfNotExists, Pull::IfNotExists)
        );
        assert_eq!(pull("sometimes"), Pull::IfNotExists);
    }
}
