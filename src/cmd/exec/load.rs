//! From the command line to a plan. Nothing here speaks to a cluster.

use std::io::{ErrorKind, Write};
use std::path::Path;

use super::inputs::Prepared;
use super::print_env;
use crate::cli::ExecArgs;
use crate::cmd::files::NAMES;
use crate::cmd::{complain, stderr_color};
use crate::manifest::{Pipeline, SelectError, load_trees, select};
use crate::plan::{
    Compiled, Inputs, Secrets, compile, drop_allowed, guard, variables as variables_of,
};
use crate::source::{Problem, Source, render_all};
use crate::subst::{Mode, substitute};
use crate::{Exit, Io, lint, yaml};

/// Reads the file and makes the plan of the chosen pipeline. What is wrong has been said when this
/// fails.
pub(super) fn load(args: &ExecArgs, io: &mut Io) -> Result<Compiled, Exit> {
    let (raw, prepared) = prepare(args, io)?;
    let wants_variables = args.official.debug || args.official.trace;
    let ((mut compiled, shown), namespace) =
        plan(args, &raw, &prepared.inputs, io, |pipeline, inputs| {
            let shown =
                wants_variables.then(|| variables_of(pipeline, inputs, &prepared.origins()));
            Ok((compile(pipeline, inputs)?, shown.transpose()?))
        })?;
    if let Some(shown) = shown {
        let lines = print_env::lines(&shown, &prepared.inputs);
        let lines = lines.map_err(|error| complain(io, &error.to_string()))?;
        let _ = io.stderr.write_all(lines.as_bytes());
    }
    compiled.notes.extend(prepared.into_notes());
    compiled.namespace_place = Some(namespace);
    Ok(compiled)
}

/// Reads the file and gives the variables of the chosen pipeline as lines.
pub(super) fn variables(args: &ExecArgs, io: &mut Io) -> Result<String, Exit> {
    let (raw, prepared) = prepare(args, io)?;
    let (shown, _) = plan(args, &raw, &prepared.inputs, io, |pipeline, inputs| {
        variables_of(pipeline, inputs, &prepared.origins())
    })?;
    let lines = print_env::lines(&shown, &prepared.inputs);
    let lines = lines.map_err(|error| complain(io, &error.to_string()))?;
    for note in prepared.into_notes() {
        let _ = writeln!(io.stderr, "note: {note}");
    }
    Ok(lines)
}

fn prepare(args: &ExecArgs, io: &mut Io) -> Result<(Source, Prepared), Exit> {
    let raw = read(args).map_err(|message| complain(io, &message))?;
    let secrets = secrets(args, io).map_err(|message| complain(io, &message))?;
    let prepared =
        Prepared::new(args, &raw, secrets, io).map_err(|message| complain(io, &message))?;
    Ok((raw, prepared))
}

/// Reads the pipeline and hands it to `make`. Besides the result it gives the place of the namespace in the file.
fn plan<T>(
    args: &ExecArgs,
    raw: &Source,
    inputs: &Inputs,
    io: &mut Io,
    make: impl FnOnce(&Pipeline, &Inputs) -> Result<T, Vec<Problem>>,
) -> Result<(T, String), Exit> {
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
    let result = match make(pipeline, inputs) {
        Ok(result) => result,
        Err(found) => return Err(refuse(args, raw, back(found), io)),
    };
    problems.extend(warnings);
    show(args, raw, &back(problems), io);
    let namespace = substituted.map.raw_span(pipeline.metadata.namespace.span);
    let place = format!("{}:{}", raw.name(), raw.position(namespace.start));
    Ok((result, place))
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

fn secrets(args: &ExecArgs, io: &Io) -> Result<Secrets, String> {
    let mut secrets = Secrets::new();
    for path in &args.secret_file {
        let text = std::fs::read_to_string(path)
            .map_err(|error| format!("cannot read the secret file {}: {error}", path.display()))?;
        secrets
            .add_file(&text)
            .map_err(|error| format!("secret file {}: {error}", path.display()))?;
    }
    for name in &args.secret {
        secrets.add_from_env(name, &*io.env)?;
    }
    for (name, value) in &args.official.secrets {
        secrets.add(name, value.as_str());
    }
    Ok(secrets)
}

fn refuse(args: &ExecArgs, source: &Source, mut problems: Vec<Problem>, io: &mut Io) -> Exit {
    crate::source::sort(&mut problems);
    show(args, source, &problems, io);
    let errors = problems.iter().filter(|problem| problem.is_error()).count();
    let _ = writeln!(
        io.stderr,
        "{}: {errors} {}; nothing was sent to a cluster",
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
