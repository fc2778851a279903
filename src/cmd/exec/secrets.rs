//! The secrets of a run, from wherever the command line says.

use std::io::{IsTerminal, Read, Write};
use std::path::Path;

use super::prompt;
use crate::cli::SecretArgs;
use crate::cmd::is_ci;
use crate::plan::{Inputs, MISSING_SECRET, Need, Secrets};
use crate::source::Problem;
use crate::{Exit, Io};

/// Name of the file that is stdin.
const STDIN: &str = "-";

/// What files and `--secret` give.
///
/// # Errors
/// For a person. No value is in it.
pub(super) fn given(args: &SecretArgs, io: &mut Io) -> Result<Secrets, String> {
    let mut secrets = Secrets::new();
    if args
        .secret_file
        .iter()
        .filter(|path| is_stdin(path))
        .count()
        > 1
    {
        return Err("--secret-file - is given twice, and stdin can be read only once".to_owned());
    }
    for path in &args.secret_file {
        let name = path.display().to_string();
        let text = read(path, io)?;
        secrets.add_file(&name, &text).map_err(|error| {
            if is_stdin(path) {
                format!("the secrets on stdin: {error}")
            } else {
                format!("secret file {name}: {error}")
            }
        })?;
    }
    for given in &args.secret {
        match given.split_once('=') {
            None => secrets.add_from_env(given, &*io.env)?,
            Some(("", _)) => return Err("--secret: there is no name before the `=`".to_owned()),
            Some((name, value)) => {
                secrets.add(name, value);
                let _ = writeln!(
                    io.stderr,
                    "warning: --secret {name}=… shows the value to everybody who can list the \
                     processes of this machine, and keeps it in the shell's history; `--secret \
                     {name}` takes it from the environment, --secret-file from a file"
                );
            }
        }
    }
    Ok(secrets)
}

/// The environment variables that hold secrets: no process that we start needs to see them.
pub(super) fn variables(args: &SecretArgs, io: &Io) -> Vec<String> {
    let names = args.secret.iter().filter(|given| !given.contains('='));
    names
        .filter_map(|name| Secrets::variable(name, &*io.env))
        .collect()
}

/// Asks the person in front of the terminal for the secrets that `missing` lists. Nobody is asked
/// when there is anything else to say about the pipeline, or nobody there. Gives whether it helped.
///
/// # Errors
/// The exit code of Ctrl-C.
pub(super) fn ask(
    problems: &[Problem],
    missing: impl FnOnce(&Inputs) -> Vec<Need>,
    inputs: &mut Inputs,
    io: &mut Io,
) -> Result<bool, Exit> {
    let is_only_that = problems
        .iter()
        .all(|problem| problem.code == MISSING_SECRET);
    if !is_only_that || is_ci(io) || !io.stderr_is_terminal || !std::io::stdin().is_terminal() {
        return Ok(false);
    }
    let mut helped = false;
    for Need { name, step } in missing(inputs) {
        let question = format!("Value of the secret {name} for step {step} (not shown): ");
        let answer = prompt::hidden_line(&question, &mut io.stderr);
        let _ = writeln!(io.stderr);
        match answer {
            Ok(Some(value)) if !value.is_empty() => {
                inputs.secrets.add(&name, value);
                helped = true;
            }
            Ok(Some(_)) => {}
            Ok(None) => return Err(Exit::Signal(prompt::SIGINT)),
            Err(error) => {
                let _ = writeln!(io.stderr, "warning: cannot ask for secrets: {error}");
                return Ok(helped);
            }
        }
    }
    Ok(helped)
}

fn is_stdin(path: &Path) -> bool {
    path == Path::new(STDIN)
}

fn read(path: &Path, io: &mut Io) -> Result<String, String> {
    if !is_stdin(path) {
        return std::fs::read_to_string(path)
            .map_err(|error| format!("cannot read the secret file {}: {error}", path.display()));
    }
    if std::io::stdin().is_terminal() {
        let _ = writeln!(
            io.stderr,
            "note: secrets are read from stdin, and what you type is shown"
        );
    }
    let mut text = String::new();
    std::io::stdin()
        .read_to_string(&mut text)
        .map_err(|error| format!("cannot read secrets from stdin: {error}"))?;
    Ok(text)
}
