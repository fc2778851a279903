//! The command line: types only, no logic.

mod facts;
mod fmt;
mod guards;
mod idle;
mod lint;
mod official;
mod refused;
mod secrets;
mod switches;
mod variables;

use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;

pub use facts::FactArgs;
pub use fmt::FmtArgs;
pub use guards::{CloneArgs, ConsentArgs, RegistryArgs};
pub use idle::{IdleArgs, OffArgs};
pub use lint::{LintArgs, LintFormat, MinSeverity};
pub use official::{OfficialArgs, VolumeFlag};
pub use refused::refused;
pub use secrets::SecretArgs;
pub use switches::without_values;
pub use variables::{Variable, VariableArgs};

/// Run, lint and format Drone CI Kubernetes pipelines from your laptop.
#[derive(Debug, Parser)]
#[command(
    name = "drone-k8s",
    version,
    about,
    max_term_width = 100,
    args_override_self = true
)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// [`Cli`] with only those commands that a person runs on every save: clap builds the flags of all commands that
/// it knows before it reads the first word.
#[derive(Debug, Parser)]
#[command(
    name = "drone-k8s",
    version,
    about,
    max_term_width = 100,
    args_override_self = true
)]
pub struct CheckCli {
    /// What to do.
    #[command(subcommand)]
    pub command: Check,
}

/// The commands that only look at files.
#[derive(Debug, Subcommand)]
pub enum Check {
    /// Say what is wrong or surprising in pipeline files, and where.
    ///
    /// Nothing is run and no cluster is asked. Exit codes: 0 no errors (and no warnings with --strict);
    /// 1 errors; 2 wrong usage, or a file that cannot be read.
    Lint(Box<LintArgs>),
    /// Format pipeline files, without ever changing what they mean.
    ///
    /// Both texts are read with Drone's rules and compared before anything is written. Exit codes: 0; 1
    /// with --check or --diff if something would change; 2 wrong usage, or a file that cannot be formatted.
    Fmt(FmtArgs),
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Run a Kubernetes pipeline of the working tree in one Pod of the current cluster.
    ///
    /// Exit codes: 0 success; 1 the pipeline failed; 2 wrong usage, an invalid file or kubeconfig;
    /// 3 the cluster (unreachable, forbidden, image pull, unschedulable, evicted); 124 timeout;
    /// 129/130/143 after SIGHUP/SIGINT/SIGTERM, once everything is cleaned up.
    ///
    /// Facts about the build come from flags, then from `DRONE_*` variables of this process
    /// (`DRONE_BRANCH`, `DRONE_COMMIT_SHA`, `DRONE_TAG`, `DRONE_BUILD_EVENT` …; not `DRONE_STAGE_*`), then
    /// from the git checkout, then from defaults. --print-env shows them.
    ///
    /// The flags of `drone-runner-kube exec` and `drone exec` are taken under their names: --stage-name,
    /// --repo-trusted, --event, --branch, --repo, --sha, --ref, --deploy-to, --instance, --volumes and so on.
    Exec(Box<ExecArgs>),
    /// Those that only look at files.
    #[command(flatten)]
    Check(Check),
    /// Print a JSON Schema of Kubernetes pipelines, for editors.
    Schema,
    /// Print a completion script.
    Completion {
        /// The shell to complete for.
        shell: Shell,
    },
}

/// Arguments of `exec`.
#[derive(Debug, Args)]
pub struct ExecArgs {
    /// The pipeline file [default: .drone.yml, then .drone.yaml]
    pub file: Option<PathBuf>,

    /// Name of the pipeline; not needed when the file holds only one Kubernetes pipeline
    #[arg(long, alias = "stage-name", value_name = "NAME")]
    pub pipeline: Option<String>,
    /// Run only these steps and services
    #[arg(long, value_name = "STEP", value_delimiter = ',')]
    pub include: Vec<String>,
    /// Leave out these steps and services
    #[arg(long, value_name = "STEP", value_delimiter = ',')]
    pub exclude: Vec<String>,
    /// Allow what only trusted repositories may do: privileged steps, host volumes and the like
    #[arg(long, alias = "repo-trusted")]
    pub trusted: bool,
    /// Time that the whole run may take: seconds, or with units (90s, 10m, 1h30m)
    #[arg(long, value_name = "TIME", default_value = "60m", value_parser = duration)]
    pub timeout: Duration,

    /// Folder that is uploaded as the working tree [default: the current one]
    #[arg(long, value_name = "FOLDER")]
    pub workdir: Option<PathBuf>,
    /// Do not upload the .git folder
    #[arg(long)]
    pub no_git: bool,

    /// Images that may run privileged as plugins, besides the usual ones, which need a consent
    #[arg(long, value_name = "IMAGE", value_delimiter = ',')]
    pub privileged: Vec<String>,
    /// Put a label on the Pod
    #[arg(long, value_name = "KEY=VALUE", value_parser = pair)]
    pub labels: Vec<(String, String)>,

    /// Where secrets come from.
    #[command(flatten)]
    pub secrets: SecretArgs,

    /// Where and as whom to run.
    #[command(flatten)]
    pub cluster: ClusterArgs,

    /// How to show the run; yaml only with --dry-run
    #[arg(short, long, value_name = "FORMAT", default_value = "auto")]
    pub output: OutputFormat,
    /// Print the objects that would be created, without secret values, and do nothing
    #[arg(long)]
    pub dry_run: bool,
    /// Write the output of steps to stdout exactly as it comes, without step names
    #[arg(long)]
    pub no_log_prefix: bool,
    /// When to use colours
    #[arg(long, value_name = "WHEN", default_value = "auto")]
    pub color: ColorChoice,

