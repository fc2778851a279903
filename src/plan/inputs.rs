//! What [`super::compile`] needs besides the pipeline.

use std::collections::BTreeMap;
use std::time::Duration;

use super::env::{self, Variables};
use super::facts::Facts;
use super::guard::Consent;
use super::secrets::Secrets;
use super::spec::{Resources, SecretText};
use crate::manifest::Policy;

/// Everything that is known or given when a pipeline is to be run.
#[derive(Debug, Clone, PartialEq)]
pub struct Inputs {
    /// Facts about the build; `facts.build.started` is now, `facts.repo.trusted` says what the
    /// pipeline may do. Name and platform of the pipeline are filled in here.
    pub facts: Facts,
    /// `--environ` and `--env-file`: variables for all steps. Everything else that sets a variable
    /// wins over them.
    pub environ: BTreeMap<String, String>,
    /// `--env`: variables for all steps. They win over everything else that sets a variable.
    pub env: BTreeMap<String, String>,
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
    /// `--resume-at`: the steps that stand before this one in the file are not run. Services are.
    pub resume_at: Option<String>,
    /// `--privileged`: images that run privileged besides the usual ones.
    pub privileged: Vec<String>,
    /// `--allow-*` and `--trusted`: what the file may do to the cluster, see [`super::guard()`].
    pub consent: Consent,
    /// `--clone` with `--clone-image`: the image of a clone step in place of the working tree.
    pub clone_image: Option<String>,
    /// `--labels` of the Pod.
    pub labels: BTreeMap<String, String>,
    /// `--volume`: folders of the node that every step mounts.
    pub volumes: Vec<HostMount>,
    /// `--limit-*`, `--request-*` and `--min-request-*`.
    pub resources: ResourceRules,
    /// The policy that holds for this build, see [`super::choose`].
    pub policy: Option<Policy>,
    /// Time that the whole run may take. Default: 60 minutes.
    pub timeout: Duration,
    /// `--compat`: what the official runner does wrong is done here too.
    pub compat: bool,
}

impl Default for Inputs {
    fn default() -> Self {
        Self {
            facts: Facts::default(),
            environ: BTreeMap::new(),
            env: BTreeMap::new(),
            secrets: Secrets::default(),
            allow_missing_secrets: false,
            withhold_secrets: false,
            netrc: None,
            proxy: Variables::default(),
            include: Vec::new(),
            exclude: Vec::new(),
            resume_at: None,
            privileged: Vec::new(),
            consent: Consent::default(),
            clone_image: None,
            labels: BTreeMap::new(),
            volumes: Vec::new(),
            resources: ResourceRules::default(),
            policy: None,
            timeout: Duration::from_secs(60 * 60),
            compat: false,
        }
    }
}

impl Inputs {
    /// The variables that substitution knows: those of [`super::substitution`], and `--env` over
    /// them.
    pub fn substitution(&self) -> Variables {
        self.substitution_for(&self.facts)
    }

    pub(super) fn substitution_for(&self, facts: &Facts) -> Variables {
        let mut all = env::substitution(facts, &self.environ);
        all.extend(self.env.clone().into());
        all
    }

    /// Whether the steps of this build get no secrets.
    pub(super) fn withholds_secrets(&self) -> bool {
        self.withhold_secrets && self.facts.build.event == "pull_request"
    }
}

/// A folder of the node that every step mounts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HostMount {
    /// Absolute path on the node.
    pub host: String,
    /// Absolute path in the containers, clean.
    pub container: String,
    /// Whether steps cannot write to it.
    pub read_only: bool,
}

/// Resources that the command line gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ResourceRules {
    /// `--request-*`: of the whole Pod, when neither policy nor pipeline has one.
    pub request: Resources,
    /// `--min-request-*`: the least that each step requests.
    pub min_request: Resources,
    /// `--limit-*`: the most that each step may have.
    pub limit: Resources,
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
