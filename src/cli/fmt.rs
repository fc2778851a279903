//! Arguments of `fmt`.

use std::path::PathBuf;

use clap::Args;

use super::ColorChoice;

/// Arguments of `fmt`.
#[derive(Debug, Args)]
pub struct FmtArgs {
    /// Files, folders that are searched for .drone.yml and .drone.yaml, or - for stdin [default:
    /// .drone.yml, then .drone.yaml]
    pub paths: Vec<PathBuf>,

    /// Write the result to the files, instead of stdout
    #[arg(short, long, visible_alias = "save", conflicts_with_all = ["check", "diff"])]
    pub write: bool,
    /// Name the files that would change, and change nothing; exit code 1 if there are any
    #[arg(long)]
    pub check: bool,
    /// Show what would change, and change nothing; exit code 1 if there is something
    #[arg(long)]
    pub diff: bool,
    /// Put the keys of pipelines, steps and services in Drone's usual order too
    #[arg(long)]
    pub sort_keys: bool,
    /// Format files with a `kind: signature` too: they must be signed again
    #[arg(long)]
    pub allow_signed: bool,
    /// The name to show for stdin
    #[arg(long, value_name = "NAME", default_value = "<stdin>")]
    pub stdin_filename: String,
    /// When to use colours
    #[arg(long, value_name = "WHEN", default_value = "auto")]
    pub color: ColorChoice,
}
