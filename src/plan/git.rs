//! What the git checkout says, asked of the user's own `git`.
//!
//! Nothing here fails: without a repository, without a commit, on a detached `HEAD`, or without a
//! `git` at all, what cannot be known stays empty and a note says why.

use std::ffi::OsStr;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// Variables by which a surrounding git (a hook, `git rebase --exec`) would make ours look at
/// another repository than the one in the folder.
const FOREIGN: [&str; 8] = [
    "GIT_ALTERNATE_OBJECT_DIRECTORIES",
    "GIT_COMMON_DIR",
    "GIT_DIR",
    "GIT_INDEX_FILE",
    "GIT_NAMESPACE",
    "GIT_OBJECT_DIRECTORY",
    "GIT_PREFIX",
    "GIT_WORK_TREE",
];

/// State of a checkout. Everything that is not known is empty.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Checkout {
    /// Top folder of the working tree.
    pub top: Option<PathBuf>,
    /// Name of the current branch, also when it has no commit yet.
    pub branch: String,
    /// The commit at `HEAD`.
    pub commit: Option<Commit>,
    /// A tag that points at `HEAD`; of several the highest version.
    pub tag: String,
    /// Address of the remote that the branch belongs to, `origin`, or the only one.
    pub remote: String,
    /// The remote's default branch, or the local `main` or `master`.
    pub default_branch: String,
    /// What could not be found out, and why, for a person.
    pub notes: Vec<String>,
}

/// A commit.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Commit {
    /// Its hash.
    pub sha: String,
    /// Hash of its first parent; zeros when it has none.
    pub parent: String,
    /// Name of the author.
    pub author_name: String,
    /// E-mail address of the author.
    pub author_email: String,
    /// The whole message without the line break at its end.
    pub message: String,
}

impl Checkout {
    /// Asks the `git` found on `PATH` about the checkout that holds `folder`.
    /// It does not get the environment variables `hidden`, which hold secrets.
    pub fn read(folder: &Path, hidden: &[String]) -> Self {
        Self::read_with(OsStr::new("git"), folder, hidden)
    }

    fn read_with(program: &OsStr, folder: &Path, hidden: &[String]) -> Self {
        let git = Git {
            program,
            folder,
            hidden,
        };
        let mut found = Self::default();
        match git.run(&["rev-parse", "--show-toplevel"]) {
            Ok(top) => found.top = Some(PathBuf::from(top)),
            Err(why) => {
                found.notes.push(format!(
                    "{why}: DRONE_COMMIT, DRONE_BRANCH, DRONE_REPO and the like are empty \
                     unless flags give them"
                ));
                return found;
            }
        }
        found.branch = git.ask(&["symbolic-ref", "-q", "--short", "HEAD"]);
        found.commit = git.head();
        if found.commit.is_none() {
            found
                .notes
                .push("the branch has no commit yet: DRONE_COMMIT is empty".to_owned());
        } else if found.branch.is_empty() {
            found.notes.push(
                "HEAD is detached: DRONE_BRANCH is empty, --commit-branch gives one".to_owned(),
            );
        }
        let tags = git.ask(&["tag", "--points-at", "HEAD", "--sort=-version:refname"]);
        tags.lines()
            .next()
            .unwrap_or_default()
            .clone_into(&mut found.tag);
        let remote = git.remote(&found.branch);
        if remote.is_empty() {
            found
                .notes
                .push("no git remote: DRONE_REPO is empty, --repo-slug gives it".to_owned());
        } else {
            found.remote = git.ask(&["remote", "get-url", &remote]);
        }
        found.default_branch = git.default_branch(&remote);
        found
    }
}

struct Git<'a> {
    program: &'a OsStr,
    folder: &'a Path,
    hidden: &'a [String],
}

impl Git<'_> {
    /// The output of a git command, or for a person why there is none.
    fn run(&self, args: &[&str]) -> Result<String, String> {
        let mut command = Command::new(self.program);
        command
            .arg("--no-pager")
            .args(args)
            .current_dir(self.folder);
        for name in FOREIGN {
            command.env_remove(name);
        }
        for name in self.hidden {
            command.env_remove(name);
        }
        command
            .env("LC_ALL", "C")
            .env("GIT_OPTIONAL_LOCKS", "0")
            .env("GIT_NO_LAZY_FETCH", "1");
        command.stdin(Stdio::null());
        let output = command.output().map_err(|error| {
            // The folder may be what does not exist.
            if error.kind() == io::ErrorKind::NotFound && self.folder.is_dir() {
                "git is not installed".to_owned()
            } else {
                format!("git cannot be run in {}: {error}", self.folder.display())
            }
        })?;
        if output.status.success() {
            let text = String::from_utf8_lossy(&output.stdout);
            return Ok(text.strip_suffix('\n').unwrap_or(&text).to_owned());
        }
        let complaint = String::from_utf8_lossy(&output.stderr);
        let first = complaint.lines().next().unwrap_or_default();
        let first = first.strip_prefix("fatal: ").unwrap_or(first);
        Err(if first.contains("not a git repository") {
            format!("{} is not in a git checkout", self.folder.display())
        } else {
            format!("git cannot read the checkout ({first})")
        })
    }

    /// The same for questions to which there may be no answer.
    fn ask(&self, args: &[&str]) -> String {
        self.run(args).unwrap_or_default()
    }

    fn head(&self) -> Option<Commit> {
        const FORMAT: &str = "--format=%H%x00%P%x00%an%x00%ae%x00%B";
        let args = [
            "log",
            "-1",
            "--no-show-signature",
            "--no-color",
            "--encoding=UTF-8",
            FORMAT,
        ];
        let text = self.run(&args).ok()?;
        let mut fields = text.splitn(5, '\0');
        let mut next = || fields.next().unwrap_or_default().to_owned();
        let (sha, parents) = (next(), next());
        let parent = match parents.split(' ').next() {
            Some(first) if !first.is_empty() => first.to_owned(),
            _ => "0".repeat(sha.len()),
        };
        let (author_name, author_email) = (next(), next());
        let message = next().trim_end_matches('\n').to_owned();
        (!sha.is_empty()).then_some(Commit {
            sha,
            parent,
            author_name,
            author_email,
            message,
        })
    }

    /// Name of the remote that counts.
    fn remote(&self, branch: &str) -> String {
        let all = self.ask(&["remote"]);
        let exists = |name: &str| all.lines().any(|line| line == name);
        let upstream = self.ask(&["config", "--get", &format!("branch.{branch}.remote")]);
        let names = [
            upstream.as_str(),
            "origin",
            all.lines().next().unwrap_or_default(),
        ];
        names
            .into_iter()
            .find(|name| exists(name))
            .unwrap_or_default()
            .to_owned()
    }

    fn default_branch(&self, remote: &str) -> String {
        let head = self.ask(&["symbolic-ref", "-q", &format!("refs/remotes/{remote}/HEAD")]);
        if let Some(branch) = head.strip_prefix(&format!("refs/remotes/{remote}/")) {
            return branch.to_owned();
        }
        let usual = ["refs/heads/main", "refs/heads/master"];
        let found = self.ask(&[
            "for-each-ref",
            "--format=%(refname:short)",
            usual[0],
            usual[1],
        ]);
        found.lines().next().unwrap_or_default().to_owned()
    }
}

#[cfg(test)]
mod tests;
