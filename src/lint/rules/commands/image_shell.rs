//! Which shell an image has as `/bin/sh`, where that is well known.

/// A shell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shell {
    /// Debian's and Ubuntu's.
    Dash,
    /// Alpine's.
    Busybox,
    /// That of Fedora, Red Hat, Arch, SUSE.
    Bash,
    /// Anybody's guess.
    Unknown,
}

/// Official images that are Debian or Ubuntu unless their tag says something else.
const DASH: [&str; 16] = [
    "buildpack-deps",
    "debian",
    "gcc",
    "golang",
    "haskell",
    "node",
    "perl",
    "php",
    "postgres",
    "pypy",
    "python",
    "redis",
    "ruby",
    "rust",
    "ubuntu",
    "erlang",
];

/// Official images in which `/bin/sh` is bash.
const BASH: [&str; 7] = [
    "almalinux",
    "amazonlinux",
    "archlinux",
    "centos",
    "fedora",
    "oraclelinux",
    "rockylinux",
];

impl Shell {
    /// The shell of an image.
    pub(super) fn of(image: &str) -> Self {
        let name = image
            .strip_prefix("docker.io/")
            .unwrap_or(image)
            .strip_prefix("library/")
            .unwrap_or(image.strip_prefix("docker.io/").unwrap_or(image));
        let (name, tag) = name.split_once([':', '@']).unwrap_or((name, ""));
        if name.contains("alpine") || tag.contains("alpine") || name == "busybox" {
            Self::Busybox
        } else if tag.contains("windows") || tag.contains("nanoserver") || tag.contains("${") {
            Self::Unknown
        } else if DASH.contains(&name) {
            Self::Dash
        } else if BASH.contains(&name) {
            Self::Bash
        } else {
            Self::Unknown
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Shell;

    #[test]
    fn well_known_images() {
        assert_eq!(Shell::of("golang:1.22"), Shell::Dash);
        assert_eq!(Shell::of("docker.io/library/node"), Shell::Dash);
        assert_eq!(Shell::of("node:20-alpine"), Shell::Busybox);
        assert_eq!(Shell::of("quay.io/team/golang:1"), Shell::Unknown);
        assert_eq!(Shell::of("rockylinux:9"), Shell::Bash);
    }
}
