//! From the command line, the environment and the checkout to what a plan needs.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::{SystemTime, UNIX_EPOCH};

use super::policy;
use super::secrets::variables as secret_variables;
use crate::cli::{ExecArgs, VolumeFlag};
use crate::manifest::{load as load_manifest, select, workspace};
use crate::plan::{
    Checkout, Facts, Given, HostMount, Inputs, Netrc, Origin, Origins, ResourceRules, Resources,
    SecretText, Secrets, dotenv, proxies,
};
use crate::source::Source;
use crate::{Io, Lookup};

/// What a plan needs, and where it came from.
pub(super) struct Prepared {
    pub(super) inputs: Inputs,
    /// What a person should know about it, each in one line.
    pub(super) notes: Vec<String>,
    checkout: Checkout,
    given: Given,
    environ: BTreeMap<String, String>,
    netrc: Option<Origin>,
}

impl Prepared {
    /// Gathers everything. The secrets are there already.
    ///
    /// # Errors
    /// For a person.
    pub(super) fn new(
        args: &ExecArgs,
        raw: &Source,
        secrets: Secrets,
        io: &Io,
    ) -> Result<Self, String> {
        let folder = args.workdir.clone().unwrap_or_else(|| PathBuf::from("."));
        if !folder.is_dir() {
            return Err(format!(
                "--workdir {}: there is no such folder",
                folder.display()
            ));
        }
        let checkout = Checkout::read(&folder, &secret_variables(&args.secrets, io));
        let flags = args.facts.overrides(args.pipeline.as_deref(), args.trusted);
        let given = Given::new(&flags, &*io.env)?;
        let facts = Facts::new(&checkout, &given.overrides, now());
        // `${DRONE_STAGE_NAME}` and the platform are known before the substitution, as on a server.
        let facts = match select(&load_manifest(raw).manifest, args.pipeline.as_deref()) {
            Ok(pipeline) => facts.for_pipeline(pipeline),
            Err(_) => facts,
        };
        let mut notes = Vec::new();
        let shell = given.from_shell();
        if !shell.is_empty() {
            notes.push(format!(
                "facts come from the environment of this process: {}",
                shell.join(", ")
            ));
        }
        let (environ, environ_flags) = environ(args)?;
        let env = env(args, &io.env, &mut notes);
        let policy = policy::read(args, &facts, &mut notes)?;
        let (netrc, netrc_origin) = netrc(args, &io.env)?;
        let official = &args.official;
        let consent = args.consent.consent(args.trusted);
        let inputs = Inputs {
            facts,
            environ,
            env,
            secrets,
            allow_missing_secrets: args.secrets.allow_missing_secrets,
            withhold_secrets: args.secrets.withhold_secrets,
            netrc,
            proxy: proxies(&*io.env),
            include: args.include.clone(),
            exclude: args.exclude.clone(),
            resume_at: official.resume_at.clone(),
            privileged: args.privileged.clone(),
            labels: args.labels.iter().cloned().collect(),
            volumes: volumes(&official.volume, consent.host_paths)?,
            resources: resources(args),
            policy,
            timeout: args.timeout,
            compat: official.compat,
            consent,
            clone_image: args.clone.clone.then(|| args.clone.clone_image.clone()),
        };
        Ok(Self {
            inputs,
            notes,
            checkout,
            given,
            environ: environ_flags,
            netrc: netrc_origin,
        })
    }

    /// Where the variables of a run come from.
    pub(super) fn origins(&self) -> Origins<'_> {
        Origins {
            checkout: &self.checkout,
            given: &self.given,
            environ: &self.environ,
            netrc: self.netrc.as_ref(),
        }
    }

    /// All notes, those about the checkout last.
    pub(super) fn into_notes(self) -> Vec<String> {
        let mut notes = self.notes;
        notes.extend(self.checkout.notes);
        notes
    }
}

/// Variables by name.
type ByName = BTreeMap<String, String>;

