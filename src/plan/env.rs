//! The environment variables of a build: `DRONE_*`, `CI_*`, `GIT_*`.

use std::collections::BTreeMap;
use std::collections::btree_map::IntoIter;

use super::facts::Facts;
use super::version;

/// Variables by name, in the order of their names.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Variables(BTreeMap<String, String>);

impl Variables {
    /// Sets a variable, over an earlier value.
    pub fn set(&mut self, name: impl Into<String>, value: impl Into<String>) {
        self.0.insert(name.into(), value.into());
    }

    /// The value of a variable.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }

    /// Takes a variable out.
    pub fn remove(&mut self, name: &str) {
        self.0.remove(name);
    }

    /// Sets all of `others`, over earlier values.
    pub fn extend(&mut self, others: Self) {
        self.0.extend(others.0);
    }
}

impl From<BTreeMap<String, String>> for Variables {
    fn from(by_name: BTreeMap<String, String>) -> Self {
        Self(by_name)
    }
}

impl IntoIterator for Variables {
    type Item = (String, String);
    type IntoIter = IntoIter<String, String>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

/// The variables that substitution knows ([`crate::subst::substitute`]): `environ`, and over it what
/// is known about the build before it starts. As with the official runner neither the environment
/// of the pipeline nor that of this process is among them.
pub fn substitution(facts: &Facts, environ: &BTreeMap<String, String>) -> Variables {
    let mut out = Variables::from(environ.clone());
    out.extend(of_build(facts));
    let started = facts.build.started.to_string();
    for name in ["DRONE_BUILD_STATUS", "DRONE_STAGE_STATUS"] {
        out.set(name, "success");
    }
    for name in ["DRONE_BUILD_FINISHED", "DRONE_STAGE_FINISHED"] {
        out.set(name, started.as_str());
    }
    out.set("CI_BUILD_STATUS", "");
    out.set("CI_BUILD_FINISHED", "0");
    out
}

/// What every step of a build has in its environment, whatever the state of the run. Variables that
/// tell that state are in [`super::status`].
pub(super) fn of_build(facts: &Facts) -> Variables {
    let mut out = Variables::default();
    out.set("CI", "true");
    out.set("DRONE", "true");
    out.set("DRONE_CARD_PATH", "/dev/stdout");
    system(&mut out, facts);
    repo(&mut out, facts);
    build(&mut out, facts);
    commit(&mut out, facts);
    stage(&mut out, facts);
    out
}

/// Identity and behaviour of `git` in steps.
pub(super) fn of_git(facts: &Facts, trace: bool, skip_verify: bool) -> Variables {
    let or = |value: &str, default: &str| {
        if value.is_empty() {
            default.to_owned()
        } else {
            value.to_owned()
        }
    };
    let mut out = Variables::default();
    for who in ["AUTHOR", "COMMITTER"] {
        out.set(format!("GIT_{who}_NAME"), or(&facts.author.name, "drone"));
        out.set(
            format!("GIT_{who}_EMAIL"),
            or(&facts.author.email, "noreply@drone"),
        );
    }
    out.set("GIT_TERMINAL_PROMPT", "0");
    if trace {
        out.set("GIT_TRACE", "true");
    }
    if skip_verify {
        out.set("GIT_SSL_NO_VERIFY", "true");
    }
    out
}

fn all(out: &mut Variables, names: &[&str], value: &str) {
    for name in names {
        out.set(*name, value);
    }
}

fn system(out: &mut Variables, facts: &Facts) {
    let system = &facts.system;
    out.set("DRONE_SYSTEM_PROTO", system.proto.as_str());
    all(
        out,
        &["DRONE_SYSTEM_HOST", "DRONE_SYSTEM_HOSTNAME"],
        &system.host,
    );
    out.set("DRONE_SYSTEM_VERSION", system.version.as_str());
}

fn repo(out: &mut Variables, facts: &Facts) {
    let repo = &facts.repo;
    all(out, &["DRONE_REPO", "CI_REPO", "CI_REPO_NAME"], &repo.slug);
    out.set("DRONE_REPO_SCM", "");
    all(
        out,
        &["DRONE_REPO_OWNER", "DRONE_REPO_NAMESPACE"],
        &repo.namespace,
    );
    out.set("DRONE_REPO_NAME", repo.name.as_str());
    all(out, &["DRONE_REPO_LINK", "CI_REPO_LINK"], &repo.link);
    out.set("DRONE_REPO_BRANCH", repo.branch.as_str());
    all(
        out,
        &[
            "DRONE_REMOTE_URL",
            "DRONE_GIT_HTTP_URL",
            "CI_REPO_REMOTE",
            "CI_REMOTE_URL",
        ],
        &repo.http,
    );
    out.set("DRONE_GIT_SSH_URL", repo.ssh.as_str());
    out.set("DRONE_REPO_VISIBILITY", repo.visibility.as_str());
    all(
        out,
        &["DRONE_REPO_PRIVATE", "CI_REPO_PRIVATE"],
        &repo.private.to_string(),
    );
}

fn build(out: &mut Variables, facts: &Facts) {
    let build = &facts.build;
    all(
        out,
        &["DRONE_BUILD_NUMBER", "CI_BUILD_NUMBER"],
        &build.number.to_string(),
    );
    all(
        out,
        &["DRONE_BUILD_PARENT", "CI_PARENT_BUILD_NUMBER"],
        &build.parent.to_string(),
    );
    all(out, &["DRONE_BUILD_EVENT", "CI_BUILD_EVENT"], &build.event);
    out.set("DRONE_BUILD_ACTION", build.action.as_str());
    out.set("DRONE_BUILD_DEBUG", "false");
    out.set("DRONE_BUILD_TRIGGER", "");
    all(
        out,
        &["DRONE_BUILD_CREATED", "CI_BUILD_CREATED"],
        &build.created.to_string(),
    );
    all(
        out,
        &["DRONE_BUILD_STARTED", "CI_BUILD_STARTED"],
        &build.started.to_string(),
    );
    all(out, &["DRONE_DEPLOY_TO", "CI_BUILD_TARGET"], &build.target);
    out.set("DRONE_DEPLOY_ID", "0");
    let (proto, host) = (&facts.system.proto, &facts.system.host);
    let link = format!("{proto}://{host}/{}/{}", facts.repo.slug, build.number);
    out.set("DRONE_BUILD_LINK", link);
}

fn commit(out: &mut Variables, facts: &Facts) {
    let (commit, author) = (&facts.commit, &facts.author);
    let branch = [
        "DRONE_BRANCH",
        "DRONE_TARGET_BRANCH",
        "DRONE_COMMIT_BRANCH",
        "CI_COMMIT_BRANCH",
    ];
    all(out, &branch, &commit.target);
    out.set("DRONE_SOURCE_BRANCH", commit.source.as_str());
    let sha = [
        "DRONE_COMMIT",
        "DRONE_COMMIT_SHA",
        "DRONE_COMMIT_AFTER",
        "CI_COMMIT_SHA",
    ];
    all(out, &sha, &commit.after);
    out.set("DRONE_COMMIT_BEFORE", commit.before.as_str());
    all(
        out,
        &["DRONE_COMMIT_REF", "CI_COMMIT_REF"],
        &commit.reference,
    );
    all(out, &["DRONE_COMMIT_LINK", "CI_BUILD_LINK"], &commit.link);
    all(
        out,
        &["DRONE_COMMIT_MESSAGE", "CI_COMMIT_MESSAGE"],
        &commit.message,
    );
    for (suffix, value) in [
        ("", &author.login),
        ("_EMAIL", &author.email),
        ("_AVATAR", &author.avatar),
        ("_NAME", &author.name),
    ] {
        out.set(format!("DRONE_COMMIT_AUTHOR{suffix}"), value.as_str());
        out.set(format!("CI_COMMIT_AUTHOR{suffix}"), value.as_str());
    }
    if facts.build.event == "pull_request" {
        let is_digit = |letter: char| letter.is_ascii_digit();
        let from_number = commit
            .reference
            .trim_start_matches(|letter| !is_digit(letter));
        let number = from_number
            .split(|letter| !is_digit(letter))
            .next()
            .unwrap_or_default();
        out.set("DRONE_PULL_REQUEST", number);
        out.set("DRONE_PULL_REQUEST_TITLE", commit.title.as_str());
    }
    if let Some(tag) = facts.tag() {
        out.set("DRONE_TAG", tag);
        version::add(out, tag);
    }
}

fn stage(out: &mut Variables, facts: &Facts) {
    let stage = &facts.stage;
    out.set("DRONE_STAGE_KIND", stage.kind.as_str());
    out.set("DRONE_STAGE_TYPE", stage.kind_type.as_str());
    let name = if stage.name.is_empty() {
        crate::manifest::DEFAULT_NAME
    } else {
        &stage.name
    };
    out.set("DRONE_STAGE_NAME", name);
    out.set("DRONE_STAGE_NUMBER", stage.number.to_string());
    out.set("DRONE_STAGE_MACHINE", "");
    out.set("DRONE_STAGE_OS", stage.os.as_str());
    out.set("DRONE_STAGE_ARCH", stage.arch.as_str());
    out.set("DRONE_STAGE_VARIANT", stage.variant.as_str());
    out.set("DRONE_STAGE_VERSION", "0");
    out.set("DRONE_STAGE_STARTED", facts.build.started.to_string());
    out.set("DRONE_STAGE_DEPENDS_ON", stage.depends_on.join(","));
}

#[cfg(test)]
mod tests;
