//! Whether a run may go where the kubeconfig leads: settled before anything is written there.

use std::io::{IsTerminal, Write, stdin};

use super::remember::Remembered;
use crate::Io;
use crate::cli::ExecArgs;
use crate::engine::error::{Error, Kind};
use crate::engine::kube::Cluster;
use crate::engine::place::{is_local, looks_like_production};
use crate::plan::{Compiled, is_reserved};

/// Settles the namespace and asks for the consents that are missing.
///
/// # Errors
/// [`Kind::Config`] with the flag that gives the consent.
pub(super) fn settle(
    args: &ExecArgs,
    compiled: &Compiled,
    cluster: &mut Cluster,
    io: &mut Io,
) -> Result<(), Error> {
    namespace(args, compiled, cluster)?;
    production(args, cluster, io)
}

/// A namespace in the file is one that the person did not choose, and some belong to nobody.
fn namespace(args: &ExecArgs, compiled: &Compiled, cluster: &mut Cluster) -> Result<(), Error> {
    let allowed = |name: &String| args.consent.allow_namespace.contains(name);
    if let Some(wanted) = &compiled.spec.namespace
        && *wanted != cluster.namespace
    {
        if !args.trusted && !allowed(wanted) {
            let place = compiled.namespace_place.as_deref().unwrap_or("the file");
            // The file may hold anything, and this goes to a terminal.
            let wanted = wanted.escape_debug();
            return Err(Error::new(
                Kind::Config,
                format!(
                    "the pipeline wants namespace `{wanted}` ({place}), the {} is `{}`",
                    if args.cluster.namespace.is_some() {
                        "chosen one"
                    } else {
                        "one of the context"
                    },
                    cluster.namespace
                ),
            )
            .hint(format!(
                "choose it yourself with --namespace {wanted}, allow it with --allow-namespace \
                 {wanted}, or remove metadata.namespace"
            )));
        }
        cluster.namespace.clone_from(wanted);
    }
    let name = &cluster.namespace;
    if is_reserved(name) && !allowed(name) {
        let place = match &compiled.namespace_place {
            Some(place) if compiled.spec.namespace.as_ref() == Some(name) => format!(" ({place})"),
            _ => String::new(),
        };
        let message = format!("namespace `{name}`{place} belongs to the cluster itself");
        return Err(Error::new(Kind::Config, message).hint(format!(
            "take another one with --namespace, or allow it with --allow-namespace {name}"
        )));
    }
    Ok(())
}

/// Asks once about a context that looks like production. A person who names the context knows it.
///
/// # Errors
/// As [`settle`].
pub(super) fn production(args: &ExecArgs, cluster: &Cluster, io: &mut Io) -> Result<(), Error> {
    let context = cluster.context.as_deref().unwrap_or_default();
    let host = &cluster.host;
    let chosen = args.cluster.context.is_some() || args.consent.yes;
    if chosen || is_local(context, host) || !looks_like_production(context, host) {
        return Ok(());
    }
    let remembered = Remembered::new(&*io.env);
    if remembered.holds(context, &cluster.server) {
        return Ok(());
    }
    let namespace = &cluster.namespace;
    let question = format!("context {context} (server {host}, namespace {namespace})");
    if !(io.stderr_is_terminal && stdin().is_terminal()) {
        let message = format!("{question} looks like production, and nobody is there to ask");
        return Err(Error::new(Kind::Config, message).hint(format!(
            "name it with --context {context}, or give --yes; `kubectl config use-context` \
             chooses another one"
        )));
    }
    let _ = write!(io.stderr, "Run on {question}? [y/N] ");
    let _ = io.stderr.flush();
    let mut answer = String::new();
    let read = stdin().read_line(&mut answer);
    if read.is_err() || !matches!(answer.trim().to_lowercase().as_str(), "y" | "yes") {
        return Err(Error::new(Kind::Config, "nothing was run"));
    }
    match remembered.add(context, &cluster.server) {
        Ok(path) => {
            let _ = writeln!(
                io.stderr,
                "note: this is not asked again: {path} remembers it"
            );
        }
        Err(why) => {
            let _ = writeln!(io.stderr, "note: the answer cannot be remembered: {why}");
        }
    }
    Ok(())
}
