//! One step of the plan.

use std::collections::BTreeMap;

use super::compiler::resources;
use super::env::Variables;
use super::inputs::Inputs;
use super::spec::{EnvValue, Failure, Kind, Run, SecretText, Step};
use super::{image, placement, script, settings, volumes, when};
use crate::manifest::{self, Parameter, Pipeline, Variable};
use crate::source::{Problem, Spanned};

/// Builds steps, and gathers what they need and what is wrong with them.
pub(super) struct Builder<'a> {
    pipeline: &'a Pipeline,
    inputs: &'a Inputs,
    /// What all steps have in their environment.
    base: &'a Variables,
    workspace: &'a str,
    found: Found,
}

/// What the steps need, and what is to be said about them.
#[derive(Default)]
pub(super) struct Found {
    pub(super) secrets: BTreeMap<String, SecretText>,
    /// A secret was kept back because of the event.
    pub(super) withheld: bool,
    pub(super) notes: Vec<String>,
    pub(super) problems: Vec<Problem>,
}

impl<'a> Builder<'a> {
    pub(super) fn new(
        pipeline: &'a Pipeline,
        inputs: &'a Inputs,
        base: &'a Variables,
        workspace: &'a str,
    ) -> Self {
        Self {
            pipeline,
            inputs,
            base,
            workspace,
            found: Found::default(),
        }
    }

    pub(super) fn finish(self) -> Found {
        self.found
    }

    /// The step at `number`, counted from 1 over everything the official runner would run.
    pub(super) fn step(
        &mut self,
        source: &manifest::Step,
        kind: Kind,
        number: usize,
        depends_on: Vec<usize>,
    ) -> Step {
        Step {
            name: source.name.value.clone(),
            kind,
            image: image::expand(&source.image),
            pull: image::pull(&source.pull),
            run: self.run(source),
            env: self.environment(source, number),
            working_dir: self.working_dir(source, kind),
            depends_on,
            policy: when::policy(&source.when.status),
            failure: failure(&source.failure),
            mounts: volumes::mounts(self.pipeline, source, &mut self.found.notes),
            privileged: self.privileged(source),
            user: source.user.map(|user| user.value),
            group: source.group.map(|group| group.value),
            limits: resources(&source.resources.limits),
            requests: resources(&source.resources.requests),
        }
    }

