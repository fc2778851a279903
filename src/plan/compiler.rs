//! From a pipeline to a [`Spec`].

use std::collections::BTreeMap;

use super::env::{self, Variables};
use super::facts::Facts;
use super::inputs::Inputs;
use super::secrets::docker_config;
use super::spec::{Kind, LeftOut, Resources, SecretText, Spec, Step};
use super::step::Builder;
use super::{graph, metadata, placement, proxy, status, volumes, when};
use crate::manifest::{self, Pipeline, Quantities, workspace};
use crate::source::{Problem, Span};

/// A pipeline that is ready to run.
#[derive(Debug, Clone)]
pub struct Compiled {
    /// What to run.
    pub spec: Spec,
    /// What a person should know about it, each in one line.
    pub notes: Vec<String>,
}

/// Makes the plan of one pipeline.
///
/// It expects a pipeline that the linter accepts: what an untrusted repository may not do, names
/// and images are not checked again here.
///
/// # Errors
/// Everything that keeps the pipeline from running, all at once, with places in the text that the
/// pipeline was read from: missing secrets, unknown dependencies, names in `--include` and
/// `--exclude` that no step has, labels that no cluster takes, windows.
pub fn compile(pipeline: &Pipeline, inputs: &Inputs) -> Result<Compiled, Vec<Problem>> {
    let facts = inputs.facts.clone().for_pipeline(pipeline);
    let mut notes = Vec::new();
    let mut problems: Vec<Problem> = placement::refuse_windows(pipeline).into_iter().collect();
    note_trigger(pipeline, &facts, &mut notes);

    let sources: Vec<(&manifest::Step, Kind)> = kinds(pipeline).collect();
    let all: Vec<&manifest::Step> = sources.iter().map(|(step, _)| *step).collect();
    problems.extend(unknown_choices(pipeline, &all, inputs));
    let reasons: Vec<Option<String>> = all
        .iter()
        .map(|step| left_out_reason(step, &facts, inputs))
        .collect();
    let stays: Vec<bool> = reasons.iter().map(Option::is_none).collect();
    let order = graph::dependencies(&all).unwrap_or_else(|found| {
        problems.extend(found);
        vec![Vec::new(); all.len()]
    });
    let mut depends_on = graph::leave_out(&order, &stays).into_iter();

    let (workspace, refused) = workspace::path(&pipeline.workspace.path);
    if refused {
        notes.push(format!(
            "the workspace is {workspace}: {} belongs to the images",
            pipeline.workspace.path
        ));
    }
    let base = base_environment(pipeline, &facts, inputs, &workspace, &mut notes);
    let mut builder = Builder::new(pipeline, inputs, &base, &workspace);
    // A clone step comes first with the official runner, and its number with it.
    let first = if pipeline.clone.disable.value { 1 } else { 2 };
    let mut steps: Vec<Step> = Vec::new();
    let mut left_out = Vec::new();
    for (at, ((source, kind), reason)) in sources.into_iter().zip(reasons).enumerate() {
        let name = source.name.value.clone();
        if let Some(reason) = reason {
            left_out.push(LeftOut { name, reason });
        } else {
            let depends_on = depends_on.next().unwrap_or_default();
            steps.push(builder.step(source, kind, first + at, depends_on));
        }
    }
    let found = builder.finish();
    notes.extend(found.notes);
    problems.extend(found.problems);
    if found.withheld {
        notes.push(
            "--withhold-secrets: the event is pull_request, the variables of secrets are empty"
                .to_owned(),
        );
    } else if facts.build.event == "pull_request" && !found.secrets.is_empty() {
        notes.push(
            "a Drone server can withhold secrets from pull requests; here the steps get them \
             (--withhold-secrets keeps them back)"
                .to_owned(),
        );
    }
    let pull_secrets = pull_secrets(pipeline, inputs, &mut notes, &mut problems);
    let mut take = |result: Result<BTreeMap<String, String>, Vec<Problem>>| {
        result.unwrap_or_else(|found| {
            problems.extend(found);
            BTreeMap::new()
        })
    };
    let labels = take(metadata::labels(pipeline, &facts, &inputs.labels));
    let (started, timeout) = (facts.build.started, inputs.timeout);
    let annotations = take(metadata::annotations(pipeline, &facts, timeout, started));
    if !problems.is_empty() {
        problems.sort_by_key(|problem| problem.span);
        return Err(problems);
    }
    let volumes = volumes::used(pipeline, &steps);
    let spec = Spec {
        name: pipeline.display_name().to_owned(),
        workspace,
        labels,
        annotations,
        namespace: namespace(pipeline, &mut notes),
        placement: placement::placement(pipeline),
        dns: placement::dns(pipeline),
        host_aliases: placement::host_aliases(pipeline),
        requests: resources(&pipeline.resources.requests),
        volumes,
        secrets: found.secrets,
        pull_secrets,
        steps,
        left_out,
        timeout,
        started,
    };
    Ok(Compiled { spec, notes })
}