    /// A clone in place of the tree.
    #[command(flatten)]
    pub clone: CloneArgs,
    /// Where logins for registries come from.
    #[command(flatten)]
    pub registries: RegistryArgs,
    /// What the file may do to the cluster.
    #[command(flatten)]
    pub consent: ConsentArgs,
    /// What the build is about.
    #[command(flatten)]
    pub facts: FactArgs,

    /// Variables of the steps.
    #[command(flatten)]
    pub variables: VariableArgs,
    /// As the official tools do it.
    #[command(flatten)]
    pub official: OfficialArgs,
}

/// Which cluster, and how the run behaves there.
#[derive(Debug, Args)]
#[command(next_help_heading = "Cluster")]
pub struct ClusterArgs {
    /// The kubeconfig file [default: those of `KUBECONFIG`, or `~/.kube/config`]
    #[arg(long, value_name = "FILE")]
    pub kubeconfig: Option<PathBuf>,
    /// The context of the kubeconfig [default: the current one]
    #[arg(long, value_name = "NAME")]
    pub context: Option<String>,
    /// The namespace [default: that of the context]
    #[arg(short, long, value_name = "NAME")]
    pub namespace: Option<String>,
    /// User to impersonate
    #[arg(long = "as", value_name = "USER")]
    pub impersonate: Option<String>,
    /// Image of the container that receives the tree and sends the logs: busybox or alike
    #[arg(
        long,
        value_name = "IMAGE",
        default_value = "docker.io/library/busybox:1.36",
        env = "DRONE_K8S_HELPER_IMAGE"
    )]
    pub helper_image: String,
    /// How long the objects outlive a client that was killed
    #[arg(long, value_name = "TIME", default_value = "120s", value_parser = lease)]
    pub lease: Duration,
    /// Time that steps have to end after Ctrl-C, a signal or the timeout
    #[arg(long, value_name = "TIME", default_value = "10s", value_parser = duration)]
    pub grace: Duration,
    /// How long an image may fail to be pulled for reasons that may pass
    #[arg(long, value_name = "TIME", default_value = "5m", value_parser = duration)]
    pub pull_timeout: Duration,
    /// How long the Pod may wait for a node
    #[arg(long, value_name = "TIME", default_value = "5m", value_parser = duration)]
    pub schedule_timeout: Duration,
}

/// How a run is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum OutputFormat {
    /// Colours and a status line on a terminal, plain otherwise
    Auto,
    /// Lines of text
    Plain,
    /// One JSON object a line
    Json,
    /// The objects of --dry-run as YAML
    Yaml,
}

/// When colours are used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ColorChoice {
    /// On a terminal, unless `NO_COLOR` is set
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

/// `KEY=VALUE` or, as the official runner takes it, `KEY:VALUE`: split at whichever comes first.
fn pair(text: &str) -> Result<(String, String), String> {
    match text.find(['=', ':']) {
        Some(at) if at > 0 => Ok((text[..at].to_string(), text[at + 1..].to_string())),
        _ => Err("expected KEY=VALUE".to_string()),
    }
}

/// Seconds, or numbers with the units `s`, `m` and `h`: `90s`, `1h30m`, as Go prints and reads them.
fn duration(text: &str) -> Result<Duration, String> {
    let wrong = || "expected a time such as 90s, 10m or 1h30m".to_string();
    let mut seconds: u64 = 0;
    let mut rest = text;
    loop {
        let digits = rest.trim_start_matches(|c: char| c.is_ascii_digit());
        let number: u32 = rest
            .strip_suffix(digits)
            .unwrap_or(rest)
            .parse()
            .map_err(|_| wrong())?;
        let mut letters = digits.chars();
        let factor = match letters.next() {
            Some('h') => 3600,
            Some('m') => 60,
            Some('s') => 1,
            None if rest.len() == text.len() => 1,
            _ => return Err(wrong()),
        };
        seconds = seconds.saturating_add(u64::from(number) * factor);
        rest = letters.as_str();
        if rest.is_empty() {
            return Ok(Duration::from_secs(seconds));
        }
    }
}

/// A lease shorter than this would end between two heartbeats on a slow network.
fn lease(text: &str) -> Result<Duration, String> {
    let time = duration(text)?;
    if time < Duration::from_secs(20) {
        return Err("a lease is at least 20s".to_string());
    }
    Ok(time)
}

#[cfg(test)]
mod tests {
    use super::{Cli, duration, pair};
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_consistent() {
        Cli::command().debug_assert();
    }

    #[test]
    fn times_have_units() {
        assert_eq!(duration("90").unwrap().as_secs(), 90);
        assert_eq!(duration("2h").unwrap().as_secs(), 7200);
        assert_eq!(duration("1h30m10s").unwrap().as_secs(), 5410);
        assert!(duration("1h30").is_err() && duration("1mé").is_err());
        assert!(duration("").is_err() && duration("m").is_err() && duration("1d").is_err());
        assert!(duration("é").is_err());
    }

    #[test]
    fn pairs_are_split_once() {
        assert_eq!(pair("A=b=c").unwrap(), ("A".to_string(), "b=c".to_string()));
        assert_eq!(pair("A:b").unwrap().1, "b");
        assert!(pair("=b").is_err() && pair("A").is_err());
    }
}
