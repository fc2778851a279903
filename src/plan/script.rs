//! Shell scripts made from `commands`, and from `entrypoint` with `command`.
//!
//! The script is kept in a file and run by `/bin/sh`, so nothing here is limited by the size of an
//! environment variable, changed by `echo`, or read by a command that reads standard input. It runs
//! under any POSIX shell: dash, busybox, bash and mksh are tested.

/// Prints a command before it runs, as it was typed and without looking into it. A `printf` built
/// into the shell is best; mksh has none but `print`. It must never be what fails a step.
const TRACE: &str = "\
case $(command -v printf):$(command -v print) in
printf:* | *:/* | *:) _drone_trace() { printf '+ %s\\n' \"$1\" || :; } ;;
*) _drone_trace() { print -r -- \"+ $1\" || :; } ;;
esac
";

/// Writes the credentials for git and forgets them, as the official runner does: only when there
/// are any, and before `set -e`, so that a home that cannot be written to fails nothing.
const NETRC: &str = "\
if [ -n \"${DRONE_NETRC_FILE-}\" ]; then
( umask 077; printf '%s\\n' \"$DRONE_NETRC_FILE\" > \"${HOME:-/root}/.netrc\" )
fi
unset DRONE_NETRC_MACHINE DRONE_NETRC_USERNAME DRONE_NETRC_PASSWORD DRONE_NETRC_FILE
";

/// The script of a step with `commands`: it stops at the first that fails, and prints each as
/// `+ command` before it runs it. Every command stands in the script byte for byte as written.
pub fn from_commands<'a>(commands: impl IntoIterator<Item = &'a str>, netrc: bool) -> String {
    let mut script = start(netrc);
    for command in commands {
        add(&mut script, command, command);
    }
    script
}

/// The script of a step with `entrypoint`: the words, and those of `command`, become the process.
///
/// The official runner joins the words with spaces and has a shell read the line. Here they are
/// quoted, so that they arrive as they are written. A first word that holds a space cannot name a
/// program; only then the line is joined as there ([`is_shell_line`]).
pub fn from_entrypoint(entrypoint: &[&str], command: &[&str], netrc: bool) -> String {
    let words: Vec<&str> = entrypoint.iter().chain(command).copied().collect();
    let joined = words.join(" ");
    let mut script = start(netrc);
    if is_shell_line(entrypoint) {
        add(&mut script, &joined, &joined);
    } else {
        let quoted: Vec<String> = words.iter().map(|word| quote(word)).collect();
        add(&mut script, &joined, &format!("exec {}", quoted.join(" ")));
    }
    script
}

/// Whether an `entrypoint` is a line for a shell and not a list of words.
pub fn is_shell_line(entrypoint: &[&str]) -> bool {
    entrypoint
        .first()
        .is_some_and(|word| word.trim().contains(char::is_whitespace))
}

fn start(netrc: bool) -> String {
    format!("{TRACE}{}set -e\n", if netrc { NETRC } else { "" })
}

/// Adds one command. The empty line after it ends a command whose last line ends in a backslash.
fn add(script: &mut String, shown: &str, command: &str) {
    let shown = single_quoted(shown.trim_end_matches(['\n', '\r']));
    script.push_str("\n_drone_trace ");
    script.push_str(&shown);
    script.push('\n');
    script.push_str(command);
    script.push_str("\n\n");
}

/// A word as the shell reads it back; plain when that is possible.
fn quote(word: &str) -> String {
    let plain = |b: u8| b.is_ascii_alphanumeric() || b"_-./:@%+,=".contains(&b);
    if !word.is_empty() && word.bytes().all(plain) {
        word.to_owned()
    } else {
        single_quoted(word)
    }
}

fn single_quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests;
