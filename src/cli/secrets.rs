//! Where the values of secrets come from.

use std::path::PathBuf;

use clap::Args;

use crate::plan::{ClusterSecret, SecretMap};

/// Secrets of a run. What `--secret` gives wins over files, files over the cluster; of several files
/// the last wins.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Secrets")]
pub struct SecretArgs {
    /// Take a secret from the environment variable of that name (or of its upper-case form); with
    /// =VALUE its value, which the process list then shows
    #[arg(long, value_name = "NAME[=VALUE]")]
    pub secret: Vec<String>,
    /// Read secrets from a file of NAME=VALUE lines, or of a YAML or JSON mapping; - is stdin
    #[arg(long, value_name = "FILE")]
    pub secret_file: Vec<PathBuf>,
    /// Take secrets from a Secret in the run's namespace: kubernetes:SECRET for all its keys,
    /// kubernetes:SECRET/KEY for one, NAME=kubernetes:SECRET/KEY to call it NAME
    #[arg(long, value_name = "SOURCE")]
    pub secret_from: Vec<ClusterSecret>,
    /// Take a given secret for a `kind: secret` document with `get`, by its path and name:
    /// PATH/NAME=SECRET, or PATH=SECRET for all of the path
    #[arg(long, value_name = "PATH/NAME=SECRET")]
    pub secret_map: Vec<SecretMap>,
    /// Give steps an empty variable where a secret is missing, as the official runner does
    #[arg(long, alias = "allow-missing-secret")]
    pub allow_missing_secrets: bool,
    /// Give steps empty variables for all secrets when the event is `pull_request`, as the official
    /// runner does
    #[arg(long)]
    pub withhold_secrets: bool,
}
