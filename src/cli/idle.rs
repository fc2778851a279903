//! Flags of the official tools that are taken and change nothing.

use clap::Args;

/// `--no-…` of what is off without it. They are taken and change nothing.
#[derive(Debug, Clone, Default, Args)]
#[allow(missing_docs, reason = "they are hidden and unused")]
pub struct OffArgs {
    #[arg(long, hide = true, overrides_with = "debug")]
    pub no_debug: bool,
    #[arg(long, hide = true, overrides_with = "trace")]
    pub no_trace: bool,
    #[arg(long, hide = true, overrides_with = "dump")]
    pub no_dump: bool,
    #[arg(
        long,
        alias = "no-repo-trusted",
        hide = true,
        overrides_with = "trusted"
    )]
    pub no_trusted: bool,
    #[arg(long, hide = true, overrides_with = "repo_private")]
    pub no_repo_private: bool,
    #[arg(long, hide = true, overrides_with = "repo_protected")]
    pub no_repo_protected: bool,
}

/// Facts about the build that the official runner takes and that nothing in a run shows, there as
/// here.
#[derive(Debug, Clone, Default, Args)]
#[allow(missing_docs, reason = "they are hidden and have no effect")]
pub struct IdleArgs {
    #[arg(long, hide = true)]
    pub repo_id: Option<String>,
    #[arg(long, hide = true)]
    pub repo_created: Option<String>,
    #[arg(long, hide = true)]
    pub repo_updated: Option<String>,
    #[arg(long, hide = true)]
    pub build_id: Option<String>,
    #[arg(long, hide = true)]
    pub build_updated: Option<String>,
    #[arg(long, hide = true)]
    pub commit_sender: Option<String>,
    #[arg(long, hide = true)]
    pub commit_fork: Option<String>,
    #[arg(long, hide = true)]
    pub stage_id: Option<String>,
    #[arg(long, hide = true)]
    pub stage_kernel: Option<String>,
    #[arg(long, hide = true)]
    pub stage_created: Option<String>,
    #[arg(long, hide = true)]
    pub stage_updated: Option<String>,
    #[arg(long, hide = true)]
    pub system_link: Option<String>,
}
