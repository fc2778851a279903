//! `exec`: the ways to give a secret, as far as they need no cluster.

#![allow(
    clippy::unwrap_used,
    reason = "a test that cannot prepare its files has failed"
)]

use std::fs;
use std::io::Write;
use std::process::{Command, Stdio};

use tempfile::TempDir;

#[cfg(target_os = "linux")]
#[path = "giving_secrets/prompt.rs"]
mod prompt;

const VALUE: &str = "correct-horse-battery";
/// What is shown in place of a value of this size.
const SHOWN: &str = "redacted 21 bytes";

const ONE: &str = "kind: pipeline
type: kubernetes
name: default
steps:
- name: build
  image: busybox
  environment: {TOKEN: {from_secret: token}}
  commands: ['true']
";

/// `exec --dry-run` in a folder of its own.
struct Run {
    folder: TempDir,
    command: Command,
    stdin: String,
}

/// How it ended, and all that it wrote.
struct Done {
    code: Option<i32>,
    all: String,
}

impl Run {
    fn new(file: &str) -> Self {
        let folder = TempDir::new().unwrap();
        fs::write(folder.path().join(".drone.yml"), file).unwrap();
        let mut command = Command::new(env!("CARGO_BIN_EXE_drone-k8s"));
        command
            .args(["exec", "--dry-run", "-o", "yaml"])
            .current_dir(folder.path())
            .env_clear()
            .env("PATH", std::env::var_os("PATH").unwrap_or_default());
        Self {
            folder,
            command,
            stdin: String::new(),
        }
    }

    fn args(mut self, args: &[&str]) -> Self {
        self.command.args(args);
        self
    }

    fn with(self, name: &str, content: &str) -> Self {
        fs::write(self.folder.path().join(name), content).unwrap();
        self
    }

    fn stdin(mut self, text: &str) -> Self {
        text.clone_into(&mut self.stdin);
        self
    }

    fn env(mut self, name: &str, value: &str) -> Self {
        self.command.env(name, value);
        self
    }

    fn done(mut self) -> Done {
        let mut child = self
            .command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        // Who does not read stdin may be gone.
        let _ = child.stdin.take().unwrap().write_all(self.stdin.as_bytes());
        let output = child.wait_with_output().unwrap();
        let all =
            String::from_utf8(output.stdout).unwrap() + &String::from_utf8(output.stderr).unwrap();
        assert!(!all.contains(VALUE), "a value is shown: {all}");
        Done {
            code: output.status.code(),
            all,
        }
    }
}

impl Done {
    #[track_caller]
    fn code(self, code: i32) -> Self {
        assert_eq!(self.code, Some(code), "{}", self.all);
        self
    }

    #[track_caller]
    fn says(self, words: &[&str]) -> Self {
        for word in words {
            assert!(self.all.contains(word), "no `{word}` in:\n{}", self.all);
        }
        self
    }

    #[track_caller]
    fn says_not(self, words: &[&str]) -> Self {
        for word in words {
            assert!(!self.all.contains(word), "`{word}` in:\n{}", self.all);
        }
        self
    }
}

#[test]
fn a_value_on_the_command_line_works_and_is_warned_about() {
    Run::new(ONE)
        .args(&["--secret", &format!("TOKEN={VALUE}")])
        .done()
        .code(0)
        .says(&[SHOWN, "warning: --secret TOKEN=…", "process"]);
    // Only the first `=` counts.
    Run::new(ONE)
        .args(&["--secret", "token=a=b=="])
        .done()
        .code(0)
        .says(&["redacted 5 bytes"])
        .says_not(&["a=b"]);
    Run::new(ONE)
        .args(&["--secret", &format!("={VALUE}")])
        .done()
        .code(2)
        .says(&["--secret", "no name"]);
}