    fn run(&mut self, source: &manifest::Step) -> Run {
        let netrc = self.inputs.netrc.is_some();
        let words = |list: &'_ [Spanned<String>]| -> Vec<String> {
            list.iter().map(|word| word.value.clone()).collect()
        };
        if !source.entrypoint.is_empty() {
            let (entrypoint, command) = (words(&source.entrypoint), words(&source.command));
            let entrypoint: Vec<&str> = entrypoint.iter().map(String::as_str).collect();
            let command: Vec<&str> = command.iter().map(String::as_str).collect();
            if self.inputs.compat {
                let line = [entrypoint, command].concat().join(" ");
                return Run::Script(script::from_commands([line.as_str()], netrc));
            }
            if script::is_shell_line(&entrypoint) {
                self.note(
                    source,
                    "its entrypoint is one line, which a shell reads, as in Drone",
                );
            } else if entrypoint
                .iter()
                .chain(&command)
                .any(|word| word.contains('$'))
            {
                self.note(
                    source,
                    "`$` in entrypoint and command stays as it is; in Drone a shell replaces it",
                );
            }
            return Run::Script(script::from_entrypoint(&entrypoint, &command, netrc));
        }
        if !source.commands.is_empty() {
            let commands = source.commands.iter().map(|command| command.value.as_str());
            return Run::Script(script::from_commands(commands, netrc));
        }
        let args = (!source.command.is_empty()).then(|| words(&source.command));
        Run::Entrypoint { args }
    }

    /// The shared environment, over it that of the step, over it `PLUGIN_*`, over all secrets.
    fn environment(&mut self, source: &manifest::Step, number: usize) -> Vec<(String, EnvValue)> {
        let text = |value: &str| EnvValue::Text(value.to_owned());
        let mut env: BTreeMap<String, EnvValue> = self
            .base
            .clone()
            .into_iter()
            .map(|(name, value)| (name, EnvValue::Text(value)))
            .collect();
        let mut secrets = self.netrc(&mut env);
        for entry in &source.environment {
            let name = entry.key.value.clone();
            match &entry.value {
                Variable::Text(value) => {
                    secrets.remove(&name);
                    env.insert(name, text(value));
                }
                Variable::Secret(secret) => {
                    let purpose = format!("its variable `{name}`");
                    secrets.extend(
                        self.secret(source, secret, &purpose)
                            .map(|value| (name, value)),
                    );
                }
            }
        }
        env.insert("DRONE_STEP_NAME".to_owned(), text(&source.name));
        env.insert(
            "DRONE_STEP_NUMBER".to_owned(),
            EnvValue::Text(number.to_string()),
        );
        for entry in &source.settings {
            let name = settings::variable_name(&entry.key);
            match &entry.value {
                Parameter::Value(value) => {
                    env.insert(name, EnvValue::Text(settings::encode(value)));
                }
                Parameter::Secret(secret) => {
                    let purpose = format!("its setting `{}`", entry.key);
                    secrets.extend(
                        self.secret(source, secret, &purpose)
                            .map(|value| (name, value)),
                    );
                }
            }
        }
        env.extend(secrets);
        for (name, value) in &self.inputs.env {
            env.insert(name.clone(), text(value));
        }
        env.into_iter().collect()
    }

    /// Credentials for git. The name of the machine is no secret: it stands in every clone's log.
    fn netrc(&mut self, env: &mut BTreeMap<String, EnvValue>) -> BTreeMap<String, EnvValue> {
        let mut secrets = BTreeMap::new();
        let Some(netrc) = &self.inputs.netrc else {
            return secrets;
        };
        let (machine, user, password) = (&netrc.machine, &netrc.username, &netrc.password);
        env.insert(
            "DRONE_NETRC_MACHINE".to_owned(),
            EnvValue::Text(machine.clone()),
        );
        let file = format!(
            "machine {machine} login {} password {}",
            user.expose(),
            password.expose()
        );
        for (name, value) in [
            ("DRONE_NETRC_USERNAME", user.clone()),
            ("DRONE_NETRC_PASSWORD", password.clone()),
            ("DRONE_NETRC_FILE", SecretText::new(file)),
        ] {
            secrets.insert(name.to_owned(), EnvValue::Secret(name.to_owned()));
            self.found.secrets.insert(name.to_owned(), value);
        }
        secrets
    }

    /// Looks a secret up; a missing one becomes a problem, or an empty variable if that is wanted.
    fn secret(
        &mut self,
        source: &manifest::Step,
        name: &Spanned<String>,
        purpose: &str,
    ) -> Option<EnvValue> {
        let nothing = Some(EnvValue::Text(String::new()));
        if self.inputs.withholds_secrets() {
            self.found.withheld = true;
            return nothing;
        }
        if let Some(value) = self.inputs.secrets.get(name) {
            self.found.secrets.insert(name.value.clone(), value.clone());
            return Some(EnvValue::Secret(name.value.clone()));
        }
        if self.inputs.allow_missing_secrets {
            let text = format!("{purpose} is empty: nobody gave the secret `{name}`");
            self.note(source, &text);
            return nothing;
        }
        let (step, name_text) = (&source.name.value, &name.value);
        let message = format!("step `{step}` needs the secret `{name_text}` for {purpose}");
        self.found
            .problems
            .push(self.inputs.secrets.missing(name, message));
        None
    }

    fn working_dir(&self, source: &manifest::Step, kind: Kind) -> Option<String> {
        let background = kind.is_background() && source.commands.is_empty();
        placement::text(&source.working_dir)
            .or_else(|| (!background).then(|| self.workspace.to_owned()))
    }

    fn privileged(&mut self, source: &manifest::Step) -> bool {
        if source.privileged.value {
            return true;
        }
        if !image::is_privileged_plugin(source, &self.inputs.privileged) {
            return false;
        }
        let named = |image: &String| image::same_repository(image, &source.image);
        let allowed = self.inputs.facts.repo.trusted
            || self.inputs.consent.privileged
            || self.inputs.privileged.iter().any(named);
        if !allowed {
            self.note(
                source,
                &format!(
                    "{} runs without privileges, unlike in Drone; a trusted run has them",
                    source.image
                ),
            );
        }
        allowed
    }

    fn note(&mut self, source: &manifest::Step, text: &str) {
        self.found
            .notes
            .push(format!("step {}: {text}", source.name));
    }
}

fn failure(text: &str) -> Failure {
    match text {
        "ignore" => Failure::Ignore,
        "fast" | "fast-fail" | "fail-fast" => Failure::Fast,
        _ => Failure::Fail,
    }
}
