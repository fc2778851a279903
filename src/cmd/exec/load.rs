//! From the command line to a plan. Nothing here speaks to a cluster.

use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use super::secrets;
use crate::cli::ExecArgs;
use crate::cmd::files::NAMES;
use crate::cmd::{complain, stderr_color};
use crate::engine::error::Error;
use crate::engine::kube::ClusterSecrets;
use crate::manifest::{Pipeline, SelectError, load as load_manifest, load_trees, select};
use crate::plan::{
    Checkout, Compiled, Facts, Inputs, compile, missing_secrets, proxies, substitution,
};
use crate::source::{Problem, Source, render_all};
use crate::subst::{Mode, substitute};
use crate::{Exit, Io, lint, yaml};

/// Reads the Secrets that `--secret-from` names.
pub(super) type Fetch<'a> = &'a dyn Fn() -> Result<ClusterSecrets, Error>;

/// Reads the file and makes the plan of the chosen pipeline. What is wrong has been said when this
/// fails.
pub(super) fn load(args: &ExecArgs, io: &mut Io, fetch: Fetch<'_>) -> Result<Compiled, Exit> {
    let raw = read(args).map_err(|message| complain(io, &message))?;
    let secrets = secrets::given(&args.secrets, io).map_err(|message| complain(io, &message))?;
    let folder = args.workdir.clone().unwrap_or_else(|| PathBuf::from("."));
    if !folder.is_dir() {
        let message = format!("--workdir {}: there is no such folder", folder.display());
        return Err(complain(io, &message));
    }
    let checkout = Checkout::read(&folder, &secrets::variables(&args.secrets, io));
    let given = args.facts.overrides(args.pipeline.as_deref(), args.trusted);
    let facts = Facts::new(&checkout, &given, now());
    // `${DRONE_STAGE_NAME}` and the platform are known before the substitution, as on a server.
    let facts = match select(&load_manifest(&raw).manifest, args.pipeline.as_deref()) {
        Ok(pipeline) => facts.for_pipeline(pipeline),
        Err(_) => facts,
    };
    let environ = args.environ.iter().cloned().collect();
    let inputs = Inputs {
        environ,
        secrets,
        allow_missing_secrets: args.secrets.allow_missing_secrets,
        withhold_secrets: args.secrets.withhold_secrets,
        proxy: proxies(&*io.env),
        include: args.include.clone(),
        exclude: args.exclude.clone(),
        privileged: args.privileged.clone(),
        labels: args.labels.iter().cloned().collect(),
        timeout: args.timeout,
        facts,
        ..Inputs::default()
    };
    let mut compiled = plan(args, &raw, inputs, io, fetch)?;
    compiled.notes.extend(checkout.notes);
    Ok(compiled)
}

fn plan(
    args: &ExecArgs,
    raw: &Source,
    mut inputs: Inputs,
    io: &mut Io,
    fetch: Fetch<'_>,
) -> Result<Compiled, Exit> {
    if let Some(defect) = raw.defect() {
        return Err(refuse(args, raw, vec![defect.clone()], io));
    }
    let variables = substitution(&inputs.facts, &inputs.environ);
    let lookup = |name: &str| variables.get(name).map(ToString::to_string);
    let substituted = match substitute(raw.text(), Mode::Default, &lookup) {
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
        Err(error @ SelectError::Several { .. }) => {
            return Err(complain(
                io,
                &format!("{error}\n  choose it with --pipeline NAME"),
            ));
        }
        Err(error) => return Err(complain(io, &error.to_string())),
    };
    // Only what is wrong with this pipeline, and no advice.
    let mut problems = lint::check(&text, &trees, &loaded, args.trusted);
    let own = pipeline.span.range();
    problems.retain(|problem| problem.is_error() && own.contains(&(problem.span.start as usize)));
    if problems.iter().any(lint::is_refused) {
        return Err(refuse(args, raw, back(problems), io));
    }
    let mut notes = inputs
        .secrets
        .declare(&loaded.manifest, &args.secrets.secret_map);
    if !args.secrets.secret_from.is_empty() {
        let read = fetch().map_err(|error| super::fail(io, &error))?;
        for (name, value) in read.values {
            inputs.secrets.add_if_missing(&name, value);
        }
        notes.extend(read.notes);
    }
    let missing = |inputs: &Inputs| missing_secrets(pipeline, inputs);
    let compiled = match compile(pipeline, &inputs) {
        Err(found) if secrets::ask(&found, missing, &mut inputs, io)? => compile(pipeline, &inputs),
        compiled => compiled,
    };
    let mut compiled = match compiled {
        Ok(compiled) => compiled,
        Err(found) => return Err(refuse(args, raw, back(found), io)),
    };
    compiled.notes.splice(..0, notes);
    problems.extend(warnings);
    show(args, raw, &back(problems), io);
    Ok(compiled)
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

fn now() -> i64 {
    let now = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    i64::try_from(now.as_secs()).unwrap_or_default()
}