#[test]
fn a_file_is_read_in_each_format() {
    for (name, content) in [
        ("secrets", format!("token={VALUE}\n")),
        ("secrets", format!("# mine\ntoken: {VALUE}\n")),
        ("secrets", format!("{{\"token\": \"{VALUE}\"}}\n")),
        ("secrets.env", format!("export TOKEN='{VALUE}'\n")),
        ("secrets.yml", format!("token: >-\n  {VALUE}\n")),
        ("secrets.json", format!("{{\"Token\":\n\"{VALUE}\"}}")),
    ] {
        Run::new(ONE)
            .with(name, &content)
            .args(&["--secret-file", name])
            .done()
            .code(0)
            .says(&[SHOWN]);
        Run::new(ONE)
            .stdin(&content)
            .args(&["--secret-file", "-"])
            .done()
            .code(0)
            .says(&[SHOWN]);
    }
}

#[test]
fn a_file_that_cannot_be_read_is_named_with_the_place_only() {
    for (name, content, place) in [
        ("secrets", format!("A=1\n{VALUE}\n"), "line 2"),
        ("secrets.yml", format!("a: [{VALUE}]\n"), "line 1, column 4"),
        ("secrets.yml", format!("a: b\nc: \"{VALUE}\n"), "line 2"),
        (
            "secrets.json",
            format!("{{\"a\": {VALUE}}}"),
            "line 1, column 7",
        ),
        (
            "secrets.json",
            format!("{{\"a\": [\"{VALUE}\"]}}"),
            "line 1",
        ),
    ] {
        Run::new(ONE)
            .with(name, &content)
            .args(&["--secret-file", name])
            .done()
            .code(2)
            .says(&[&format!("secret file {name}: "), place]);
    }
    Run::new(ONE)
        .args(&["--secret-file", "gone"])
        .done()
        .code(2)
        .says(&["secret file gone"]);
    Run::new(ONE)
        .stdin(VALUE)
        .args(&["--secret-file", "-"])
        .done()
        .code(2)
        .says(&["stdin", "line 1"]);
    Run::new(ONE)
        .args(&["--secret-file", "-", "--secret-file", "-"])
        .done()
        .code(2)
        .says(&["twice"]);
}

#[test]
fn the_command_line_wins_over_files() {
    Run::new(ONE)
        .with("a", "token=xxx")
        .with("b", "token=yyyy")
        .args(&[
            "--secret",
            "token",
            "--secret-file",
            "a",
            "--secret-file",
            "b",
        ])
        .env("TOKEN", VALUE)
        .done()
        .code(0)
        .says(&[SHOWN]);
    Run::new(ONE)
        .with("a", "token=xxx")
        .with("b", "token=yyyy")
        .args(&["--secret-file", "a", "--secret-file", "b"])
        .done()
        .code(0)
        .says(&["redacted 4 bytes"]);
}

#[test]
fn a_missing_secret_is_an_error_with_step_place_and_ways() {
    Run::new(ONE)
        .env("KUBECONFIG", "/nonexistent/config")
        .done()
        .code(2)
        .says(&[
            ".drone.yml:7:38",
            "step `build` needs the secret `token` for its variable `TOKEN`",
            "--secret token",
            "--secret-file",
            "--secret-from",
            "--allow-missing-secrets",
            "nothing was sent to a cluster",
        ]);
    // Steps that do not run need none.
    let two = format!("{ONE}- {{name: other, image: busybox, commands: ['true']}}\n");
    for args in [["--exclude", "build"], ["--include", "other"]] {
        Run::new(&two).args(&args).done().code(0);
    }
    let never = two.replace("  commands: ['true']\n-", "  when: {event: tag}\n-");
    Run::new(&never).done().code(0);
}

#[test]
fn a_missing_secret_can_be_an_empty_variable() {
    Run::new(ONE)
        .args(&["--allow-missing-secrets"])
        .done()
        .code(0)
        .says(&[
            "note: step build: its variable `TOKEN` is empty",
            "name: TOKEN",
        ])
        .says_not(&["secretKeyRef"]);
}

#[test]
fn pull_requests_get_secrets_unless_they_are_withheld() {
    let run = || {
        Run::new(ONE)
            .args(&["--secret", "token", "--build-event", "pull_request"])
            .env("TOKEN", VALUE)
    };
    run()
        .done()
        .code(0)
        .says(&[SHOWN, "note: ", "--withhold-secrets"]);
    run()
        .args(&["--withhold-secrets"])
        .done()
        .code(0)
        .says(&["note: --withhold-secrets"])
        .says_not(&[SHOWN, "secretKeyRef"]);
}

