//! Credential helpers: programs named `docker-credential-NAME` that keep logins.

use std::io::{ErrorKind, Read, Write};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::channel;
use std::thread;
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::plan::SecretText;

/// How long a helper may take: it may ask a server, but nobody is there to answer questions.
const LIMIT: Duration = Duration::from_secs(10);
/// Most that is read of an answer, in bytes.
const LONGEST: u64 = 1 << 20;
/// How often an ended process is looked for.
const PAUSE: Duration = Duration::from_millis(5);

/// What a helper says.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Answer {
    /// It has a login.
    Login {
        /// Name of the account.
        username: String,
        /// Its password or token.
        password: SecretText,
    },
    /// It knows of none.
    Nothing,
}

/// The program of a helper.
pub(super) fn program(helper: &str) -> String {
    format!("docker-credential-{helper}")
}

/// Asks a helper for the login of `server`. Its environment is that of this process, without variables
/// that hold a secret of the pipeline.
///
/// # Errors
/// For a person, with the name of the program and without anything that it printed.
pub(super) fn get(helper: &str, server: &str, hidden: &[&SecretText]) -> Result<Answer, String> {
    let program = program(helper);
    if helper.contains(['/', '\\']) {
        return Err(format!("`{program}` is no name of a credential helper"));
    }
    let mut command = Command::new(&program);
    let mut unseen = Vec::new();
    for (name, value) in std::env::vars_os() {
        let is_secret = |secret: &&SecretText| {
            !secret.expose().is_empty() && value.to_str() == Some(secret.expose())
        };
        if hidden.iter().any(is_secret) {
            unseen.push(name.to_string_lossy().into_owned());
            command.env_remove(name);
        }
    }
    command.arg("get");
    ask(command, &program, server, LIMIT).map_err(|why| {
        if unseen.is_empty() {
            return why;
        }
        let names = unseen.join(", ");
        format!("{why}; it does not see {names}, which a secret of the pipeline has the value of")
    })
}

fn ask(
    mut command: Command,
    program: &str,
    server: &str,
    limit: Duration,
) -> Result<Answer, String> {
    let says = |what: &str| format!("the credential helper {program} {what}");
    command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null());
    let mut child = command.spawn().map_err(|error| match error.kind() {
        ErrorKind::NotFound => says("is not installed"),
        _ => says(&format!("cannot be started: {error}")),
    })?;
    let end = Instant::now() + limit;
    let answer = converse(&mut child, server, end);
    let status = wait(&mut child, end);
    let late = || {
        let seconds = limit.as_secs();
        says(&format!("gave no answer within {seconds} s"))
    };
    let text = answer.ok_or_else(late)?;
    match status.ok_or_else(late)?.code() {
        Some(0) => login(&text).ok_or_else(|| says("gave an answer that is no login")),
        // By the protocol the words stand on stdout.
        _ if says_nothing_found(&text) => Ok(Answer::Nothing),
        Some(code) => Err(says(&format!("failed with exit code {code}"))),
        None => Err(says("was killed")),
    }
}

/// Writes the question and reads to the end of the answer; `None` when it does not end in time.
fn converse(child: &mut Child, server: &str, end: Instant) -> Option<Vec<u8>> {
    let stdout = child.stdout.take()?;
    if let Some(mut stdin) = child.stdin.take() {
        // A helper may have ended without reading: its exit code says more.
        let _ = writeln!(stdin, "{server}");
    }
    let (sender, receiver) = channel();
    // Not waited for: something that the helper started may hold its output for ever.
    thread::spawn(move || {
        let mut bytes = Vec::new();
        let _ = stdout.take(LONGEST).read_to_end(&mut bytes);
        let _ = sender.send(bytes);
    });
    let left = end.saturating_duration_since(Instant::now());
    receiver.recv_timeout(left).ok()
}

/// How a process ended that did so in time. After that it is killed.
fn wait(child: &mut Child, end: Instant) -> Option<ExitStatus> {
    loop {
        match child.try_wait() {
            Ok(Some(status)) => return Some(status),
            Ok(None) if Instant::now() < end => thread::sleep(PAUSE),
            _ => break,
        }
    }
    let _ = child.kill();
    let _ = child.wait();
    None
}

fn login(text: &[u8]) -> Option<Answer> {
    let value: Value = serde_json::from_slice(text).ok()?;
    let field = |name: &str| value.get(name).and_then(Value::as_str);
    let (username, password) = (field("Username")?, field("Secret")?);
    if username.is_empty() || password.is_empty() {
        return Some(Answer::Nothing);
    }
    Some(Answer::Login {
        username: username.to_owned(),
        password: SecretText::new(password),
    })
}

/// The protocol's words for "there is no login".
fn says_nothing_found(text: &[u8]) -> bool {
    String::from_utf8_lossy(text)
        .to_lowercase()
        .contains("credentials not found")
}

#[cfg(all(test, unix))]
mod tests {
    use std::process::Command;
    use std::time::Duration;

    use super::{Answer, SecretText, ask, get};

    fn answer(script: &str) -> Result<Answer, String> {
        let mut command = Command::new("/bin/sh");
        command.args(["-c", script, "get"]);
        let limit = Duration::from_secs(if script.contains("600") { 1 } else { 60 });
        ask(command, "docker-credential-test", "registry.example", limit)
    }

    #[test]
    fn a_login_is_read_from_stdout() {
        let script = r#"read server; echo "{\"ServerURL\":\"$server\",\"Username\":\"at-$server\",\"Secret\":\"p:w\"}""#;
        let wanted = Answer::Login {
            username: "at-registry.example".to_owned(),
            password: SecretText::new("p:w"),
        };
        assert_eq!(answer(script), Ok(wanted));
    }

    #[test]
    fn no_login_is_no_error() {
        for script in [
            "echo credentials not found in native keychain; exit 1",
            r#"echo '{"Username":"","Secret":""}'"#,
        ] {
            assert_eq!(answer(script), Ok(Answer::Nothing), "{script}");
        }
    }

    #[test]
    fn errors_name_the_helper_and_show_nothing_of_what_it_said() {
        for (script, words) in [
            ("echo s3cret; echo s3cret >&2; exit 7", "exit code 7"),
            ("echo s3cret", "no login"),
            ("echo s3cret; exec sleep 600", "within 1 s"),
            // Its output is held open by something that it started.
            ("sleep 600 & echo s3cret", "within 1 s"),
            ("kill -9 $$", "was killed"),
        ] {
            let error = answer(script).unwrap_err();
            assert!(error.contains("docker-credential-test"), "{error}");
            assert!(error.contains(words), "{script}: {error}");
            assert!(!error.contains("s3cret"), "{error}");
        }
    }

    #[test]
    fn a_helper_that_is_not_there_is_named() {
        let error = get("no-such-one", "registry.example", &[]).unwrap_err();
        assert!(error.contains("docker-credential-no-such-one is not installed"));
        assert!(get("../x", "registry.example", &[]).is_err());
    }
}
