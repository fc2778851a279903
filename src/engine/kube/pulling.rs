//! Images that cannot be pulled: what will pass, what will not, and what to do about it.

use super::status::Trouble;
use crate::engine::error::{Error, Kind};
use crate::plan::registry_of;

/// A container that waits for its image.
#[derive(Debug, Clone)]
pub(super) struct Pulled<'a> {
    /// Name of the step.
    pub(super) step: &'a str,
    /// Its image: the server's words often do not name it.
    pub(super) image: &'a str,
    /// Where the login comes from that its registry was given, for a person.
    pub(super) login: Option<String>,
}

/// Words of a registry that wants a login, or another one.
const NO_LOGIN: [&str; 8] = [
    "denied",
    "unauthorized",
    "Unauthorized",
    "Forbidden",
    "authorization failed",
    "authentication required",
    "no basic auth",
    "insufficient_scope",
];

/// Judges why an image is not pulled.
pub(super) fn judge(pulled: &Pulled<'_>, text: &str) -> Trouble {
    const LASTING: [&str; 4] = [
        "not found",
        "manifest unknown",
        "no match for platform",
        "invalid reference",
    ];
    let mut lasting = LASTING.iter().chain(&NO_LOGIN);
    if lasting.any(|word| text.contains(word)) {
        return Trouble::Lasting(error(pulled, text));
    }
    let Pulled { step, image, .. } = pulled;
    Trouble::Passing(format!(
        "step {step}: image {image} cannot be pulled yet: {}",
        last_cause(text)
    ))
}

/// The error of an image that will not be pulled.
pub(super) fn error(pulled: &Pulled<'_>, text: &str) -> Error {
    let Pulled { step, image, login } = pulled;
    let hint = if NO_LOGIN.iter().any(|word| text.contains(word)) {
        let registry = registry_of(image);
        let wants = match login {
            Some(source) => format!("the registry {registry} refuses the login from {source}"),
            None => format!("the registry {registry} wants a login, and there is none for it"),
        };
        format!(
            "{wants}: `docker login {registry}` on this machine, --registry-config FILE or \
             image_pull_secrets give one; check the name of the image, too"
        )
    } else if text.contains("platform") {
        "the image is not built for the architecture of the node".to_owned()
    } else {
        "check the name and the tag of the image".to_owned()
    };
    Error::new(
        Kind::Image,
        format!(
            "image {image} of step {step} cannot be pulled: {}",
            last_cause(text)
        ),
    )
    .hint(hint)
}

/// Runtimes repeat themselves (`failed to pull and unpack image "x": failed to resolve reference
/// "x": …`): the last causes say it all.
pub(super) fn last_cause(text: &str) -> String {
    let text = text.trim().trim_end_matches('.');
    let parts: Vec<&str> = text.split(": ").collect();
    let keep = parts.len().saturating_sub(3);
    // A back-off message has its cause in front of what we would cut away.
    let short = parts[keep..].join(": ");
    if short.len() < 20 {
        text.to_string()
    } else {
        short
    }
}

#[cfg(test)]
mod tests {
    use super::{Pulled, Trouble, judge};

    #[test]
    fn a_registry_that_wants_a_login_is_named_with_the_ways_to_give_one() {
        // As containerd and CRI-O say it.
        for message in [
            "failed to authorize: failed to fetch anonymous token: unexpected status from GET \
             request to https://r.example/token: 401 Unauthorized",
            "pull access denied, repository does not exist or may require authorization: server \
             message: insufficient_scope: authorization failed",
            "unexpected status from HEAD request to https://r.example/v2/a: 403 Forbidden",
            "initializing source docker://r.example/a: unable to retrieve auth token: invalid \
             username/password: unauthorized: authentication required",
        ] {
            for (login, words) in [
                (None, "wants a login"),
                (Some("a file"), "refuses the login from a file"),
            ] {
                let pulled = Pulled {
                    step: "build",
                    image: "r.example:5000/a:1",
                    login: login.map(str::to_owned),
                };
                let Trouble::Lasting(error) = judge(&pulled, message) else {
                    panic!("no time brings a login: {message}");
                };
                let text = error.to_string();
                for word in [words, "r.example:5000", "step build", "docker login"] {
                    assert!(text.contains(word), "no {word} in {text}");
                }
            }
        }
    }
}
