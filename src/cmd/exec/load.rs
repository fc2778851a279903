//! From the command line to a plan. Only what is handed in as [`Fetch`] speaks to a cluster.

use std::io::{ErrorKind, Write};
use std::path::Path;

use super::inputs::Prepared;
use super::{print_env, secrets};
use crate::cli::ExecArgs;
use crate::cmd::files::NAMES;
use crate::cmd::{complain, stderr_color};
use crate::engine::error::Error;
use crate::engine::kube::ClusterSecrets;
use crate::manifest::{Pipeline, SelectError, load_trees, select};
use crate::plan::{
    Compiled, Inputs, compile, drop_allowed, guard, missing_secrets, policy_namespace,
    variables as variables_of,
};
use crate::source::{Problem, Source, render_all};
use crate::subst::{Mode, substitute};
use crate::{Exit, Io, lint, yaml};

/// Reads the Secrets that `--secret-from` names, in the namespace of a policy if that has one.
pub(super) type Fetch<'a> = &'a dyn Fn(Option<String>, &mut Io) -> Result<ClusterSecrets, Error>;

/// Reads the file and makes the plan of the chosen pipeline. What is wrong has been said when this
/// fails.
pub(super) fn load(args: &ExecArgs, io: &mut Io, fetch: Fetch<'_>) -> Result<Compiled, Exit> {
    let (raw, mut prepared) = prepare(args, io)?;
    let mut inputs = std::mem::take(&mut prepared.inputs);
    let wants_variables = args.official.debug || args.official.trace;
    let make = |pipeline: &Pipeline, inputs: &Inputs| {
        let shown = wants_variables.then(|| variables_of(pipeline, inputs, &prepared.origins()));
        Ok((compile(pipeline, inputs)?, shown.transpose()?))
    };
    let planned = plan(args, &raw, &mut inputs, io, Some(fetch), make)?;
    let (mut compiled, shown) = planned.result;
    if let Some(shown) = shown {
        let lines = print_env::lines(&shown, &inputs);
        let lines = lines.map_err(|error| complain(io, &error.to_string()))?;
        let _ = io.stderr.write_all(lines.as_bytes());
    }
    compiled.notes.splice(..0, planned.notes);
    compiled.notes.extend(prepared.into_notes());
    compiled.namespace_place = Some(planned.namespace_place);
    Ok(compiled)
}

/// Reads the file and gives the variables of the chosen pipeline as lines.
pub(super) fn variables(args: &ExecArgs, io: &mut Io) -> Result<String, Exit> {
    let (raw, mut prepared) = prepare(args, io)?;
    let mut inputs = std::mem::take(&mut prepared.inputs);
    let make =
        |pipeline: &Pipeline, inputs: &Inputs| variables_of(pipeline, inputs, &prepared.origins());
    let shown = plan(args, &raw, &mut inputs, io, None, make)?.result;
    let lines = print_env::lines(&shown, &inputs);
    let lines = lines.map_err(|error| complain(io, &error.to_string()))?;
    for note in prepared.into_notes() {
        let _ = writeln!(io.stderr, "note: {note}");
    }
    Ok(lines)
}

fn prepare(args: &ExecArgs, io: &mut Io) -> Result<(Source, Prepared), Exit> {
    let raw = read(args).map_err(|message| complain(io, &message))?;
    let mut given = secrets::given(&args.secrets, io).map_err(|message| complain(io, &message))?;
    for (name, value) in &args.official.secrets {
        given.add(name, value.as_str());
    }
    let prepared =
        Prepared::new(args, &raw, given, io).map_err(|message| complain(io, &message))?;
    Ok((raw, prepared))
}

/// What [`plan`] makes of a pipeline.
struct Planned<T> {
    result: T,
    /// Where the namespace stands in the file.
    namespace_place: String,
    /// What a person should know about the secrets, each in one line.
    notes: Vec<String>,
}