#[test]
fn documents_of_secrets_are_mapped_on_the_command_line() {
    let file = format!(
        "{ONE}---\nkind: secret\nname: token\nget: {{path: team/docker, name: password}}\n"
    );
    let run = |args: &[&str]| {
        Run::new(&file)
            .args(&["--secret", "mine"])
            .args(args)
            .env("MINE", VALUE)
            .done()
    };
    run(&["--secret-map", "team/docker/password=mine"])
        .code(0)
        .says(&[SHOWN]);
    run(&[]).code(2).says(&[
        ".drone.yml:7:",
        "team/docker/password",
        "--secret-map team/docker/password=SECRET",
    ]);
    run(&["--secret-map", "nonsense"])
        .code(2)
        .says(&["PATH/NAME=SECRET"]);
    let encrypted = format!("{ONE}---\nkind: secret\nname: token\ndata: aGVsbG8=\n");
    Run::new(&encrypted)
        .done()
        .code(2)
        .says(&["encrypted", "--secret token"]);
}

#[test]
fn a_source_that_is_not_known_is_wrong_usage() {
    Run::new(ONE)
        .args(&["--secret-from", "vault:x"])
        .done()
        .code(2)
        .says(&["kubernetes:SECRET"]);
    Run::new(ONE)
        .args(&["--secret-from", "kubernetes:x"])
        .env("KUBECONFIG", "/nonexistent/config")
        .done()
        .code(2)
        .says(&["kubeconfig"]);
}

/// A folder with a `git` that writes down its environment and then knows nothing.
#[cfg(unix)]
#[test]
fn no_process_that_is_started_sees_a_secret() {
    use std::os::unix::fs::PermissionsExt;

    let run = Run::new(ONE).with("git", "#!/bin/sh\nenv >> seen\nexit 1\n");
    let git = run.folder.path().join("git");
    fs::set_permissions(&git, fs::Permissions::from_mode(0o755)).unwrap();
    let path = format!(
        "{}:{}",
        run.folder.path().display(),
        std::env::var("PATH").unwrap()
    );
    let seen = run.folder.path().join("seen");
    let mut run = run
        .args(&["--secret", "token"])
        .env("PATH", &path)
        .env("TOKEN", VALUE)
        .env("OTHER", "stays");
    // The folder is looked at below.
    let folder = std::mem::replace(&mut run.folder, TempDir::new().unwrap());
    run.done().code(0).says(&[SHOWN]);
    let seen = fs::read_to_string(seen).unwrap();
    assert!(seen.contains("OTHER=stays"), "{seen}");
    assert!(!seen.contains("TOKEN") && !seen.contains(VALUE), "{seen}");
    drop(folder);
}

/// A program that gives the credentials does not see secrets either; when it misses one it is told.
#[cfg(unix)]
#[test]
fn a_login_that_fails_for_want_of_a_secret_says_so() {
    use std::os::unix::fs::PermissionsExt;

    let run = Run::new(ONE).with("login", "#!/bin/sh\n[ -n \"$TOKEN\" ]\n");
    let program = run.folder.path().join("login");
    fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).unwrap();
    let config = format!(
        "apiVersion: v1
kind: Config
current-context: c
clusters: [{{name: c, cluster: {{server: 'https://127.0.0.1:9'}}}}]
contexts: [{{name: c, context: {{cluster: c, user: u}}}}]
users:
- name: u
  user:
    exec:
      apiVersion: client.authentication.k8s.io/v1
      command: '{}'
      interactiveMode: Never
",
        program.display()
    );
    run.with("config", &config)
        .args(&["--kubeconfig", "config", "--secret", "token"])
        .args(&["--secret-from", "kubernetes:x"])
        .env("TOKEN", VALUE)
        .done()
        .code(2)
        .says(&["cannot log in with", "does not see TOKEN", "--secret-file"]);
}
