//! The variables of a run, and where each came from: `exec --print-env`.

mod facts;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use super::base::{self, Layer};
use super::compiler::compile;
use super::env;
use super::facts::Facts;
use super::git::Checkout;
use super::given::Given;
use super::inputs::Inputs;
use super::needs::secrets_of;
use super::secrets::Secrets;
use super::spec::EnvValue;
use super::status;
use crate::manifest::{Pipeline, workspace};
use crate::source::Problem;

/// A variable with its value, as steps or `${…}` see it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Shown {
    /// Its name.
    pub name: String,
    /// Its value.
    pub value: ShownValue,
    /// Where the value came from.
    pub origin: Origin,
    /// Who sees it.
    pub sight: Sight,
}

/// What is told of a value.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum ShownValue {
    /// The value.
    Text(String),
    /// The secret of that name, whose value is never shown.
    Secret(String),
    /// It is known only when the step starts: how the run stands then.
    Later,
}

/// Where a value came from.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Origin {
    /// A flag, as it is written.
    Flag(String),
    /// A variable of this process.
    Shell(String),
    /// The git checkout.
    Git,
    /// Nothing gave another one.
    Default,
    /// The pipeline.
    Pipeline,
    /// The step of that name.
    Step(String),
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Flag(flag) => write!(f, "flag {flag}"),
            Self::Shell(name) => write!(f, "shell {name}"),
            Self::Git => f.write_str("git"),
            Self::Default => f.write_str("default"),
            Self::Pipeline => f.write_str("pipeline"),
            // A name of a file must not get at the terminal.
            Self::Step(name) => write!(f, "step {}", name.escape_debug()),
        }
    }
}

/// Who sees a variable.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sight {
    /// All steps, and `${…}` in the file.
    All,
    /// `${…}` only.
    Substitution,
    /// All steps, and not `${…}`.
    Steps,
    /// The step that is its [`Origin::Step`].
    Step,
}

/// What the origins are looked up in.
#[derive(Debug, Clone, Copy)]
pub struct Origins<'a> {
    /// The git checkout.
    pub checkout: &'a Checkout,
    /// The facts that were given by hand.
    pub given: &'a Given,
    /// Flags, as they are written, by the name of the variable they set in [`Inputs::environ`].
    pub environ: &'a BTreeMap<String, String>,
    /// Where the netrc came from, if there is one.
    pub netrc: Option<&'a Origin>,
}

/// All variables of a run of `pipeline`, by name. Secrets need not be given.
///
/// # Errors
/// Everything but missing secrets that keeps the pipeline from running.
pub fn variables(
    pipeline: &Pipeline,
    inputs: &Inputs,
    origins: &Origins<'_>,
) -> Result<Vec<Shown>, Vec<Problem>> {
    let facts = inputs.facts.clone().for_pipeline(pipeline);
    let (workspace, _) = workspace::path(&pipeline.workspace.path);
    let layers = base::layers(pipeline, &facts, inputs, &workspace, &mut Vec::new());
    let by_fact = facts::origins(pipeline, facts.build.started, origins);
    let mut shared: BTreeMap<String, (String, Origin)> = BTreeMap::new();
    for (layer, variables) in layers {
        for (name, value) in variables {
            let origin = match layer {
                Layer::Environ => environ(origins, &name),
                Layer::Proxy => Origin::Shell(name.clone()),
                Layer::Facts | Layer::Git => {
                    by_fact.get(&name).cloned().unwrap_or(Origin::Pipeline)
                }
                Layer::Workspace if workspace == workspace::DEFAULT => Origin::Default,
                Layer::Workspace if name != "DRONE_WORKSPACE" => Origin::Default,
                Layer::Pipeline | Layer::Workspace => Origin::Pipeline,
                Layer::Env => Origin::Flag("--env".to_owned()),
            };
            shared.insert(name, (value, origin));
        }
    }
    let mut all = in_substitution(inputs, &facts, &shared, &by_fact, origins);
    let seen: BTreeSet<String> = all
        .iter()
        .filter(|shown| shown.sight == Sight::All)
        .map(|shown| shown.name.clone())
        .collect();
    all.extend(in_steps(pipeline, inputs, &shared, origins)?);
    for (name, (value, origin)) in shared {
        if !seen.contains(&name) {
            all.push(Shown {
                name,
                value: ShownValue::Text(value),
                origin,
                sight: Sight::Steps,
            });
        }
    }
    for name in status::NAMES {
        if !inputs.env.contains_key(name) {
            all.push(Shown {
                name: name.to_owned(),
                value: ShownValue::Later,
                origin: Origin::Default,
                sight: Sight::Steps,
            });
        }
    }
    all.sort();
    Ok(all)
}

fn environ(origins: &Origins<'_>, name: &str) -> Origin {
    let flag = origins.environ.get(name).cloned();
    Origin::Flag(flag.unwrap_or_else(|| "--environ".to_owned()))
}

/// What `${…}` sees; with [`Sight::All`] where the steps see the same.
fn in_substitution(
    inputs: &Inputs,
    facts: &Facts,
    shared: &BTreeMap<String, (String, Origin)>,
    by_fact: &BTreeMap<String, Origin>,
    origins: &Origins<'_>,
) -> Vec<Shown> {
    let mut all = Vec::new();
    let known = env::substitution(facts, &BTreeMap::new());
    for (name, value) in inputs.substitution_for(facts) {
        let (origin, sight) = match shared.get(&name) {
            Some((same, origin)) if *same == value => (origin.clone(), Sight::All),
            _ if known.get(&name).is_some() => {
                let origin = by_fact.get(&name).cloned();
                (origin.unwrap_or(Origin::Default), Sight::Substitution)
            }
            _ => (environ(origins, &name), Sight::Substitution),
        };
        all.push(Shown {
            name,
            value: ShownValue::Text(value),
            origin,
            sight,
        });
    }
    all
}

/// What steps set for themselves.
fn in_steps(
    pipeline: &Pipeline,
    inputs: &Inputs,
    shared: &BTreeMap<String, (String, Origin)>,
    origins: &Origins<'_>,
) -> Result<BTreeSet<Shown>, Vec<Problem>> {
    let mut pipeline = pipeline.clone();
    pipeline.image_pull_secrets.clear();
    let mut inputs = inputs.clone();
    inputs.secrets = nameless(&pipeline);
    let spec = compile(&pipeline, &inputs)?.spec;
    let mut all = BTreeSet::new();
    for step in &spec.steps {
        for (name, value) in &step.env {
            let value = match value {
                EnvValue::Text(text) if shared.get(name).is_some_and(|(same, _)| same == text) => {
                    continue;
                }
                EnvValue::Text(text) => ShownValue::Text(text.clone()),
                EnvValue::Secret(name) => ShownValue::Secret(name.clone()),
            };
            let netrc = origins.netrc.filter(|_| name.starts_with("DRONE_NETRC_"));
            let (origin, sight) = match netrc {
                Some(origin) => (origin.clone(), Sight::Steps),
                None => (Origin::Step(step.name.clone()), Sight::Step),
            };
            all.insert(Shown {
                name: name.clone(),
                value,
                origin,
                sight,
            });
        }
    }
    Ok(all)
}

/// All secrets that the steps name, without their values.
fn nameless(pipeline: &Pipeline) -> Secrets {
    let mut secrets = Secrets::new();
    let steps = pipeline.services.iter().chain(&pipeline.steps);
    for name in steps.flat_map(secrets_of) {
        secrets.add(name, "");
    }
    secrets
}