/// Reads the pipeline and hands it to `make`; with `fetch`, once all secrets are there.
fn plan<T>(
    args: &ExecArgs,
    raw: &Source,
    inputs: &mut Inputs,
    io: &mut Io,
    fetch: Option<Fetch<'_>>,
    make: impl Fn(&Pipeline, &Inputs) -> Result<T, Vec<Problem>>,
) -> Result<Planned<T>, Exit> {
    if let Some(defect) = raw.defect() {
        return Err(refuse(args, raw, vec![defect.clone()], io));
    }
    let variables = inputs.substitution();
    let lookup = |name: &str| variables.get(name).map(ToString::to_string);
    let mode = if inputs.compat {
        Mode::Compat
    } else {
        Mode::Default
    };
    let substituted = match substitute(raw.text(), mode, &lookup) {
        Ok(substituted) => substituted,
        Err(problems) => return Err(refuse(args, raw, problems, io)),
    };
    let text = Source::new(raw.name(), substituted.text);
    // What is found after the substitution is shown where it stands in the file.
    let back = |mut problems: Vec<Problem>| {
        for problem in &mut problems {
            problem.map_spans(|span| substituted.map.raw_span(span));
        }
        problems
    };
    let (trees, syntax) = yaml::parse(&text);
    let loaded = load_trees(&text, &trees, syntax);
    let warnings: Vec<Problem> = loaded
        .problems
        .iter()
        .filter(|problem| !problem.is_error())
        .cloned()
        .collect();
    if loaded.has_errors() {
        return Err(refuse(args, raw, back(loaded.problems), io));
    }
    let pipeline: &Pipeline = match select(&loaded.manifest, args.pipeline.as_deref()) {
        Ok(pipeline) => pipeline,
        Err(error) => {
            // A part of the file that is never read may be where the pipeline stands.
            show(args, raw, &back(warnings), io);
            let advice = match error {
                SelectError::Several { .. } => "\n  choose it with --pipeline NAME",
                _ => "",
            };
            return Err(complain(io, &format!("{error}{advice}")));
        }
    };
    // Only what is wrong with this pipeline, and no advice.
    let mut problems = lint::check(&text, &trees, &loaded, args.trusted);
    drop_allowed(&mut problems, &inputs.consent);
    if !args.variables.print_env {
        problems.extend(guard(pipeline, inputs));
    }
    let own = pipeline.span.range();
    problems.retain(|problem| problem.is_error() && own.contains(&(problem.span.start as usize)));
    if problems.iter().any(lint::is_refused) {
        return Err(refuse(args, raw, back(problems), io));
    }
    let mut notes = inputs
        .secrets
        .declare(&loaded.manifest, &args.secrets.secret_map);
    if let Some(fetch) = fetch.filter(|_| !args.secrets.secret_from.is_empty()) {
        let read = fetch(policy_namespace(inputs), io).map_err(|error| super::fail(io, &error))?;
        for (name, value) in read.values {
            inputs.secrets.add_if_missing(&name, value);
        }
        notes.extend(read.notes);
    }
    let missing = |inputs: &Inputs| missing_secrets(pipeline, inputs);
    let first = match make(pipeline, inputs) {
        Err(found) if fetch.is_some() && secrets::ask(&found, missing, inputs, io)? => {
            make(pipeline, inputs)
        }
        first => first,
    };
    let result = match first {
        Ok(result) => result,
        Err(found) => return Err(refuse(args, raw, back(found), io)),
    };
    problems.extend(warnings);
    show(args, raw, &back(problems), io);
    let namespace = substituted.map.raw_span(pipeline.metadata.namespace.span);
    Ok(Planned {
        result,
        namespace_place: format!("{}:{}", raw.name(), raw.position(namespace.start)),
        notes,
    })
}

fn read(args: &ExecArgs) -> Result<Source, String> {
    let Some(path) = &args.file else {
        for name in NAMES {
            match std::fs::read(name) {
                Ok(bytes) => return Ok(Source::from_bytes(name, &bytes)),
                Err(error) if error.kind() == ErrorKind::NotFound => {}
                Err(error) => return Err(format!("cannot read {name}: {error}")),
            }
        }
        return Err(format!(
            "there is no {} in this folder\n  name the pipeline file: drone-k8s exec FILE",
            NAMES.join(" or ")
        ));
    };
    let bytes =
        std::fs::read(path).map_err(|error| format!("cannot read {}: {error}", path.display()))?;
    Ok(Source::from_bytes(display(path), &bytes))
}

fn refuse(args: &ExecArgs, source: &Source, mut problems: Vec<Problem>, io: &mut Io) -> Exit {
    crate::source::sort(&mut problems);
    show(args, source, &problems, io);
    let errors = problems.iter().filter(|problem| problem.is_error()).count();
    let nothing = if args.secrets.secret_from.is_empty() {
        "nothing was sent to a cluster"
    } else {
        "nothing was made in the cluster"
    };
    let _ = writeln!(
        io.stderr,
        "{}: {errors} {}; {nothing}",
        source.name(),
        if errors == 1 { "error" } else { "errors" }
    );
    Exit::Usage
}

fn show(args: &ExecArgs, source: &Source, problems: &[Problem], io: &mut Io) {
    if problems.is_empty() {
        return;
    }
    let color = stderr_color(args.color, io);
    let mut text = String::new();
    // Writing to a string does not fail.
    let _ = render_all(source, problems, color, &mut text);
    let _ = io.stderr.write_all(text.as_bytes());
}

fn display(path: &Path) -> String {
    path.display().to_string()
}
