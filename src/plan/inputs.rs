//! What [`super::compile`] needs besides the pipeline.

use std::collections::BTreeMap;
use std::time::Duration;

use super::env::Variables;
use super::facts::Facts;
use super::guard::Consent;
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
    /// `--allow-*` and `--trusted`: what the file may do to the cluster, see [`super::guard()`].
    pub consent: Consent,
    /// `--clone` with `--clone-image`: the image of a clone step in place of the working tree.
    pub clone_image: Option<String>,
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
            netrc: None,
            proxy: Variables::default(),
            include: Vec::new(),
            exclude: Vec::new(),
            privileged: Vec::new(),
            consent: Consent::default(),
            clone_image: None,
            labels: BTreeMap::new(),
            timeout: Duration::from_secs(60 * 60),
        }
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
