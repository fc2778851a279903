//! From the command line to a plan. Nothing here speaks to a cluster.

use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use crate::cli::ExecArgs;
use crate::cmd::files::NAMES;
use crate::cmd::{complain, stderr_color};
use crate::manifest::{Pipeline, SelectError, load as load_manifest, load_trees, select};
use crate::plan::{
    Checkout, Compiled, Facts, Inputs, Secrets, compile, drop_allowed, guard, proxies, substitution,
};
use crate::source::{Problem, Source, render_all};
use crate::subst::{Mode, substitute};
use crate::{Exit, Io, lint, yaml};

/// Reads the file and makes the plan of the chosen pipeline. What is wrong has been said when this
/// fails.
pub(super) fn load(args: &ExecArgs, io: &mut Io) -> Result<Compiled, Exit> {
    let raw = read(args).map_err(|message| complain(io, &message))?;
    let secrets = secrets(args, io).map_err(|message| complain(io, &message))?;
    let folder = args.workdir.clone().unwrap_or_else(|| PathBuf::from("."));
    if !folder.is_dir() {
        let message = format!("--workdir {}: there is no such folder", folder.display());
        return Err(complain(io, &message));
    }
    let checkout = Checkout::read(&folder);
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
        proxy: proxies(&*io.env),
        include: args.include.clone(),
        exclude: args.exclude.clone(),
        privileged: args.privileged.clone(),
        labels: args.labels.iter().cloned().collect(),
        timeout: args.timeout,
        consent: args.consent.consent(args.trusted),
        clone_image: args.clone.clone.then(|| args.clone.clone_image.clone()),
        facts,
        ..Inputs::default()
    };
    let mut compiled = plan(args, &raw, &inputs, io)?;
    compiled.notes.extend(checkout.notes);
    Ok(compiled)
}

fn plan(args: &ExecArgs, raw: &Source, inputs: &Inputs, io: &mut Io) -> Result<Compiled, Exit> {
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
    drop_allowed(&mut problems, &inputs.consent);
    problems.extend(guard(pipeline, inputs));
    let own = pipeline.span.range();
    problems.retain(|problem| problem.is_error() && own.contains(&(problem.span.start as usize)));
    if problems.iter().any(lint::is_refused) {
        return Err(refuse(args, raw, back(problems), io));
    }
    let namespace = substituted.map.raw_span(pipeline.metadata.namespace.span);
    let compiled = match compile(pipeline, inputs) {
        Ok(compiled) => Compiled {
            namespace_place: Some(format!("{}:{}", raw.name(), raw.position(namespace.start))),
            ..compiled
        },
        Err(found) => return Err(refuse(args, raw, back(found), io)),
    };
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

fn now() -> i64 {
    let now = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    i64::try_from(now.as_secs()).unwrap_or_default()
}
