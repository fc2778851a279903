//! Facts about the build that a person gives, in place of what the git checkout says.

/// Values given by hand. The fields carry the names of the official runner's flags: `build_event`
/// is `--build-event`. `None` takes what [`super::Checkout`] found, or the default named here.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Overrides {
    /// `--system-host`: host name of the Drone server, which `when.instance` looks at. Default: empty.
    pub system_host: Option<String>,
    /// `--system-proto`: `http` or `https`. Default: empty.
    pub system_proto: Option<String>,
    /// `--system-version`: version of the Drone server. Default: empty.
    pub system_version: Option<String>,

    /// `--repo-slug`: `namespace/name`, which `when.repo` looks at. Default: from the remote, or
    /// from [`Overrides::repo_namespace`] and [`Overrides::repo_name`].
    pub repo_slug: Option<String>,
    /// `--repo-namespace`: owner of the repository. Default: from the slug.
    pub repo_namespace: Option<String>,
    /// `--repo-name`. Default: from the slug, else the name of the checkout's folder.
    pub repo_name: Option<String>,
    /// `--repo-link`: address of the repository's page. Default: from the remote.
    pub repo_link: Option<String>,
    /// `--repo-http`: address to clone over http. Default: from the remote, without credentials.
    pub repo_http: Option<String>,
    /// `--repo-ssh`: address to clone over ssh. Default: from the remote.
    pub repo_ssh: Option<String>,
    /// `--repo-branch`: the default branch. Default: the remote's `HEAD`, else `main` or `master`
    /// if there is such a branch, else the current branch.
    pub repo_branch: Option<String>,
    /// `--repo-visibility`: `public`, `private` or `internal`. Default: empty.
    pub repo_visibility: Option<String>,
    /// `--repo-private`. Default: false.
    pub repo_private: bool,
    /// `--repo-protected`, which only an annotation of the Pod tells. Default: false.
    pub repo_protected: bool,
    /// `--repo-trusted`: whether the pipeline may use privileged steps and host volumes. Default:
    /// false.
    pub repo_trusted: bool,

    /// `--build-number`. Default: 1.
    pub build_number: Option<i64>,
    /// `--build-parent`: number of the build that was restarted or promoted. Default: 0.
    pub build_parent: Option<i64>,
    /// `--build-event`: `push`, `pull_request`, `tag`, `promote`, `rollback`, `cron`, `custom`.
    /// Default: `push`, also when a tag points at the current commit.
    pub build_event: Option<String>,
    /// `--build-action`: such as `opened` or `synchronized`. Default: empty.
    pub build_action: Option<String>,
    /// `--build-cron`: name of the cron job. Default: empty.
    pub build_cron: Option<String>,
    /// `--build-target`: where a promotion goes. Default: empty.
    pub build_target: Option<String>,
    /// `--build-created`: unix seconds. Default: now.
    pub build_created: Option<i64>,

    /// `--commit-after`: hash of the commit that is built. Default: `HEAD`.
    pub commit_after: Option<String>,
    /// `--commit-before`: hash of the commit before the push. Default: first parent of `HEAD`;
    /// zeros when it has none.
    pub commit_before: Option<String>,
    /// `--commit-ref`. Default: `refs/heads/BRANCH`; for event `tag` `refs/tags/TAG` with the tag
    /// at `HEAD`, for event `pull_request` `refs/pull/0/head`.
    pub commit_ref: Option<String>,
    /// `--commit-branch`: short for `--commit-source` and `--commit-target`. Not a flag of the
    /// official runner. Default: the current branch.
    pub commit_branch: Option<String>,
    /// `--commit-source`: branch the change comes from. Default: the current branch.
    pub commit_source: Option<String>,
    /// `--commit-target`: branch the change is for, which `when.branch` looks at. Default: the
    /// current branch; for event `pull_request` the default branch; for event `tag` empty.
    pub commit_target: Option<String>,
    /// `--commit-message`. Default: that of `HEAD`.
    pub commit_message: Option<String>,
    /// `--commit-title`: title of the pull request. Default: first line of the message.
    pub commit_title: Option<String>,
    /// `--commit-link`: address of the commit's page. Default: below [`Overrides::repo_link`].
    pub commit_link: Option<String>,

    /// `--author-login`: name of the author's account. Default: guessed from the e-mail address.
    pub author_login: Option<String>,
    /// `--author-name`. Default: author of `HEAD`.
    pub author_name: Option<String>,
    /// `--author-email`. Default: author of `HEAD`.
    pub author_email: Option<String>,
    /// `--author-avatar`: address of a picture. Default: empty.
    pub author_avatar: Option<String>,

    /// `--stage-name`: name of the pipeline to run. Default: that of the pipeline.
    pub stage_name: Option<String>,
    /// `--stage-kind`. Default: `pipeline`.
    pub stage_kind: Option<String>,
    /// `--stage-type`. Default: `kubernetes`.
    pub stage_type: Option<String>,
    /// `--stage-number`. Default: 1.
    pub stage_number: Option<i64>,
    /// `--stage-os`. Default: `platform.os` of the pipeline, else `linux`.
    pub stage_os: Option<String>,
    /// `--stage-arch`. Default: `platform.arch` of the pipeline, else empty.
    pub stage_arch: Option<String>,
    /// `--stage-variant`. Default: `platform.variant` of the pipeline.
    pub stage_variant: Option<String>,
}
