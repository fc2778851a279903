//! Facts about the build, under the names of the official runner's flags.

use clap::Args;

use crate::plan::Overrides;

/// What is known about the build: by default what the git checkout says.
#[derive(Debug, Clone, Args)]
#[command(
    next_help_heading = "Build facts (default: from DRONE_* variables, else from the git checkout)"
)]
#[allow(missing_docs, reason = "the help texts stand beside each flag")]
pub struct FactArgs {
    #[arg(
        long,
        alias = "instance",
        value_name = "TEXT",
        help = "Host name of the Drone server",
        hide_short_help = true
    )]
    pub system_host: Option<String>,
    #[arg(
        long,
        value_name = "TEXT",
        help = "http or https",
        hide_short_help = true
    )]
    pub system_proto: Option<String>,
    #[arg(
        long,
        value_name = "TEXT",
        help = "Version of the Drone server",
        hide_short_help = true
    )]
    pub system_version: Option<String>,
    #[arg(
        long,
        alias = "repo",
        value_name = "TEXT",
        help = "Repository as owner/name",
        hide_short_help = true
    )]
    pub repo_slug: Option<String>,
    #[arg(
        long,
        value_name = "TEXT",
        help = "Owner of the repository",
        hide_short_help = true
    )]
    pub repo_namespace: Option<String>,
    #[arg(
        long,
        value_name = "TEXT",
        help = "Name of the repository",
        hide_short_help = true
    )]
    pub repo_name: Option<String>,
    #[arg(
        long,
        value_name = "TEXT",
        help = "Address of its page",
        hide_short_help = true
    )]
    pub repo_link: Option<String>,
    #[arg(
        long,
        value_name = "TEXT",
        help = "Address to clone over http",
        hide_short_help = true
    )]
    pub repo_http: Option<String>,
    #[arg(
        long,
        value_name = "TEXT",
        help = "Address to clone over ssh",
        hide_short_help = true
    )]
    pub repo_ssh: Option<String>,
    #[arg(
        long,
        value_name = "TEXT",
        help = "Its default branch",
        hide_short_help = true
    )]
    pub repo_branch: Option<String>,
    #[arg(
        long,
        value_name = "TEXT",
        help = "public, private or internal",
        hide_short_help = true
    )]
    pub repo_visibility: Option<String>,
    #[arg(
        long,
        value_name = "N",
        help = "Number of the build",
        hide_short_help = true
    )]
    pub build_number: Option<i64>,
    #[arg(
        long,
        value_name = "N",
        help = "Number of the build that was restarted or promoted",
        hide_short_help = true
    )]
    pub build_parent: Option<i64>,
    #[arg(
        long,
        alias = "event",
        value_name = "TEXT",
        help = "push, pull_request, tag, promote, rollback, cron or custom",
        hide_short_help = true
    )]
    pub build_event: Option<String>,
    #[arg(
        long,
        value_name = "TEXT",
        help = "Action of the event, such as opened",
        hide_short_help = true
    )]
    pub build_action: Option<String>,
    #[arg(
        long,
        value_name = "TEXT",
        help = "Name of the cron job",
        hide_short_help = true
    )]
    pub build_cron: Option<String>,
    #[arg(
        long,
        alias = "deploy-to",
        value_name = "TEXT",
        help = "Target of a promotion",
        hide_short_help = true
    )]
    pub build_target: Option<String>,
    #[arg(
        long,
        value_name = "N",
        help = "Unix time at which the build was created",
        hide_short_help = true
    )]
    pub build_created: Option<i64>,
    #[arg(
        long,
        alias = "sha",
        value_name = "TEXT",
        help = "Hash of the commit",
        hide_short_help = true
    )]
    pub commit_after: Option<String>,
    #[arg(
        long,
        value_name = "TEXT",
        help = "Hash of the commit before",
        hide_short_help = true
    )]
    pub commit_before: Option<String>,
    #[arg(
        long,
        alias = "ref",
        value_name = "TEXT",
        help = "Reference, such as refs/heads/main",
        hide_short_help = true
    )]
    pub commit_ref: Option<String>,
    #[arg(
        long,
        alias = "branch",
        value_name = "TEXT",
        help = "Branch, for --commit-source and --commit-target",
        hide_short_help = true
    )]
    pub commit_branch: Option<String>,
    #[arg(
        long,
        value_name = "TEXT",
        help = "Branch that the change comes from",
        hide_short_help = true
    )]
    pub commit_source: Option<String>,
    #[arg(
        long,
        value_name = "TEXT",
        help = "Branch that the change is for",
        hide_short_help = true
    )]
    pub commit_target: Option<String>,
    #[arg(
        long,
        value_name = "TEXT",
        help = "Message of the commit",
        hide_short_help = true
    )]
    pub commit_message: Option<String>,
    #[arg(
        long,
        value_name = "TEXT",
        help = "Title of the pull request",
        hide_short_help = true
    )]
    pub commit_title: Option<String>,
    #[arg(
        long,
        value_name = "TEXT",
        help = "Address of the commit's page",
        hide_short_help = true
    )]
    pub commit_link: Option<String>,
    #[arg(
        long,
        value_name = "TEXT",
        help = "Account of the author",
        hide_short_help = true
    )]
    pub author_login: Option<String>,
    #[arg(
        long,
        value_name = "TEXT",
        help = "Name of the author",
        hide_short_help = true
    )]
    pub author_name: Option<String>,
    #[arg(
        long,
        value_name = "TEXT",
        help = "E-mail address of the author",
        hide_short_help = true
    )]
    pub author_email: Option<String>,
    #[arg(
        long,
        value_name = "TEXT",
        help = "Address of the author's picture",
        hide_short_help = true
    )]
    pub author_avatar: Option<String>,
    #[arg(
        long,
        value_name = "N",
        help = "Number of the pipeline",
        hide_short_help = true
    )]
    pub stage_number: Option<i64>,
    #[arg(
        long,
        value_name = "TEXT",
        help = "Operating system of the pipeline",
        hide_short_help = true
    )]
    pub stage_os: Option<String>,
    #[arg(
        long,
        value_name = "TEXT",
        help = "Architecture of the pipeline",
        hide_short_help = true
    )]
    pub stage_arch: Option<String>,
    #[arg(
        long,
        value_name = "TEXT",
        help = "Variant of the architecture",
        hide_short_help = true
    )]
    pub stage_variant: Option<String>,
    #[arg(long, hide = true)]
    pub stage_kind: Option<String>,
    #[arg(long, hide = true)]
    pub stage_type: Option<String>,
    #[arg(long, help = "The repository is private", hide_short_help = true)]
    pub repo_private: bool,
    #[arg(
        long,
        help = "The repository is protected; only an annotation tells",
        hide = true
    )]
    pub repo_protected: bool,
}

