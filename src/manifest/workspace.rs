//! Where the working tree is inside the containers.

/// The folder when the file names none, or one that must not be covered.
pub const DEFAULT: &str = "/drone/src";

/// Folders of the system that a workspace would hide from the images.
const RESTRICTED: [&str; 3] = ["/", "/etc", "/var"];

/// The same, with everything below them.
const RESTRICTED_TREES: [&str; 12] = [
    "/bin",
    "/dev",
    "/etc/docker",
    "/media",
    "/mnt",
    "/mount",
    "/proc",
    "/sys",
    "/usr/bin",
    "/usr/local/bin",
    "/usr/local/sbin",
    "/var/run",
];

/// The workspace for `workspace.path`, and whether that path was refused. Like the official runner
/// it falls back to [`DEFAULT`] without an error.
pub fn path(given: &str) -> (String, bool) {
    if given.is_empty() {
        return (DEFAULT.to_owned(), false);
    }
    let clean = clean(given);
    if is_restricted(&clean.to_lowercase()) {
        (DEFAULT.to_owned(), true)
    } else {
        (clean, false)
    }
}

fn is_restricted(path: &str) -> bool {
    let in_tree = |tree: &&str| {
        path.strip_prefix(*tree)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    RESTRICTED.contains(&path) || RESTRICTED_TREES.iter().any(in_tree)
}

/// An absolute path without `.`, `..`, doubled slashes and a slash at the end.
pub fn clean(path: &str) -> String {
    let mut parts = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    format!("/{}", parts.join("/"))
}

#[cfg(test)]
mod tests {
    use super::path;

    #[test]
    fn paths_are_kept_unless_they_hide_the_system() {
        for (given, wanted) in [
            ("", "/drone/src"),
            ("/w", "/w"),
            ("/w//x/../y/", "/w/y"),
            ("go/src/x", "/go/src/x"),
            ("/etcetera", "/etcetera"),
            ("/var/lib/build", "/var/lib/build"),
        ] {
            assert_eq!(path(given), (wanted.to_owned(), false));
        }
        for given in [
            "/",
            "/etc",
            "/ETC/",
            "/etc/docker/x",
            "/w/../dev/shm",
            "/proc",
            "/usr/bin",
            "..",
        ] {
            assert_eq!(path(given), ("/drone/src".to_owned(), true), "{given}");
        }
    }
}