/// `--env-file` and over it `--environ`; and for each variable the flag that set it.
fn environ(args: &ExecArgs) -> Result<(ByName, ByName), String> {
    let (mut all, mut flags) = (ByName::new(), ByName::new());
    for path in &args.variables.env_file {
        let text = std::fs::read_to_string(path)
            .map_err(|error| format!("cannot read the env file {}: {error}", path.display()))?;
        let pairs = dotenv::parse(&text)
            .map_err(|error| format!("env file {}: {error}", path.display()))?;
        for (name, value) in pairs {
            flags.insert(name.clone(), format!("--env-file {}", path.display()));
            all.insert(name, value);
        }
    }
    for (name, value) in &args.variables.environ {
        flags.insert(name.clone(), "--environ".to_owned());
        all.insert(name.clone(), value.clone());
    }
    Ok((all, flags))
}

/// `--env`; what has no value and is not in the environment is left out, as docker does it.
fn env(args: &ExecArgs, lookup: &Lookup, notes: &mut Vec<String>) -> ByName {
    let mut all = ByName::new();
    for variable in &args.variables.env {
        let name = &variable.name;
        if let Some(value) = variable.value.clone().or_else(|| lookup(name)) {
            all.insert(name.clone(), value);
        } else {
            notes.push(format!(
                "--env {name}: this process has no variable of that name, so nothing is set"
            ));
        }
    }
    all
}

/// The login for git, and where it came from. A machine makes it one, as with the official runner.
fn netrc(args: &ExecArgs, lookup: &Lookup) -> Result<(Option<Netrc>, Option<Origin>), String> {
    let official = &args.official;
    let shell = |name: &str| lookup(name).filter(|value| !value.is_empty());
    let part = |flag: &Option<String>, name: &str| {
        let text = flag.clone().or_else(|| shell(name));
        SecretText::new(text.unwrap_or_default())
    };
    let origin = match (&official.netrc_machine, shell("DRONE_NETRC_MACHINE")) {
        (Some(machine), _) => Some((machine.clone(), Origin::Flag("--netrc-machine".to_owned()))),
        (None, Some(machine)) => {
            let origin = Origin::Shell("DRONE_NETRC_MACHINE".to_owned());
            Some((machine, origin))
        }
        (None, None) => None,
    };
    let Some((machine, origin)) = origin.filter(|(machine, _)| !machine.is_empty()) else {
        if official.netrc_username.is_some() || official.netrc_password.is_some() {
            return Err(
                "--netrc-username and --netrc-password need --netrc-machine HOST: the host of the \
                 repository"
                    .to_owned(),
            );
        }
        return Ok((None, None));
    };
    let netrc = Netrc {
        machine,
        username: part(&official.netrc_username, "DRONE_NETRC_USERNAME"),
        password: part(&official.netrc_password, "DRONE_NETRC_PASSWORD"),
    };
    Ok((Some(netrc), Some(origin)))
}

fn volumes(flags: &[VolumeFlag], allowed: bool) -> Result<Vec<HostMount>, String> {
    if let Some(first) = flags.first().filter(|_| !allowed) {
        return Err(format!(
            "--volume {}:{} mounts a folder of the node, which only trusted runs may\n  \
             add --allow-host-paths (or --trusted) if you may use the nodes of this cluster so",
            first.host, first.path
        ));
    }
    let volume = |flag: &VolumeFlag| HostMount {
        host: workspace::clean(&flag.host),
        container: workspace::clean(&flag.path),
        read_only: flag.read_only,
    };
    Ok(flags.iter().map(volume).collect())
}

fn resources(args: &ExecArgs) -> ResourceRules {
    let official = &args.official;
    let set = |amount: Option<u32>, unit: i64| {
        let amount = amount.filter(|&amount| amount > 0);
        amount.map(|amount| i64::from(amount) * unit)
    };
    let both = |millicores: Option<u32>, mebibytes: Option<u32>| Resources {
        cpu_millis: set(millicores, 1),
        memory_bytes: set(mebibytes, 1 << 20),
    };
    ResourceRules {
        request: both(official.request_cpu, official.request_memory),
        min_request: both(official.min_request_cpu, official.min_request_memory),
        limit: both(official.limit_cpu, official.limit_memory),
    }
}

fn now() -> i64 {
    let now = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    i64::try_from(now.as_secs()).unwrap_or_default()
}
