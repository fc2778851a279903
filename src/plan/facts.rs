//! Facts about the build: what a Drone server would know from the push that started it.

use super::git::Checkout;
use super::overrides::Overrides;
use super::remote::Remote;
use crate::manifest::Pipeline;

/// Everything that the variables of a build and its conditions are made of. Text that is not known
/// is empty; times are unix seconds.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Facts {
    /// The Drone server.
    pub system: SystemFacts,
    /// The repository.
    pub repo: RepoFacts,
    /// The build.
    pub build: BuildFacts,
    /// The commit that is built.
    pub commit: CommitFacts,
    /// Its author.
    pub author: AuthorFacts,
    /// The pipeline.
    pub stage: StageFacts,
}

/// The Drone server; a build on a laptop has none.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[allow(missing_docs, reason = "the fields are the runner's --system-* flags")]
pub struct SystemFacts {
    pub host: String,
    pub proto: String,
    pub version: String,
}

/// The repository.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[allow(missing_docs, reason = "the fields are the runner's --repo-* flags")]
pub struct RepoFacts {
    pub slug: String,
    pub namespace: String,
    pub name: String,
    pub link: String,
    pub http: String,
    pub ssh: String,
    pub branch: String,
    pub visibility: String,
    pub private: bool,
    pub protected: bool,
    pub trusted: bool,
}

/// The build.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[allow(missing_docs, reason = "the fields are the runner's --build-* flags")]
pub struct BuildFacts {
    pub number: i64,
    pub parent: i64,
    pub event: String,
    pub action: String,
    pub cron: String,
    pub target: String,
    pub created: i64,
    /// When it started: the run's own start.
    pub started: i64,
}

/// The commit that is built.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[allow(missing_docs, reason = "the fields are the runner's --commit-* flags")]
pub struct CommitFacts {
    pub after: String,
    pub before: String,
    pub reference: String,
    pub source: String,
    pub target: String,
    pub message: String,
    pub title: String,
    pub link: String,
}

/// The author of the commit.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[allow(missing_docs, reason = "the fields are the runner's --author-* flags")]
pub struct AuthorFacts {
    pub login: String,
    pub name: String,
    pub email: String,
    pub avatar: String,
}

/// The pipeline. Text that is empty is filled in by [`Facts::for_pipeline`].
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[allow(missing_docs, reason = "the fields are the runner's --stage-* flags")]
pub struct StageFacts {
    pub name: String,
    pub kind: String,
    pub kind_type: String,
    pub number: i64,
    pub os: String,
    pub arch: String,
    pub variant: String,
    /// `depends_on` of the pipeline.
    pub depends_on: Vec<String>,
}

impl Facts {
    /// The facts of a checkout, with what was given by hand in their place. `now` is the unix time
    /// at which the build counts as created and started.
    pub fn new(checkout: &Checkout, given: &Overrides, now: i64) -> Self {
        let repo = RepoFacts::new(checkout, given);
        let event = given
            .build_event
            .clone()
            .unwrap_or_else(|| "push".to_owned());
        let commit = CommitFacts::new(checkout, given, &repo, &event);
        Self {
            system: SystemFacts {
                host: text(given.system_host.as_ref()),
                proto: text(given.system_proto.as_ref()),
                version: text(given.system_version.as_ref()),
            },
            repo,
            build: BuildFacts {
                number: given.build_number.unwrap_or(1),
                parent: given.build_parent.unwrap_or_default(),
                event,
                action: text(given.build_action.as_ref()),
                cron: text(given.build_cron.as_ref()),
                target: text(given.build_target.as_ref()),
                created: given.build_created.unwrap_or(now),
                started: now,
            },
            commit,
            author: AuthorFacts::new(checkout, given),
            stage: StageFacts {
                name: text(given.stage_name.as_ref()),
                kind: given
                    .stage_kind
                    .clone()
                    .unwrap_or_else(|| "pipeline".to_owned()),
                kind_type: given
                    .stage_type
                    .clone()
                    .unwrap_or_else(|| "kubernetes".to_owned()),
                number: given.stage_number.unwrap_or(1),
                os: text(given.stage_os.as_ref()),
                arch: text(given.stage_arch.as_ref()),
                variant: text(given.stage_variant.as_ref()),
                depends_on: Vec::new(),
            },
        }
    }

    /// The same for one pipeline: its name and platform where no flag gave others. A server fills
    /// them in from the file too, also for substitution.
    #[must_use]
    pub fn for_pipeline(mut self, pipeline: &Pipeline) -> Self {
        let stage = &mut self.stage;
        fill(&mut stage.name, pipeline.display_name());
        fill(&mut stage.os, &pipeline.platform.os);
        fill(&mut stage.os, "linux");
        fill(&mut stage.arch, &pipeline.platform.arch);
        fill(&mut stage.variant, &pipeline.platform.variant);
        stage.depends_on = pipeline
            .depends_on
            .iter()
            .map(|name| name.value.clone())
            .collect();
        self
    }

