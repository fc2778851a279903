//! What a file may do to the cluster, and what of this machine it may use.

use std::path::PathBuf;

use clap::Args;

use crate::plan::Consent;

/// Consents: each allows one thing that `--trusted` allows all of.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Consent (see also --trusted)")]
pub struct ConsentArgs {
    /// Allow privileged steps, and plugins such as plugins/docker that run privileged by themselves
    #[arg(long)]
    pub allow_privileged: bool,
    /// Allow volumes that are paths of the node
    #[arg(long)]
    pub allow_host_paths: bool,
    /// Allow `node_name` and `tolerations`
    #[arg(long)]
    pub allow_node_placement: bool,
    /// Allow `service_account_name`
    #[arg(long)]
    pub allow_service_account: bool,
    /// Allow a namespace that the file names, or one of the cluster itself such as kube-system
    #[arg(long, value_name = "NAME", value_delimiter = ',')]
    pub allow_namespace: Vec<String>,
    /// Do not ask before a run on a context that looks like production
    #[arg(short, long)]
    pub yes: bool,
}

impl ConsentArgs {
    /// What is allowed.
    pub fn consent(&self, trusted: bool) -> Consent {
        if trusted {
            return Consent::all();
        }
        Consent {
            privileged: self.allow_privileged,
            host_paths: self.allow_host_paths,
            node_placement: self.allow_node_placement,
            service_account: self.allow_service_account,
        }
    }
}

/// Logins for registries.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Registry logins (default: those of docker and podman)")]
pub struct RegistryArgs {
    /// Take registry logins from this docker config.json only
    #[arg(
        long,
        alias = "registry",
        value_name = "FILE",
        conflicts_with = "no_registry_login"
    )]
    pub registry_config: Option<PathBuf>,
    /// Do not give registry logins of this machine to the cluster
    #[arg(long)]
    pub no_registry_login: bool,
}

/// A clone in the cluster in place of the working tree.
#[derive(Debug, Clone, Args)]
pub struct CloneArgs {
    /// Clone the repository in the cluster, as a Drone server does, instead of uploading the working tree
    #[arg(long)]
    pub clone: bool,
    /// Image of the clone step
    #[arg(long, value_name = "IMAGE", default_value = "drone/git")]
    pub clone_image: String,
}
