//! One command line over one file, and what came of it; nothing reaches a cluster.

use std::fs;
use std::process::Command;

use drone_k8s::manifest;
use drone_k8s::plan::{Compiled, Facts, Inputs, Overrides, Run, Step, compile, substitution};
use drone_k8s::source::Source;
use drone_k8s::subst::{Mode, substitute};
use serde_json::Value;
use tempfile::TempDir;

/// A file and the flags of `exec --dry-run`.
pub(crate) struct Case {
    text: String,
    args: Vec<String>,
    env: Vec<(String, String)>,
}

impl Case {
    /// A whole file.
    pub(crate) fn file(text: &str) -> Self {
        Self {
            text: text.to_owned(),
            args: Vec::new(),
            env: Vec::new(),
        }
    }

    /// A pipeline without a clone step and with these lines.
    pub(crate) fn pipeline(rest: &str) -> Self {
        Self::file(&pipeline(rest))
    }

    /// A pipeline of one step `a` with these lines.
    pub(crate) fn step(fields: &str) -> Self {
        Self::file(&step(fields))
    }

    pub(crate) fn args(mut self, args: &[&str]) -> Self {
        self.args.extend(args.iter().map(|&arg| arg.to_owned()));
        self
    }

    pub(crate) fn env(mut self, name: &str, value: &str) -> Self {
        self.env.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Runs `exec` in a folder that is no git checkout, with an empty environment.
    pub(crate) fn run(self) -> Ran {
        let folder = TempDir::new().unwrap();
        fs::write(folder.path().join(".drone.yml"), &self.text).unwrap();
        let output = Command::new(env!("CARGO_BIN_EXE_drone-k8s"))
            .args(["exec", "--dry-run", "-o", "json"])
            .args(&self.args)
            .current_dir(folder.path())
            .env_clear()
            .env("PATH", std::env::var_os("PATH").unwrap_or_default())
            .env("HOME", folder.path())
            .envs(self.env)
            .output()
            .unwrap();
        Ran {
            code: output.status.code().unwrap(),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
        }
    }

    /// Runs it and expects objects.
    pub(crate) fn plan(self) -> Pod {
        let ran = self.run();
        assert_eq!(ran.code, 0, "{}", ran.stderr);
        let objects: Vec<Value> = serde_json::Deserializer::from_str(&ran.stdout)
            .into_iter()
            .collect::<Result<_, _>>()
            .unwrap();
        let find = |kind: &str| {
            objects
                .iter()
                .find(|object| object["kind"] == kind)
                .cloned()
        };
        Pod {
            pod: find("Pod").unwrap(),
            stderr: ran.stderr,
        }
    }

    /// Runs it and expects that the file is refused, with these words.
    pub(crate) fn refused(self, words: &[&str]) {
        let ran = self.run();
        assert_eq!(ran.code, 2, "{}\n{}", ran.stdout, ran.stderr);
        for word in words {
            assert!(ran.stderr.contains(word), "no `{word}` in {}", ran.stderr);
        }
        assert!(ran.stdout.is_empty(), "{}", ran.stdout);
    }
}

/// What a command did.
pub(crate) struct Ran {
    pub(crate) code: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

/// The Pod of a dry run, and what was said beside it.
pub(crate) struct Pod {
    pub(crate) pod: Value,
    pub(crate) stderr: String,
}

impl Pod {
    pub(crate) fn spec(&self) -> &Value {
        &self.pod["spec"]
    }

    /// Names of the steps that have a container, in its order.
    pub(crate) fn steps(&self) -> Vec<String> {
        self.containers()
            .iter()
            .filter_map(|container| variable(container, "DRONE_STEP_NAME"))
            .collect()
    }

    /// The container of a step.
    pub(crate) fn step(&self, name: &str) -> &Value {
        self.containers()
            .iter()
            .find(|container| variable(container, "DRONE_STEP_NAME").as_deref() == Some(name))
            .unwrap_or_else(|| panic!("no step {name} in {}", self.pod))
    }

    /// A variable of a step: its text, or `<secret>`.
    pub(crate) fn env(&self, step: &str, name: &str) -> Option<String> {
        variable(self.step(step), name)
    }

    /// The sources of the pipeline's own volumes.
    pub(crate) fn volumes(&self) -> Vec<&Value> {
        let all = self.spec()["volumes"].as_array().unwrap();
        all.iter()
            .filter(|volume| volume["name"].as_str().unwrap().starts_with("volume-"))
            .collect()
    }

    fn containers(&self) -> &[Value] {
        self.spec()["containers"].as_array().unwrap()
    }
}

fn variable(container: &Value, name: &str) -> Option<String> {
    let all = container["env"].as_array()?;
    let found: Vec<&Value> = all.iter().filter(|entry| entry["name"] == name).collect();
    assert!(found.len() < 2, "{name} is there twice");
    let entry = found.first()?;
    if entry["valueFrom"]["secretKeyRef"].is_object() {
        return Some("<secret>".to_owned());
    }
    entry["value"].as_str().map(ToOwned::to_owned)
}

pub(crate) fn pipeline(rest: &str) -> String {
    format!(
        "kind: pipeline\ntype: kubernetes\nname: default\nclone: {{disable: true}}\n{}\n",
        rest.trim_end()
    )
}

pub(crate) fn step(fields: &str) -> String {
    let fields = fields.replace('\n', "\n  ");
    pipeline(&format!("steps:\n- name: a\n  image: alpine\n  {fields}"))
}

/// Inputs with what `change` gives by hand.
pub(crate) fn inputs(change: impl FnOnce(&mut Overrides)) -> Inputs {
    let mut given = Overrides::default();
    change(&mut given);
    Inputs {
        facts: Facts::new(&drone_k8s::plan::Checkout::default(), &given, 1_700_000_000),
        ..Inputs::default()
    }
}

/// The plan of a file, through the library: for what no object of a dry run shows.
pub(crate) fn plan(raw: &str, mode: Mode, inputs: &Inputs) -> Compiled {
    let variables = substitution(&inputs.facts, &inputs.environ);
    let lookup = |name: &str| variables.get(name).map(str::to_owned);
    let text = substitute(raw, mode, &lookup).unwrap().text;
    let loaded = manifest::load(&Source::new(".drone.yml", text));
    assert!(!loaded.has_errors(), "{:?}", loaded.problems);
    let pipeline = loaded.manifest.pipelines().next().unwrap();
    compile(pipeline, inputs).unwrap_or_else(|problems| panic!("{problems:#?}"))
}

/// The script of a step.
pub(crate) fn script(step: &Step) -> &str {
    match &step.run {
        Run::Script(text) => text,
        Run::Entrypoint { .. } => panic!("step {} runs no script", step.name),
    }
}

/// Steps as `name<-dependency,dependency`.
pub(crate) fn order(compiled: &Compiled) -> Vec<String> {
    let steps = &compiled.spec.steps;
    let line = |step: &Step| {
        let names: Vec<&str> = step
            .depends_on
            .iter()
            .map(|&at| steps[at].name.as_str())
            .collect();
        format!("{}<-{}", step.name, names.join(","))
    };
    steps.iter().map(line).collect()
}
