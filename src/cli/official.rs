//! Flags of the official tools, `drone-runner-kube exec` and `drone exec`, that have no counterpart
//! among ours. Flags that only have another name here are aliases where ours are.

use std::path::PathBuf;

use clap::Args;

use super::idle::{IdleArgs, OffArgs};

/// What the official tools have flags for.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "As in the official tools")]
pub struct OfficialArgs {
    /// Repeat the official runner's mistakes too, such as backslashes that it eats
    #[arg(long)]
    pub compat: bool,
    /// Apply a policy file of the official runner
    #[arg(long, value_name = "FILE")]
    pub policy: Option<PathBuf>,
    /// Do not run the steps that stand before this one in the file; services run
    #[arg(long, value_name = "STEP")]
    pub resume_at: Option<String>,
    /// Mount a folder of the node in every step (with --allow-host-paths or --trusted)
    #[arg(long, alias = "volumes", value_name = "HOST:PATH[:ro]", value_parser = volume)]
    pub volume: Vec<VolumeFlag>,
    /// Give a secret on the command line, where others can see it: better --secret or --secret-file
    #[arg(long, value_name = "NAME=VALUE", value_parser = super::pair, hide_short_help = true)]
    pub secrets: Vec<(String, String)>,
    /// Time that the whole run may take, in minutes
    #[arg(
        long,
        value_name = "MINUTES",
        value_parser = clap::value_parser!(u32).range(1..),
        conflicts_with = "timeout",
        hide_short_help = true
    )]
    pub repo_timeout: Option<u32>,

    /// Most memory that a step may have, in MiB; 0 for no limit
    #[arg(long, value_name = "MIB", hide_short_help = true)]
    pub limit_memory: Option<u32>,
    /// Most CPU that a step may have, in thousandths of a core; 0 for no limit
    #[arg(long, value_name = "MILLICORES", hide_short_help = true)]
    pub limit_cpu: Option<u32>,
    /// Memory that the Pod requests unless the pipeline says it, in MiB
    #[arg(long, value_name = "MIB", hide_short_help = true)]
    pub request_memory: Option<u32>,
    /// CPU that the Pod requests unless the pipeline says it, in thousandths of a core
    #[arg(long, value_name = "MILLICORES", hide_short_help = true)]
    pub request_cpu: Option<u32>,
    /// Least memory that each step requests, in MiB
    #[arg(long, value_name = "MIB", hide_short_help = true)]
    pub min_request_memory: Option<u32>,
    /// Least CPU that each step requests, in thousandths of a core
    #[arg(long, value_name = "MILLICORES", hide_short_help = true)]
    pub min_request_cpu: Option<u32>,

    /// Host for which steps get a login for git [env: `DRONE_NETRC_MACHINE`]
    #[arg(long, value_name = "HOST", hide_short_help = true)]
    pub netrc_machine: Option<String>,
    /// Its user [env: `DRONE_NETRC_USERNAME`]
    #[arg(long, value_name = "NAME", hide_short_help = true)]
    pub netrc_username: Option<String>,
    /// Its password, which others can see here but not in [env: `DRONE_NETRC_PASSWORD`]
    #[arg(long, value_name = "TEXT", hide_short_help = true)]
    pub netrc_password: Option<String>,

    /// Colours, as --color always; --no-pretty as --color never
    #[arg(long, overrides_with = "no_pretty", hide_short_help = true)]
    pub pretty: bool,
    #[arg(long, overrides_with = "pretty", hide = true)]
    #[allow(missing_docs, reason = "see `pretty`")]
    pub no_pretty: bool,
    /// Say on stderr which variables there are, as --print-env, and run
    #[arg(long, hide_short_help = true)]
    pub debug: bool,
    /// As --debug, and the objects that --dry-run prints
    #[arg(long, hide_short_help = true)]
    pub trace: bool,
    /// Write the plan of the run to stderr as JSON
    #[arg(long, hide_short_help = true)]
    pub dump: bool,

    /// What turns flags off again that are off anyway.
    #[command(flatten)]
    pub off: OffArgs,
    /// What has no effect.
    #[command(flatten)]
    pub idle: IdleArgs,
}

/// `HOST:PATH[:ro]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VolumeFlag {
    /// Path on the node.
    pub host: String,
    /// Path in the containers.
    pub path: String,
    /// `:ro`.
    pub read_only: bool,
}

/// Both tools' forms: the official runner splits at the first `=` too.
fn volume(text: &str) -> Result<VolumeFlag, String> {
    let wrong = || "expected HOST:PATH or HOST:PATH:ro, both absolute paths".to_owned();
    let (host, rest) = super::pair(text).map_err(|_| wrong())?;
    let (path, read_only) = match rest.rsplit_once(':') {
        Some((path, "ro")) => (path, true),
        Some((path, "rw")) => (path, false),
        _ => (rest.as_str(), false),
    };
    let is_path = |path: &str| path.len() > 1 && path.starts_with('/') && !path.contains(':');
    if !is_path(&host) || !is_path(path) {
        return Err(wrong());
    }
    Ok(VolumeFlag {
        host,
        path: path.to_owned(),
        read_only,
    })
}

#[cfg(test)]
mod tests {
    use super::{VolumeFlag, volume};

    #[test]
    fn a_volume_is_two_absolute_paths() {
        let flag = |host: &str, path: &str, read_only| VolumeFlag {
            host: host.to_owned(),
            path: path.to_owned(),
            read_only,
        };
        assert_eq!(volume("/a:/b").unwrap(), flag("/a", "/b", false));
        assert_eq!(volume("/a=/b:ro").unwrap(), flag("/a", "/b", true));
        assert_eq!(volume("/a:/b:rw").unwrap(), flag("/a", "/b", false));
        for wrong in [
            "", "/a", "a:/b", "/a:b", "/a:/b:z", "C:\\x:/y", "/:/b", "/a:/",
        ] {
            assert!(volume(wrong).is_err(), "{wrong}");
        }
    }
}