impl FactArgs {
    /// As the plan takes them.
    pub fn overrides(&self, pipeline: Option<&str>, trusted: bool) -> Overrides {
        let given = self.clone();
        Overrides {
            system_host: given.system_host,
            system_proto: given.system_proto,
            system_version: given.system_version,
            repo_slug: given.repo_slug,
            repo_namespace: given.repo_namespace,
            repo_name: given.repo_name,
            repo_link: given.repo_link,
            repo_http: given.repo_http,
            repo_ssh: given.repo_ssh,
            repo_branch: given.repo_branch,
            repo_visibility: given.repo_visibility,
            build_number: given.build_number,
            build_parent: given.build_parent,
            build_event: given.build_event,
            build_action: given.build_action,
            build_cron: given.build_cron,
            build_target: given.build_target,
            build_created: given.build_created,
            commit_after: given.commit_after,
            commit_before: given.commit_before,
            commit_ref: given.commit_ref,
            commit_branch: given.commit_branch,
            commit_source: given.commit_source,
            commit_target: given.commit_target,
            commit_message: given.commit_message,
            commit_title: given.commit_title,
            commit_link: given.commit_link,
            author_login: given.author_login,
            author_name: given.author_name,
            author_email: given.author_email,
            author_avatar: given.author_avatar,
            stage_number: given.stage_number,
            stage_os: given.stage_os,
            stage_arch: given.stage_arch,
            stage_variant: given.stage_variant,
            repo_private: given.repo_private,
            repo_protected: given.repo_protected,
            repo_trusted: trusted,
            stage_name: pipeline.map(str::to_string),
            stage_kind: given.stage_kind,
            stage_type: given.stage_type,
        }
    }
}
