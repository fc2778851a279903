//! A folder with a pipeline, and the tool run in it.

use std::fs;
use std::process::Command;

use serde_json::Value;
use tempfile::TempDir;

/// A folder with a `.drone.yml`.
pub(crate) struct Bed {
    folder: TempDir,
    shell: Vec<(String, String)>,
}

/// What the tool said.
pub(crate) struct Said {
    pub(crate) code: Option<i32>,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Bed {
    pub(crate) fn new(pipeline: &str) -> Self {
        let bed = Self {
            folder: TempDir::new().unwrap(),
            shell: Vec::new(),
        };
        bed.file(".drone.yml", pipeline);
        bed
    }

    /// A pipeline `default` with `rest`, which starts at the first column.
    pub(crate) fn of(rest: &str) -> Self {
        Self::new(&format!(
            "kind: pipeline\ntype: kubernetes\nname: default\n{rest}"
        ))
    }

    pub(crate) fn file(&self, name: &str, text: &str) {
        fs::write(self.folder.path().join(name), text).unwrap();
    }

    /// Sets a variable of the process.
    pub(crate) fn shell(mut self, name: &str, value: &str) -> Self {
        self.shell.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Makes the folder a checkout of `octocat/hello` on `main`, with one commit.
    pub(crate) fn checkout(self) -> Self {
        for words in [
            "init -q -b main",
            "remote add origin https://me:hunter2@github.com/octocat/hello.git",
            "-c user.name=Ann -c user.email=ann@example.com commit -q --allow-empty -m greeting",
        ] {
            let done = Command::new("git")
                .args(words.split(' '))
                .current_dir(self.folder.path())
                .env("GIT_CONFIG_NOSYSTEM", "1")
                .env("HOME", self.folder.path())
                .status();
            assert!(done.unwrap().success(), "git {words}");
        }
        self
    }

    /// Runs `drone-k8s exec` with words that blanks separate.
    pub(crate) fn exec(&self, words: &str) -> Said {
        self.exec_with(&words.split_whitespace().collect::<Vec<_>>())
    }

    pub(crate) fn exec_with(&self, words: &[&str]) -> Said {
        let mut command = Command::new(env!("CARGO_BIN_EXE_drone-k8s"));
        command
            .arg("exec")
            .args(words)
            .current_dir(self.folder.path())
            .env_clear()
            .env("HOME", self.folder.path())
            .envs(self.shell.iter().map(|(name, value)| (name, value)));
        for name in ["PATH", "SystemRoot"] {
            if let Some(value) = std::env::var_os(name) {
                command.env(name, value);
            }
        }
        let output = command.output().unwrap();
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        Said {
            code: output.status.code(),
            out: text(output.stdout),
            err: text(output.stderr),
        }
    }

    /// The Pod of a dry run.
    pub(crate) fn pod(&self, words: &str) -> Value {
        let said = self.exec(&format!("--dry-run -o json {words}"));
        assert_eq!(said.code, Some(0), "{words}: {}", said.err);
        let objects = serde_json::Deserializer::from_str(&said.out).into_iter::<Value>();
        let pod = objects
            .map(Result::unwrap)
            .find(|object| object["kind"] == "Pod");
        pod.unwrap()
    }
}

/// The container of a step, by its index from 0.
pub(crate) fn step(pod: &Value, index: usize) -> &Value {
    // The helper comes first.
    &pod["spec"]["containers"][index + 1]
}

/// The value of a variable of a step.
pub(crate) fn variable(pod: &Value, index: usize, name: &str) -> Option<String> {
    let all = step(pod, index)["env"].as_array().unwrap();
    let found = all.iter().find(|variable| variable["name"] == name)?;
    Some(found["value"].as_str().unwrap_or_default().to_owned())
}

/// Asserts that a run was refused as wrong usage, with all these words.
pub(crate) fn refused(said: &Said, words: &[&str]) {
    assert_eq!(said.code, Some(2), "{}", said.err);
    assert_eq!(said.out, "");
    for word in words {
        assert!(said.err.contains(word), "{word} in {}", said.err);
    }
}