    /// The tag of a build of a tag.
    pub fn tag(&self) -> Option<&str> {
        self.commit.reference.strip_prefix("refs/tags/")
    }
}

impl RepoFacts {
    fn new(checkout: &Checkout, given: &Overrides) -> Self {
        let remote = Remote::parse(&checkout.remote);
        let from_remote = |field: fn(&Remote) -> &String| remote.as_ref().map(field).cloned();
        let slug_parts = given
            .repo_slug
            .as_deref()
            .and_then(|slug| slug.rsplit_once('/'));
        let folder = || {
            let name = checkout.top.as_ref()?.file_name()?;
            Some(name.to_string_lossy().into_owned())
        };
        let namespace = first([
            given.repo_namespace.clone(),
            slug_parts.map(|(namespace, _)| namespace.to_owned()),
            from_remote(|remote| &remote.namespace),
        ]);
        let name = first([
            given.repo_name.clone(),
            slug_parts.map(|(_, name)| name.to_owned()),
            from_remote(|remote| &remote.name),
            folder(),
        ]);
        let joined = (!namespace.is_empty()).then(|| format!("{namespace}/{name}"));
        Self {
            slug: first([given.repo_slug.clone(), joined]),
            namespace,
            name,
            link: first([given.repo_link.clone(), from_remote(|remote| &remote.link)]),
            http: first([given.repo_http.clone(), from_remote(|remote| &remote.http)]),
            ssh: first([given.repo_ssh.clone(), from_remote(|remote| &remote.ssh)]),
            branch: first([
                given.repo_branch.clone(),
                Some(checkout.default_branch.clone()).filter(|branch| !branch.is_empty()),
                Some(checkout.branch.clone()),
            ]),
            visibility: text(given.repo_visibility.as_ref()),
            private: given.repo_private,
            protected: given.repo_protected,
            trusted: given.repo_trusted,
        }
    }
}

impl CommitFacts {
    fn new(checkout: &Checkout, given: &Overrides, repo: &RepoFacts, event: &str) -> Self {
        let head = checkout.commit.clone().unwrap_or_default();
        let given_branch = || {
            let of_ref = given
                .commit_ref
                .as_deref()
                .and_then(|r| r.strip_prefix("refs/heads/"));
            given
                .commit_branch
                .clone()
                .or_else(|| of_ref.map(str::to_owned))
        };
        let branch = given_branch().unwrap_or_else(|| checkout.branch.clone());
        let target = match event {
            "pull_request" => given
                .commit_branch
                .clone()
                .unwrap_or_else(|| repo.branch.clone()),
            // A tag belongs to no branch.
            "tag" => given.commit_branch.clone().unwrap_or_default(),
            _ => branch.clone(),
        };
        let reference = match event {
            "tag" if !checkout.tag.is_empty() => format!("refs/tags/{}", checkout.tag),
            // The number is part of the reference; there is none, and nobody must take it for one.
            "pull_request" => "refs/pull/0/head".to_owned(),
            _ if branch.is_empty() => String::new(),
            _ => format!("refs/heads/{branch}"),
        };
        let message = given.commit_message.clone().unwrap_or(head.message);
        let after = given.commit_after.clone().unwrap_or(head.sha);
        let page = !repo.link.is_empty() && !after.is_empty();
        let link = if page {
            format!("{}/commit/{after}", repo.link)
        } else {
            String::new()
        };
        Self {
            before: given.commit_before.clone().unwrap_or(head.parent),
            reference: given.commit_ref.clone().unwrap_or(reference),
            source: given.commit_source.clone().unwrap_or(branch),
            target: given.commit_target.clone().unwrap_or(target),
            title: first([
                given.commit_title.clone(),
                Some(message.lines().next().unwrap_or_default().to_owned()),
            ]),
            link: given.commit_link.clone().unwrap_or(link),
            message,
            after,
        }
    }
}

impl AuthorFacts {
    fn new(checkout: &Checkout, given: &Overrides) -> Self {
        let head = checkout.commit.clone().unwrap_or_default();
        let email = given.author_email.clone().unwrap_or(head.author_email);
        let local = email.split('@').next().unwrap_or_default();
        // GitHub's private addresses are `12345+login@…`.
        let login = local.split_once('+').map_or(local, |(id, login)| {
            if id.bytes().all(|b| b.is_ascii_digit()) {
                login
            } else {
                id
            }
        });
        Self {
            login: given
                .author_login
                .clone()
                .unwrap_or_else(|| login.to_owned()),
            name: given.author_name.clone().unwrap_or(head.author_name),
            avatar: text(given.author_avatar.as_ref()),
            email,
        }
    }
}

fn text(given: Option<&String>) -> String {
    given.cloned().unwrap_or_default()
}

fn first<const N: usize>(choices: [Option<String>; N]) -> String {
    choices.into_iter().flatten().next().unwrap_or_default()
}

fn fill(field: &mut String, value: &str) {
    if field.is_empty() {
        value.clone_into(field);
    }
}

#[cfg(test)]
mod tests;
