//! What the address of a git remote says about the repository.

/// A remote on a server, taken apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Remote {
    /// Everything before the last part of the path: `octocat`, `group/subgroup`.
    pub(super) namespace: String,
    /// Last part of the path, without `.git`.
    pub(super) name: String,
    /// Page of the repository: `https://github.com/octocat/hello`.
    pub(super) link: String,
    /// Address for cloning over http, without credentials.
    pub(super) http: String,
    /// Address for cloning over ssh.
    pub(super) ssh: String,
}

impl Remote {
    /// Reads `https://host/owner/name.git`, `ssh://git@host:22/owner/name`, `git://…` and
    /// `git@host:owner/name.git`. Folders and bundles of this machine give `None`.
    pub(super) fn parse(url: &str) -> Option<Self> {
        let url = url.trim();
        let (scheme, authority, path) = match url.split_once("://") {
            Some((scheme, rest)) => {
                let (authority, path) = rest.split_once('/')?;
                (scheme.to_ascii_lowercase(), authority, path)
            }
            None => scp_like(url)?,
        };
        let over_http = match scheme.as_str() {
            "http" | "https" => true,
            "ssh" | "git+ssh" | "ssh+git" | "git" => false,
            _ => return None,
        };
        let (user, host_port) = match authority.rsplit_once('@') {
            Some((user, host)) => (user, host),
            None => ("git", authority),
        };
        let path = path
            .split(['?', '#'])
            .next()
            .unwrap_or_default()
            .trim_matches('/');
        let mut path = path
            .strip_suffix(".git")
            .unwrap_or(path)
            .trim_end_matches('/');
        if over_http && path.matches('/').count() == 2 {
            // Bitbucket Server clones from below `scm/`.
            path = path.strip_prefix("scm/").unwrap_or(path);
        }
        let (namespace, name) = path.rsplit_once('/')?;
        let host = without_port(host_port);
        if host.is_empty() || name.is_empty() {
            return None;
        }
        let (link, ssh) = if over_http {
            (
                format!("{scheme}://{host_port}/{path}"),
                format!("git@{host}:{path}.git"),
            )
        } else {
            let user = user.split(':').next().unwrap_or("git");
            (
                format!("https://{host}/{path}"),
                format!("{user}@{host}:{path}.git"),
            )
        };
        let ssh = if scheme.contains("ssh") && host != host_port {
            format!(
                "ssh://{}@{host_port}/{path}.git",
                user.split(':').next().unwrap_or("git")
            )
        } else {
            ssh
        };
        Some(Self {
            namespace: namespace.to_owned(),
            name: name.to_owned(),
            http: format!("{link}.git"),
            link,
            ssh,
        })
    }
}

/// `user@host:path`. A slash before the colon makes it a path of this machine.
fn scp_like(url: &str) -> Option<(String, &str, &str)> {
    let (authority, path) = match url.split_once("]:") {
        Some((bracketed, path)) => (&url[..=bracketed.len()], path),
        None => url.split_once(':')?,
    };
    // A single letter is a drive: `C:\src`.
    let local = authority.contains('/') || authority.len() < 2 || path.starts_with('\\');
    (!local).then(|| ("ssh".to_owned(), authority, path))
}

fn without_port(host_port: &str) -> &str {
    match host_port.rsplit_once(':') {
        Some((host, port)) if port.bytes().all(|b| b.is_ascii_digit()) => host,
        _ => host_port,
    }
}

#[cfg(test)]
mod tests {
    use super::Remote;

    #[test]
    fn the_usual_forms_give_the_same_repository() {
        for url in [
            "git@github.com:octocat/hello.git",
            "github.com:octocat/hello",
            "https://github.com/octocat/hello.git",
            "https://github.com/octocat/hello/",
            "https://me:s3cret@github.com/octocat/hello.git",
            "ssh://git@github.com/octocat/hello.git",
            "git://github.com/octocat/hello.git",
        ] {
            let remote = Remote::parse(url).unwrap();
            assert_eq!(
                (remote.namespace.as_str(), remote.name.as_str()),
                ("octocat", "hello")
            );
            assert_eq!(remote.link, "https://github.com/octocat/hello", "{url}");
            assert_eq!(remote.http, "https://github.com/octocat/hello.git", "{url}");
            assert_eq!(remote.ssh, "git@github.com:octocat/hello.git", "{url}");
        }
    }

    #[test]
    fn ports_groups_and_bitbucket_server() {
        let gitlab = Remote::parse("https://git.corp.example:8443/a/b/c.git").unwrap();
        assert_eq!(
            (gitlab.namespace.as_str(), gitlab.name.as_str()),
            ("a/b", "c")
        );
        assert_eq!(gitlab.link, "https://git.corp.example:8443/a/b/c");
        let ssh = Remote::parse("ssh://git@git.corp.example:7999/proj/repo.git").unwrap();
        assert_eq!(ssh.link, "https://git.corp.example/proj/repo");
        assert_eq!(ssh.ssh, "ssh://git@git.corp.example:7999/proj/repo.git");
        let http = Remote::parse("http://git.corp.example/scm/proj/repo.git").unwrap();
        assert_eq!(
            (http.namespace.as_str(), http.name.as_str()),
            ("proj", "repo")
        );
    }

    #[test]
    fn folders_are_no_remote() {
        for url in [
            "/srv/git/x.git",
            "../x",
            "file:///srv/x.git",
            "C:\\src\\x",
            "./a:b/c",
            "",
            "x",
        ] {
            assert_eq!(Remote::parse(url), None, "{url}");
        }
    }
}
