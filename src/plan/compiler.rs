//! From a pipeline to a [`Spec`].

use std::collections::BTreeMap;

use super::facts::Facts;
use super::inputs::Inputs;
use super::secrets::docker_config;
use super::spec::{Kind, LeftOut, Policy, Resources, SecretText, Spec, Step};
use super::step::Builder;
use super::{base, clone, compat, graph, metadata, placement, rules, volumes, when};
use crate::manifest::{self, Pipeline, Quantities, workspace};
use crate::source::{Problem, Span};

/// A pipeline that is ready to run.
#[derive(Debug, Clone)]
pub struct Compiled {
    /// What to run.
    pub spec: Spec,
    /// What a person should know about it, each in one line.
    pub notes: Vec<String>,
    /// The namespace that a policy chose.
    pub policy_namespace: Option<String>,
    /// Where the file names its namespace, if it does: `.drone.yml:7:14`. For whoever read the file to
    /// fill in.
    pub namespace_place: Option<String>,
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

    let clone = clone::step(pipeline, inputs);
    if clone.is_some() {
        match clone::note(pipeline, &facts) {
            Ok(note) => notes.push(note),
            Err(problem) => problems.push(*problem),
        }
    }
    let first = clone.iter().map(|step| (step, Kind::Step));
    let sources: Vec<(&manifest::Step, Kind)> = first.chain(kinds(pipeline)).collect();
    let all: Vec<&manifest::Step> = sources.iter().map(|(step, _)| *step).collect();
    problems.extend(unknown_choices(pipeline, &all, inputs));
    let reason_of_clone = clone.iter().map(|step| excluded(step, inputs));
    let reasons: Vec<Option<String>> = reason_of_clone
        .chain(left_out_reasons(pipeline, &facts, inputs))
        .collect();
    let stays: Vec<bool> = reasons.iter().map(Option::is_none).collect();
    let order = graph::dependencies(&all, clone.is_some()).unwrap_or_else(|found| {
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
    let base = base::environment(pipeline, &facts, inputs, &workspace, &mut notes);
    let mut builder = Builder::new(pipeline, inputs, &base, &workspace);
    // A clone step comes first with the official runner, and its number with it.
    let first = if pipeline.clone.disable.value || clone.is_some() {
        1
    } else {
        2
    };
    let mut steps: Vec<Step> = Vec::new();
    let mut left_out = Vec::new();
    for (at, ((source, kind), reason)) in sources.into_iter().zip(reasons).enumerate() {
        let name = source.name.value.clone();
        if let Some(reason) = reason {
            left_out.push(LeftOut { name, reason });
        } else {
            let depends_on = depends_on.next().unwrap_or_default();
            let mut step = builder.step(source, kind, first + at, depends_on);
            if clone.is_some() && at == 0 {
                step.policy = Policy::Always;
            }
            steps.push(step);
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
    let mut spec = Spec {
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
        logins: Vec::new(),
        steps,
        left_out,
        timeout,
        started,
    };
    if inputs.compat {
        compat::apply(&mut spec, pipeline);
    }
    rules::apply(&mut spec, pipeline, inputs, &mut notes)?;
    let policy_namespace = policy_namespace(inputs);
    Ok(Compiled {
        spec,
        notes,
        policy_namespace,
        namespace_place: None,
    })
}

/// The namespace that a policy chooses.
pub fn policy_namespace(inputs: &Inputs) -> Option<String> {
    let policy = inputs.policy.as_ref();
    policy.and_then(|policy| placement::text(&policy.metadata.namespace))
}

/// The services and steps of the file that become part of the Pod.
pub(super) fn stays<'a>(pipeline: &'a Pipeline, inputs: &Inputs) -> Vec<&'a manifest::Step> {
    let facts = inputs.facts.clone().for_pipeline(pipeline);
    let reasons = left_out_reasons(pipeline, &facts, inputs);
    let steps = kinds(pipeline).zip(reasons);
    steps
        .filter(|(_, reason)| reason.is_none())
        .map(|((step, _), _)| step)
        .collect()
}

/// Services, then steps, each with its kind.
fn kinds(pipeline: &Pipeline) -> impl Iterator<Item = (&manifest::Step, Kind)> {
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

/// Why each service and step of the file is not part of the Pod, if so.
fn left_out_reasons(pipeline: &Pipeline, facts: &Facts, inputs: &Inputs) -> Vec<Option<String>> {
    let resume = inputs.resume_at.as_ref();
    let mut passed = resume.is_some_and(|first| {
        let mut steps = pipeline.steps.iter();
        steps.any(|step| step.name.value == *first)
    });
    let reason = |(step, kind): (&manifest::Step, Kind)| {
        passed &= kind == Kind::Service || resume != Some(&step.name.value);
        let passed = passed && kind != Kind::Service;
        left_out_reason(step, facts, inputs).or_else(|| {
            let first = resume.filter(|_| passed)?;
            Some(format!("--resume-at starts at {first}"))
        })
    };
    kinds(pipeline).map(reason).collect()
}

fn left_out_reason(step: &manifest::Step, facts: &Facts, inputs: &Inputs) -> Option<String> {
    let excluded = excluded(step, inputs);
    if excluded.is_some() {
        return excluded;
    }
    if !inputs.include.is_empty() && !inputs.include.contains(&step.name.value) {
        return Some("--include does not name it".to_owned());
    }
    when::mismatch("when", &step.when, facts)
}

fn excluded(step: &manifest::Step, inputs: &Inputs) -> Option<String> {
    let listed = inputs.exclude.contains(&step.name.value);
    listed.then(|| "--exclude names it".to_owned())
}

/// Names in `--include` and `--exclude` that no step has. `clone` may be named: it has no effect.
fn unknown_choices(pipeline: &Pipeline, all: &[&manifest::Step], inputs: &Inputs) -> Vec<Problem> {
    let names: Vec<&str> = all.iter().map(|step| step.name.as_str()).collect();
    let mut problems = Vec::new();
    let resume: Vec<String> = inputs.resume_at.iter().cloned().collect();
    for (flag, chosen) in [
        ("--include", &inputs.include),
        ("--exclude", &inputs.exclude),
        ("--resume-at", &resume),
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
