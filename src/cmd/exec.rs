//! `drone-k8s exec`: the file to a plan, the plan to a run.

mod cores;
mod load;
mod prompt;
mod secrets;
mod tree;

use std::cell::OnceCell;
use std::io::Write;
use std::sync::Arc;
use std::thread;

use tokio::runtime::Runtime;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender};

use super::complain;
use crate::cli::{ColorChoice, ExecArgs, OutputFormat};
use crate::cmd::signals::signals;
use crate::engine::error::{Error, Kind};
use crate::engine::event::{Event, Verdict};
use crate::engine::kube::{
    Cluster, ClusterOptions, ClusterSecrets, Feed, Item, RunOptions, connect, feed, manifests,
    read_secrets, run,
};
use crate::plan::Compiled;
use crate::report::{Options, Reporter, Style, make_reporter};
use crate::{Exit, Io};

/// SIGPIPE: what a broken pipe on stdout counts as.
const BROKEN_PIPE: i32 = 13;

/// Runs a pipeline.
pub(crate) fn exec(args: &ExecArgs, mut io: Io) -> Exit {
    if args.output == OutputFormat::Yaml && !args.dry_run {
        return complain(&mut io, "`--output yaml` shows objects: it needs --dry-run");
    }
    cores::forbid();
    let runtime = match tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
    {
        Ok(runtime) => runtime,
        Err(error) => return complain(&mut io, &format!("cannot start: {error}")),
    };
    let exit = with_runtime(args, &runtime, io);
    // Tasks that hang in a request must not hold up the end.
    runtime.shutdown_background();
    exit
}

fn with_runtime(args: &ExecArgs, runtime: &Runtime, mut io: Io) -> Exit {
    let options = cluster_options(args, &io);
    // A program that gives credentials may ask a person: one connection is enough for all.
    let known = OnceCell::new();
    let fetch = || runtime.block_on(fetch(args, &options, &known));
    let compiled = match load::load(args, &mut io, &fetch) {
        Ok(compiled) => compiled,
        Err(exit) => return exit,
    };
    if args.dry_run {
        return dry_run(args, &compiled, &mut io);
    }
    runtime.block_on(on_cluster(args, compiled, &options, known.into_inner(), io))
}

/// Reads the Secrets of `--secret-from`; `known` is the connection afterwards.
async fn fetch(
    args: &ExecArgs,
    options: &ClusterOptions,
    known: &OnceCell<Cluster>,
) -> Result<ClusterSecrets, Error> {
    let cluster = connect(options).await?;
    let read = read_secrets(&cluster, &args.secrets.secret_from).await;
    let _ = known.set(cluster);
    read
}

async fn on_cluster(
    args: &ExecArgs,
    compiled: Compiled,
    options: &ClusterOptions,
    known: Option<Cluster>,
    mut io: Io,
) -> Exit {
    let connected = match known {
        Some(cluster) => Ok(cluster),
        None => connect(options).await,
    };
    let cluster = match connected {
        Ok(cluster) => cluster,
        Err(error) => return fail(&mut io, &error),
    };
    if let Err(error) = check_namespace(&compiled, &cluster, args) {
        return fail(&mut io, &error);
    }
    for note in &compiled.notes {
        let _ = writeln!(io.stderr, "note: {note}");
    }
    let (sender, received) = signals();
    let (feed, items) = feed();
    let reporter = reporter(args, &compiled, io);
    let reporting = thread::spawn(move || report(reporter, items, &sender));
    let verdict = launch(args, compiled, cluster, feed, received).await;
    // The reporter ends with the last event; a terminal that takes nothing may hold it up.
    let _ = tokio::task::spawn_blocking(move || reporting.join()).await;
    exit_of(&verdict)
}

async fn launch(
    args: &ExecArgs,
    compiled: Compiled,
    cluster: Cluster,
    feed: Feed,
    signals: UnboundedReceiver<i32>,
) -> Verdict {
    let spec = Arc::new(compiled.spec);
    let pack = tree::pack(args, &spec.workspace, feed.clone());
    run(spec, cluster, run_options(args), pack, feed, signals).await
}

/// The namespace in the file is one that the person did not choose: it needs their word.
fn check_namespace(compiled: &Compiled, cluster: &Cluster, args: &ExecArgs) -> Result<(), Error> {
    match &compiled.spec.namespace {
        Some(wanted) if *wanted != cluster.namespace => Err(Error::new(
            Kind::Config,
            format!(
                "the pipeline wants namespace `{wanted}`, the {} is `{}`",
                if args.cluster.namespace.is_some() {
                    "chosen one"
                } else {
                    "one of the context"
                },
                cluster.namespace
            ),
        )
        .hint(format!(
            "choose it yourself with --namespace {wanted}, or remove metadata.namespace"
        ))),
        _ => Ok(()),
    }
}

