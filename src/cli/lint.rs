//! Arguments of `lint`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::ColorChoice;

/// Arguments of `lint`.
#[derive(Debug, Args)]
pub struct LintArgs {
    /// Files, folders that are searched for .drone.yml and .drone.yaml, or - for stdin [default:
    /// .drone.yml, then .drone.yaml]
    pub paths: Vec<PathBuf>,

    /// How to show what was found
    #[arg(
        short,
        long,
        alias = "output",
        value_name = "FORMAT",
        default_value = "full"
    )]
    pub format: LintFormat,
    /// The repository is trusted: privileged steps, host volumes and the like are fine
    #[arg(long)]
    pub trusted: bool,
    /// Also show what shellcheck says of commands; it must be on the PATH
    #[arg(long)]
    pub shellcheck: bool,
    /// Mend what can be mended safely
    #[arg(long)]
    pub fix: bool,
    /// With --fix or --diff: mend also where the result must be looked at
    #[arg(long)]
    pub unsafe_fixes: bool,
    /// Show what --fix would change, and change nothing; exit code 1 if there is something
    #[arg(long)]
    pub diff: bool,
    /// Only these rules: numbers, their beginnings (DK1), names, or `all`
    #[arg(long, value_name = "RULE", value_delimiter = ',')]
    pub select: Vec<String>,
    /// Leave these rules out
    #[arg(long, value_name = "RULE", value_delimiter = ',')]
    pub ignore: Vec<String>,
    /// Take what these rules find as errors
    #[arg(long, value_name = "RULE", value_delimiter = ',')]
    pub error: Vec<String>,
    /// Take what these rules find as warnings
    #[arg(long, value_name = "RULE", value_delimiter = ',')]
    pub warn: Vec<String>,
    /// Show nothing below this
    #[arg(long, value_name = "SEVERITY", default_value = "warning")]
    pub min_severity: MinSeverity,
    /// Exit code 1 for warnings too
    #[arg(long)]
    pub strict: bool,
    /// Show how often each rule found something, instead of the findings
    #[arg(long)]
    pub statistics: bool,
    /// The name to show for stdin
    #[arg(long, value_name = "NAME", default_value = "<stdin>")]
    pub stdin_filename: String,
    /// The configuration [default: .drone-k8s.yaml in the folder of the file or above it]
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Read no configuration
    #[arg(long, conflicts_with = "config")]
    pub no_config: bool,
    /// When to use colours
    #[arg(long, value_name = "WHEN", default_value = "auto")]
    pub color: ColorChoice,

    /// Tell all about a rule, and lint nothing
    #[arg(long, value_name = "RULE", exclusive = true)]
    pub explain: Option<String>,
    /// List all rules, and lint nothing
    #[arg(long, exclusive = true)]
    pub list_rules: bool,
}

/// How findings are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum LintFormat {
    /// With the lines of the file, for people
    Full,
    /// One line for each: file, line, column
    Concise,
    /// One JSON array
    Json,
    /// One JSON object a line
    Jsonl,
    /// Annotations of GitHub Actions
    Github,
    /// Code Quality of GitLab
    Gitlab,
    /// SARIF 2.1.0
    Sarif,
    /// `JUnit` XML
    Junit,
    /// Checkstyle XML
    Checkstyle,
    /// Reviewdog's diagnostics
    Rdjson,
}

/// The least severity that is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum MinSeverity {
    /// Only what makes a file unusable or wrong
    Error,
    /// Also what is surprising
    Warning,
    /// Everything
    Info,
}
