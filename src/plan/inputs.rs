//! What [`super::compile`] needs besides the pipeline.

use std::collections::BTreeMap;
use std::time::Duration;

use super::env::Variables;
use super::facts::Facts;
use super::secrets::Secrets;
use super::spec::SecretText;

/// Everything that is known or given when a pipeline is to be run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Inputs {
    /// Facts about the build; `facts.build.started` is now, `facts.repo.trusted` says what the
    /// pipeline may do. Name and platform of the pipeline are filled in here.
    pub facts: Facts,
    /// `--environ`: variables for all steps. Everything else that sets a variable wins over them.
    pub environ: BTreeMap<String, String>,
    /// The secrets that were given.
    pub secrets: Secrets,
    /// `--allow-missing-secrets`: a secret that was not given is an empty variable.
    pub allow_missing_secrets: bool,
    /// `--withhold-secrets`: for the event `pull_request` all secrets are empty variables.
    pub withhold_secrets: bool,
    /// `--netrc-*`: credentials for git in the steps.
    pub netrc: Option<Netrc>,
    /// Proxies of this machine, see [`super::proxies`].
    pub proxy: Variables,
    /// `--include`: names of the only steps and services to run. Empty means all.
    pub include: Vec<String>,
    /// `--exclude`: names of steps and services not to run.
    pub exclude: Vec<String>,
    /// `--privileged`: images that run privileged besides the usual ones.
    pub privileged: Vec<String>,
    /// `--labels` of the Pod.
    pub labels: BTreeMap<String, String>,
    /// Time that the whole run may take. Default: 60 minutes.
    pub timeout: Duration,
}

impl Default for Inputs {
    fn default() -> Self {
        Self {
            facts: Facts::default(),
            environ: BTreeMap::new(),
            secrets: Secrets::default(),
            allow_missing_secrets: false,
            withhold_secrets: false,
            netrc: None,
            proxy: Variables::default(),
            include: Vec::new(),
            exclude: Vec::new(),
            privileged: Vec::new(),
            labels: BTreeMap::new(),
            timeout: Duration::from_secs(60 * 60),
        }
    }
}

impl Inputs {
    /// Whether the steps of this build get no secrets.
    pub(super) fn withholds_secrets(&self) -> bool {
        self.withhold_secrets && self.facts.build.event == "pull_request"
    }
}

/// Credentials for git: every step gets them as `DRONE_NETRC_*`, and shell steps write `~/.netrc`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Netrc {
    /// `--netrc-machine`: the host.
    pub machine: String,
    /// `--netrc-username`.
    pub username: SecretText,
    /// `--netrc-password`.
    pub password: SecretText,
}
