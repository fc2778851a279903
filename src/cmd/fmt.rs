//! `drone-k8s fmt`.

use std::io::{self, ErrorKind};

use super::files::{Input, inputs, replace};
use super::{complain, diff, stdout_color};
use crate::cli::FmtArgs;
use crate::fmt::{Options, Refusal, format};
use crate::source::{Color, render};
use crate::{Exit, Io};

/// Formats files.
pub(crate) fn fmt(args: &FmtArgs, io: &mut Io) -> Exit {
    let inputs = match inputs(&args.paths) {
        Ok(inputs) => inputs,
        Err(message) => return complain(io, &message),
    };
    if inputs.len() > 1 && !(args.write || args.check || args.diff) {
        return complain(
            io,
            "several files cannot all go to stdout: choose --write, --check or --diff",
        );
    }
    let mut total = Total::default();
    for input in &inputs {
        match one(input, args, io) {
            Ok(true) => total.changed += 1,
            Ok(false) => total.same += 1,
            Err(Failure::Said(message)) => {
                let _ = writeln!(io.stderr, "error: {message}");
                total.failed += 1;
            }
            // Whoever read the output has gone: that is no error.
            Err(Failure::Output(error)) if error.kind() == ErrorKind::BrokenPipe => {
                return Exit::Success;
            }
            Err(Failure::Output(error)) => return complain(io, &format!("cannot write: {error}")),
        }
    }
    if args.write || args.check || args.diff || total.failed > 0 {
        let _ = writeln!(io.stderr, "{}", total.sentence(args.write));
    }
    if total.failed > 0 {
        Exit::Usage
    } else if total.changed > 0 && (args.check || args.diff) {
        Exit::Failure
    } else {
        Exit::Success
    }
}

enum Failure {
    Said(String),
    Output(io::Error),
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Self::Output(error)
    }
}

/// Formats a file and says whether that changes it.
fn one(input: &Input, args: &FmtArgs, io: &mut Io) -> Result<bool, Failure> {
    let source = input.read(&args.stdin_filename).map_err(Failure::Said)?;
    let options = Options {
        allow_signed: args.allow_signed,
        sort_keys: args.sort_keys,
    };
    let text = match format(&source, options) {
        Ok(formatted) => {
            for why in &formatted.kept {
                let _ = writeln!(io.stderr, "note: {}: {why}", source.name());
            }
            formatted.text
        }
        Err(Refusal::Invalid(problems)) => {
            for problem in &problems {
                let _ = writeln!(io.stderr, "{}\n", render(&source, problem, Color::Never));
            }
            let hint = if source.text().contains("${") {
                "; it may become valid by substitution, but is formatted only as it is written"
            } else {
                ""
            };
            return Err(Failure::Said(format!(
                "{} is not valid{hint}",
                source.name()
            )));
        }
        Err(refusal) => return Err(Failure::Said(format!("{}: {refusal}", source.name()))),
    };
    let is_same = text == source.text();
    if args.check && !is_same {
        writeln!(io.stdout, "{}", source.name())?;
    }
    if args.diff && !is_same {
        let color = stdout_color(args.color, io);
        diff::write(source.name(), source.text(), &text, color, io)?;
    }
    if args.check || args.diff {
        return Ok(!is_same);
    }
    match input.path() {
        Some(path) if args.write => {
            if !is_same {
                replace(path, &source, &text).map_err(Failure::Said)?;
            }
        }
        _ => io.stdout.write_all(text.as_bytes())?,
    }
    Ok(!is_same)
}

#[derive(Default)]
struct Total {
    changed: usize,
    same: usize,
    failed: usize,
}

impl Total {
    fn sentence(&self, written: bool) -> String {
        let many = |count: usize| format!("{count} file{}", if count == 1 { "" } else { "s" });
        let what = if written {
            "formatted"
        } else {
            "would be formatted"
        };
        let failed = match self.failed {
            0 => String::new(),
            count => format!(", {count} failed"),
        };
        format!(
            "{} {what}, {} unchanged{failed}",
            many(self.changed),
            self.same
        )
    }
}