/// Services, then steps, each with its kind.
pub(super) fn kinds(pipeline: &Pipeline) -> impl Iterator<Item = (&manifest::Step, Kind)> {
    let services = pipeline
        .services
        .iter()
        .map(|service| (service, Kind::Service));
    let steps = pipeline.steps.iter().map(|step| {
        (
            step,
            if step.detach.value {
                Kind::Detached
            } else {
                Kind::Step
            },
        )
    });
    services.chain(steps)
}

fn note_trigger(pipeline: &Pipeline, facts: &Facts, notes: &mut Vec<String>) {
    if let Some(reason) = when::mismatch("trigger", &pipeline.trigger, facts) {
        notes.push(format!(
            "a Drone server would not run this pipeline for this build: {reason}"
        ));
    }
}

/// Why a step is not part of the Pod, if so.
pub(super) fn left_out_reason(
    step: &manifest::Step,
    facts: &Facts,
    inputs: &Inputs,
) -> Option<String> {
    let listed = |names: &[String]| names.contains(&step.name.value);
    if listed(&inputs.exclude) {
        return Some("--exclude names it".to_owned());
    }
    if !inputs.include.is_empty() && !listed(&inputs.include) {
        return Some("--include does not name it".to_owned());
    }
    when::mismatch("when", &step.when, facts)
}

/// Names in `--include` and `--exclude` that no step has. `clone` may be named: it has no effect.
fn unknown_choices(pipeline: &Pipeline, all: &[&manifest::Step], inputs: &Inputs) -> Vec<Problem> {
    let names: Vec<&str> = all.iter().map(|step| step.name.as_str()).collect();
    let mut problems = Vec::new();
    for (flag, chosen) in [
        ("--include", &inputs.include),
        ("--exclude", &inputs.exclude),
    ] {
        let unknown = chosen.iter().filter(|name| !names.contains(&name.as_str()));
        for name in unknown.filter(|name| *name != "clone") {
            let start = pipeline.span.start;
            let message = format!("{flag} names `{name}`, and there is no step of that name");
            let problem = Problem::error("unknown-step", Span::new(start, start), message);
            problems.push(problem.help(format!("the steps are: {}", names.join(", "))));
        }
    }
    problems
}

/// The environment that all steps share. What comes later wins, in the official runner's order.
fn base_environment(
    pipeline: &Pipeline,
    facts: &Facts,
    inputs: &Inputs,
    workspace: &str,
    notes: &mut Vec<String>,
) -> Variables {
    let mut base: Variables = inputs.environ.clone().into();
    for entry in &pipeline.environment {
        base.set(entry.key.value.as_str(), entry.value.value.as_str());
    }
    base.extend(proxy::reachable(&inputs.proxy, notes));
    // The engine sets these when the step starts; nothing from above may stand in their way.
    for name in status::NAMES {
        base.remove(name);
    }
    base.extend(env::of_build(facts));
    let clone = &pipeline.clone;
    base.extend(env::of_git(
        facts,
        clone.trace.value,
        clone.skip_verify.value,
    ));
    base.set("DRONE_WORKSPACE", workspace);
    base.set("DRONE_DOCKER_VOLUME_ID", "workspace");
    base
}

fn pull_secrets(
    pipeline: &Pipeline,
    inputs: &Inputs,
    notes: &mut Vec<String>,
    problems: &mut Vec<Problem>,
) -> Vec<SecretText> {
    let mut documents = Vec::new();
    for name in &pipeline.image_pull_secrets {
        if inputs.withholds_secrets() {
            notes.push(format!(
                "--withhold-secrets: images are pulled without `{name}`"
            ));
            continue;
        }
        let Some(value) = inputs.secrets.get(name) else {
            if inputs.allow_missing_secrets {
                notes.push(format!(
                    "images are pulled without `{name}`: nobody gave that secret"
                ));
                continue;
            }
            let message = format!("image_pull_secrets needs the secret `{}`", name.value);
            problems.push(inputs.secrets.missing(name, message));
            continue;
        };
        match docker_config(value.expose()) {
            Ok(document) => documents.push(document),
            Err(why) => {
                let message = format!("the secret `{}` cannot be used here: {why}", name.value);
                problems.push(
                    Problem::error("bad-pull-secret", name.span, message)
                        .help("its value must be a docker config.json with credentials"),
                );
            }
        }
    }
    documents
}

fn namespace(pipeline: &Pipeline, notes: &mut Vec<String>) -> Option<String> {
    let namespace = placement::text(&pipeline.metadata.namespace)?;
    if namespace == "drone-" {
        // The runner makes a namespace of its own for it, which a laptop user rarely may.
        notes.push(
            "metadata.namespace `drone-` asks for a new namespace; the run uses the usual one"
                .to_owned(),
        );
        return None;
    }
    Some(namespace)
}

/// Amounts that are set; the runner takes 0 for "not set".
pub(super) fn resources(quantities: &Quantities) -> Resources {
    let set = |amount: i64| Some(amount).filter(|&amount| amount > 0);
    Resources {
        cpu_millis: set(quantities.millicores()),
        memory_bytes: set(quantities.memory_bytes()),
    }
}