fn reporter(args: &ExecArgs, compiled: &Compiled, io: Io) -> Box<dyn Reporter + Send> {
    let no_color = (io.env)("NO_COLOR").is_some_and(|value| !value.is_empty());
    let in_ci = (io.env)("CI").is_some_and(|value| !value.is_empty() && value != "false");
    let dumb = (io.env)("TERM").is_some_and(|value| value == "dumb");
    let terminal = io.stdout_is_terminal && io.stderr_is_terminal && !in_ci && !dumb;
    let style = match args.output {
        OutputFormat::Json => Style::Json,
        OutputFormat::Auto if terminal => Style::Tty,
        _ => Style::Plain,
    };
    let color = match args.color {
        ColorChoice::Always => true,
        ColorChoice::Never => false,
        ColorChoice::Auto => terminal && !no_color,
    };
    let options = Options {
        color,
        prefix: !args.no_log_prefix,
        stdout_is_terminal: io.stdout_is_terminal,
        left_out: compiled.spec.left_out.clone(),
    };
    make_reporter(style, options, io.stdout, io.stderr)
}

/// Hands events to the reporter until the last one: whoever still holds the other end, such as a task
/// that hangs in a request, does not hold up the process. When nobody reads stdout any more the run
/// is stopped as by a signal.
fn report(
    mut reporter: Box<dyn Reporter + Send>,
    mut items: UnboundedReceiver<Item>,
    signals: &UnboundedSender<i32>,
) {
    let mut broken = false;
    while let Some(item) = items.blocking_recv() {
        let mut over = is_last(&item.event);
        let mut result = reporter.event(&item.event);
        drop(item);
        // Draw and flush once for everything that is ready.
        while result.is_ok()
            && !over
            && let Ok(item) = items.try_recv()
        {
            over = is_last(&item.event);
            result = reporter.event(&item.event);
        }
        if result.and_then(|()| reporter.flush()).is_err() && !broken {
            broken = true;
            let _ = signals.send(BROKEN_PIPE);
        }
        if over {
            return;
        }
    }
}

fn is_last(event: &Event) -> bool {
    matches!(event, Event::RunEnded { .. })
}

fn dry_run(args: &ExecArgs, compiled: &Compiled, io: &mut Io) -> Exit {
    let namespace = args
        .cluster
        .namespace
        .clone()
        .or_else(|| compiled.spec.namespace.clone())
        .unwrap_or_else(|| "default".to_string());
    let objects = manifests(&compiled.spec, &namespace, &run_options(args));
    let mut text = String::new();
    for object in &objects {
        if args.output == OutputFormat::Json {
            text.push_str(&serde_json::to_string_pretty(object).unwrap_or_default());
            text.push('\n');
        } else {
            text.push_str("---\n");
            text.push_str(&serde_yaml::to_string(object).unwrap_or_default());
        }
    }
    for note in &compiled.notes {
        let _ = writeln!(io.stderr, "note: {note}");
    }
    let _ = io.stdout.write_all(text.as_bytes());
    Exit::Success
}

fn cluster_options(args: &ExecArgs, io: &Io) -> ClusterOptions {
    ClusterOptions {
        kubeconfig: args.cluster.kubeconfig.clone(),
        context: args.cluster.context.clone(),
        namespace: args.cluster.namespace.clone(),
        impersonate: args.cluster.impersonate.clone(),
        hidden_env: secrets::variables(&args.secrets, io),
    }
}

fn run_options(args: &ExecArgs) -> RunOptions {
    RunOptions {
        helper_image: args.cluster.helper_image.clone(),
        lease: args.cluster.lease,
        grace: args.cluster.grace,
        pull_timeout: args.cluster.pull_timeout,
        schedule_timeout: args.cluster.schedule_timeout,
    }
}

fn exit_of(verdict: &Verdict) -> Exit {
    match verdict {
        Verdict::Success => Exit::Success,
        Verdict::Failure => Exit::Failure,
        Verdict::Error { .. } => Exit::Cluster,
        Verdict::TimedOut { .. } => Exit::TimedOut,
        Verdict::Interrupted { signal } => Exit::Signal(*signal),
    }
}

fn fail(io: &mut Io, error: &Error) -> Exit {
    let exit = if error.kind == Kind::Config {
        Exit::Usage
    } else {
        Exit::Cluster
    };
    let _ = writeln!(io.stderr, "error: {error}");
    exit
}
