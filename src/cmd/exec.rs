//! `drone-k8s exec`: the file to a plan, the plan to a run.

mod context;
mod cores;
mod inputs;
mod load;
mod logins;
mod official;
mod policy;
mod print_env;
mod prompt;
mod remember;
mod secrets;
mod tree;

use std::cell::OnceCell;
use std::io::Write;
use std::sync::Arc;
use std::thread;

use tokio::runtime::Runtime;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender};

use super::{complain, is_ci};
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
pub(crate) fn exec(mut args: ExecArgs, mut io: Io) -> Exit {
    official::settle(&mut args, &mut io);
    if args.output == OutputFormat::Yaml && !args.dry_run {
        return complain(&mut io, "`--output yaml` shows objects: it needs --dry-run");
    }
    if args.variables.print_env {
        return match load::variables(&args, &mut io) {
            Ok(lines) => print(&mut io, &lines),
            Err(exit) => exit,
        };
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

fn with_runtime(mut args: ExecArgs, runtime: &Runtime, mut io: Io) -> Exit {
    let options = cluster_options(&args, &io);
    // A program that gives credentials may ask a person: one connection is enough for all.
    let known = OnceCell::new();
    let fetch = |namespace: Option<String>, io: &mut Io| {
        let mut options = options.clone();
        options.namespace = namespace.or(options.namespace);
        runtime.block_on(fetch(&args, &options, &known, io))
    };
    let mut compiled = match load::load(&args, &mut io, &fetch) {
        Ok(compiled) => compiled,
        Err(exit) => return exit,
    };
    // A policy is the person's own word, as --namespace is.
    if let Some(namespace) = &compiled.policy_namespace {
        args.cluster.namespace = Some(namespace.clone());
    }
    if args.official.dump {
        let plan = serde_json::to_string_pretty(&compiled.spec).unwrap_or_default();
        let _ = writeln!(io.stderr, "{plan}");
    }
    if args.dry_run {
        if let Err(error) = logins::add(&args, &mut compiled, &io) {
            return fail(&mut io, &error);
        }
        let objects = objects(&args, &compiled);
        notes(&compiled, &mut io);
        return print(&mut io, &objects);
    }
    if args.official.trace {
        let _ = io.stderr.write_all(objects(&args, &compiled).as_bytes());
    }
    runtime.block_on(on_cluster(&args, compiled, known.into_inner(), io))
}

/// Reads the Secrets of `--secret-from`; `known` is the connection afterwards.
async fn fetch(
    args: &ExecArgs,
    options: &ClusterOptions,
    known: &OnceCell<Cluster>,
    io: &mut Io,
) -> Result<ClusterSecrets, Error> {
    let cluster = connect(options).await?;
    context::production(args, &cluster, io)?;
    let read = read_secrets(&cluster, &args.secrets.secret_from).await;
    let _ = known.set(cluster);
    read
}

async fn on_cluster(
    args: &ExecArgs,
    mut compiled: Compiled,
    known: Option<Cluster>,
    mut io: Io,
) -> Exit {
    let connected = match known {
        Some(cluster) => Ok(cluster),
        None => connect(&cluster_options(args, &io)).await,
    };
    let mut cluster = match connected {
        Ok(cluster) => cluster,
        Err(error) => return fail(&mut io, &error),
    };
    let settled = context::settle(args, &compiled, &mut cluster, &mut io)
        .and_then(|()| logins::add(args, &mut compiled, &io));
    if let Err(error) = settled {
        return fail(&mut io, &error);
    }
    if cluster.insecure {
        let host = &cluster.host;
        compiled.notes.push(format!(
            "the certificate of {host} is not checked: the kubeconfig says insecure-skip-tls-verify"
        ));
    }
    notes(&compiled, &mut io);
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

fn reporter(args: &ExecArgs, compiled: &Compiled, io: Io) -> Box<dyn Reporter + Send> {
    let no_color = (io.env)("NO_COLOR").is_some_and(|value| !value.is_empty());
    let dumb = (io.env)("TERM").is_some_and(|value| value == "dumb");
    let terminal = io.stdout_is_terminal && io.stderr_is_terminal && !is_ci(&io) && !dumb;
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

fn notes(compiled: &Compiled, io: &mut Io) {
    for note in &compiled.notes {
        let _ = writeln!(io.stderr, "note: {note}");
    }
}

fn print(io: &mut Io, text: &str) -> Exit {
    // A reader that has gone is no error.
    let _ = io.stdout.write_all(text.as_bytes());
    Exit::Success
}

/// The objects of a run as text.
fn objects(args: &ExecArgs, compiled: &Compiled) -> String {
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
    text
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
