//! The values of secrets are in the run's own Secrets and in its steps, and nowhere else.

use std::fs;
use std::io::Read;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::Value;

use crate::bed::{Bed, ours};
use crate::harness::{Run, wait_until};

const ENV: &str = "canary-env/A+b=c&d e\"f";
const SETTING: &str = "canary-setting?+%41/é~";
const FILE: &str = "canary line one/+x==\ncanary line two\\==\n";
const CLUSTER: &str = "canary#cluster<value>";
const PULL: &str = "canary-pull:pass/word+1";
/// The password of the registry of the test bed.
const REGISTRY: &str = "s3cret";

/// All texts whose appearance means that a value is seen: the value, its lines, and both in base64
/// and percent-encoding and inside a JSON string.
fn forms() -> Vec<String> {
    let values = [ENV, SETTING, FILE, CLUSTER, PULL, REGISTRY];
    let login = format!("drone:{REGISTRY}");
    let parts = values.iter().flat_map(|value| value.lines());
    let mut forms = Vec::new();
    for value in values.into_iter().chain(parts).chain([login.as_str()]) {
        let value = value.trim();
        let json = serde_json::to_string(value).unwrap();
        forms.push(value.to_string());
        forms.push(json.trim_matches('"').to_string());
        forms.push(utf8_percent_encode(value, NON_ALPHANUMERIC).to_string());
        for shift in 0..3 {
            let text = "x".repeat(shift) + value;
            for code in [STANDARD.encode(&text), URL_SAFE.encode(&text)] {
                // The first and the last group hold bytes of the neighbours.
                if code.len() > 16 {
                    forms.push(code[4..code.len() - 4].to_string());
                }
            }
        }
    }
    forms.sort();
    forms.dedup();
    forms
}

/// Asserts that `text`, found at `place`, holds no value in any form.
#[track_caller]
fn clean(place: &str, text: &[u8]) {
    let text = String::from_utf8_lossy(text);
    for form in forms() {
        assert!(!text.contains(&form), "`{form}` in {place}:\n{text}");
    }
}

/// A program that writes its arguments and environment to `seen` and then is `real`.
fn spy(run: Run, name: &str, real: &str) -> Run {
    let seen = run.path().join("seen").display().to_string();
    let text = format!("#!/bin/sh\n{{ echo \"{name} $*\"; env; }} >> '{seen}'\n{real}\n");
    let run = run.with(&format!("bin/{name}"), text);
    let program = run.path().join("bin").join(name);
    fs::set_permissions(program, fs::Permissions::from_mode(0o755)).unwrap();
    run
}

/// A kubeconfig whose user logs in with the program `login`.
fn with_login(bed: &Bed, run: Run) -> Run {
    let text = fs::read_to_string(bed.kubeconfig("token")).unwrap();
    let user: Value = text
        .lines()
        .find_map(|line| line.trim().strip_prefix("user: "))
        .map(|user| serde_json::from_str(user).unwrap())
        .unwrap();
    let token = user["token"].as_str().unwrap();
    let answer = format!(
        "echo '{{\"apiVersion\":\"client.authentication.k8s.io/v1\",\"kind\":\"ExecCredential\",\"status\":{{\"token\":\"{token}\"}}}}'"
    );
    let run = spy(run, "login", &answer);
    let exec = format!(
        "exec: {{apiVersion: client.authentication.k8s.io/v1, command: '{}', interactiveMode: Never}}",
        run.path().join("bin/login").display()
    );
    let text = text.replace(&format!("\"token\": \"{token}\""), &exec);
    assert!(text.contains("exec:"), "{text}");
    let path = run.path().join("config").display().to_string();
    run.with("config", text).env("KUBECONFIG", &path)
}

/// A run with secrets from every source, and the folder in which it may write.
fn run(bed: &Bed) -> Run {
    let run = Run::new(
        "image_pull_secrets: [registry]
steps:
- name: plugin
  image: 127.0.0.1:5001/private/echo:1
  detach: true
  settings: {value: {from_secret: setting}, file: {from_secret: file}, sleep: 600}
- name: shell
  image: busybox
  environment: {ENV: {from_secret: env_value}, FILE: {from_secret: file}, CLUSTER: {from_secret: cluster}}
  commands:
  - 'echo seen $ENV $CLUSTER \"$FILE\"'
  - 'printf %s \"$ENV\" | base64 -w 0; echo \"$FILE\" | base64'
  - cat logins
  - sleep 600
",
    );
    let namespace = run.namespace().to_string();
    let kubectl = |input: &str, words: &[&str]| {
        bed.kubectl_with(words, input).unwrap();
    };
    // The source of one value: the one other place where it may be.
    let literal = format!("--from-literal=cluster={CLUSTER}");
    kubectl(
        "",
        &[
            "create", "secret", "generic", "source", &literal, "-n", &namespace,
        ],
    );
    let role = "create role reads --verb=get --resource=secrets --resource-name=source";
    let binding = "create rolebinding reads --role=reads --user=drone";
    for line in [role, binding] {
        let words: Vec<&str> = line.split(' ').chain(["-n", &namespace]).collect();
        kubectl("", &words);
    }
    let config = serde_json::json!({"auths": {
        "127.0.0.1:5001": {"auth": STANDARD.encode(format!("drone:{REGISTRY}"))},
        "registry.example": {"username": "ann", "password": PULL},
    }});
    let values = serde_json::json!({"file": FILE, "setting": SETTING});
    let git = Command::new("sh")
        .args(["-c", "command -v git"])
        .output()
        .unwrap()
        .stdout;
    let git = String::from_utf8(git).unwrap();
    let run = with_login(
        bed,
        spy(run, "git", &format!("exec '{}' \"$@\"", git.trim())),
    );
    let at = |name: &str| run.path().join(name).display().to_string();
    let path = format!("{}:{}", at("bin"), std::env::var("PATH").unwrap());
    let (home, tmp) = (at("writes/home"), at("writes/tmp"));
    for folder in [&home, &tmp] {
        fs::create_dir_all(folder).unwrap();
    }
    // Neither the file of secrets nor what the spies write is part of the tree.
    run.with(".droneignore", "values.json\nseen\nwrites\nbin\nconfig\n")
        .with("logins", format!("{PULL}\nann:{PULL}\n{REGISTRY}\n"))
        .with("values.json", values.to_string())
        .args(&["--secret", "env_value", "--secret", "registry"])
        .args(&["--secret-file", "values.json"])
        .args(&["--secret-from", "kubernetes:source"])
        .env("ENV_VALUE", ENV)
        .env("REGISTRY", &config.to_string())
        .env("PATH", &path)
        .env("HOME", &home)
        .env("TMPDIR", &tmp)
        .env("XDG_STATE_HOME", &home)
        .env("XDG_CACHE_HOME", &home)
}

/// Everything in the namespace but the Secrets in which values belong, which are counted.
fn look_at_objects(bed: &Bed, namespace: &str) {
    let kinds = bed
        .kubectl(&[
            "api-resources",
            "--namespaced",
            "--verbs=list",
            "-o",
            "name",
        ])
        .unwrap();
    let kinds: Vec<&str> = kinds.lines().collect();
    let all = bed
        .kubectl(&["get", &kinds.join(","), "-n", namespace, "-o", "json"])
        .unwrap();
    let all: Value = serde_json::from_str(&all).unwrap();
    let (mut own, mut pods) = (0, 0);
    for object in all["items"].as_array().unwrap() {
        let name = object["metadata"]["name"].as_str().unwrap();
        let is_secret = object["kind"] == "Secret";
        pods += usize::from(object["kind"] == "Pod");
        if is_secret && object["metadata"]["labels"]["app.kubernetes.io/managed-by"] == "drone-k8s"
        {
            own += 1;
        } else if !is_secret || name != "source" {
            let text = serde_json::to_string(object).unwrap();
            clean(&format!("{} {name}", object["kind"]), text.as_bytes());
        }
    }
    assert_eq!((own, pods), (2, 1), "the Secrets and the Pod of the run");
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                found.push(path);
            }
        }
    }
    found
}

/// Open files of a process that are files, with or without a name, and what is in them.
fn open_files(process: u32) -> Vec<(String, Vec<u8>)> {
    let Ok(entries) = fs::read_dir(format!("/proc/{process}/fd")) else {
        return Vec::new();
    };
    entries
        .filter_map(|entry| {
            let path = entry.ok()?.path();
            let target = fs::read_link(&path).ok()?.display().to_string();
            if !fs::metadata(&path).ok()?.is_file() {
                return None;
            }
            Some((target, fs::read(&path).ok()?))
        })
        .collect()
}

/// Processes that `process` has started and that still run.
fn children(process: u32) -> Vec<u32> {
    let tasks = fs::read_dir(format!("/proc/{process}/task")).unwrap();
    tasks
        .filter_map(|task| fs::read_to_string(task.ok()?.path().join("children")).ok())
        .flat_map(|list| {
            let numbers = list
                .split_whitespace()
                .map(|number| number.parse().unwrap());
            numbers.collect::<Vec<u32>>()
        })
        .collect()
}

/// What the system shows of the process to others.
fn look_at_process(process: u32) {
    let read = |process: u32, name: &str| fs::read(format!("/proc/{process}/{name}"));
    let own = read(process, "cmdline").unwrap();
    assert!(!own.is_empty());
    clean("the command line", &own);
    for child in children(process) {
        for name in ["cmdline", "environ"] {
            clean(
                &format!("{name} of a child"),
                &read(child, name).unwrap_or_default(),
            );
        }
    }
    for (name, content) in open_files(process) {
        clean(&name, &content);
    }
    let limits = String::from_utf8(read(process, "limits").unwrap()).unwrap();
    let core = limits
        .lines()
        .find(|line| line.starts_with("Max core file size"))
        .unwrap();
    assert_eq!(core.split_whitespace().nth(4), Some("0"), "{core}");
}

fn audit(format: &str, ready: &str) {
    let Some(bed) = ours("a registry with a password and the record of requests") else {
        return;
    };
    let run = run(bed).args(&["-o", format]);
    let folder = run.path().to_path_buf();
    let namespace = run.namespace().to_string();
    let running = run.start();
    running.until_stdout("PLUGIN_VALUE=");
    running.until_stdout(ready);
    let pod = running.pod();

    look_at_objects(bed, &namespace);
    for container in ["1-shell", "drone-k8s"] {
        if let Ok(log) = bed.kubectl(&["logs", &pod, "-c", container, "-n", &namespace]) {
            clean("the container's log", log.as_bytes());
        }
    }
    look_at_process(running.pid());
    for path in files(&folder.join("writes")) {
        clean(&path.display().to_string(), &fs::read(&path).unwrap());
    }
    // The folder goes with the run.
    let seen = fs::read(folder.join("seen")).unwrap();
    running.signal("TERM");
    let done = running.done().code(143);

    let names = String::from_utf8_lossy(&seen);
    for program in ["git ", "login"] {
        let ran = names.lines().any(|line| line.starts_with(program));
        assert!(ran, "{program} was not run: {names}");
    }
    clean("arguments and environment of programs", &seen);
    clean("stdout", &done.stdout);
    clean("stderr", done.stderr.as_bytes());
    assert!(
        done.text().contains("seen ****** ******"),
        "{}",
        done.text()
    );
    assert!(
        done.text().contains("PLUGIN_FILE=******"),
        "{}",
        done.text()
    );
    let record = bed.lever(&["audit"]);
    let own: Vec<&str> = record
        .lines()
        .filter(|line| line.contains(&namespace))
        .collect();
    assert!(own.len() > 5, "{own:?}");
    clean("the record of requests", own.join("\n").as_bytes());
}

#[test]
fn no_value_is_seen_anywhere_during_a_run() {
    audit("plain", "+ sleep 600");
}

#[test]
fn no_value_is_seen_in_a_run_with_events() {
    audit("json", "\"+ sleep 600\"");
}

#[test]
fn no_value_is_in_what_would_be_made() {
    let Some(bed) = ours("a registry with a password") else {
        return;
    };
    for format in ["yaml", "json"] {
        let done = run(bed).args(&["--dry-run", "-o", format]).done().code(0);
        clean("stdout", &done.stdout);
        clean("stderr", done.stderr.as_bytes());
        assert!(done.text().contains("redacted"), "{}", done.text());
    }
}

/// A process that does not outlive its test.
struct Guarded(Child);

impl Drop for Guarded {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Output that nobody reads is kept in a file without a name: masked.
#[test]
fn output_that_waits_on_the_disk_is_masked() {
    // 9 MB: more than the 8 MiB that wait in memory, less than the 10 MiB that a node keeps in a log.
    const LINES: usize = 9_200;

    if ours("a look at the open files of the process").is_none() {
        return;
    }
    let filler = "and some more ".repeat(70);
    let run = Run::new(&format!(
        "steps:
- name: it
  image: busybox
  environment: {{TOKEN: {{from_secret: token}}}}
  command: [sh, -c, 'yes \"$TOKEN {filler}\" | head -n {LINES}; echo last']
"
    ))
    .args(&["--secret", "token"])
    .env("TOKEN", ENV);
    let (mut command, folder, namespace, _turn) = run.into_parts();
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = Guarded(command.spawn().unwrap());
    let mut errors = child.0.stderr.take().unwrap();
    let reading = thread::spawn(move || {
        let mut text = String::new();
        let _ = errors.read_to_string(&mut text);
        text
    });
    let mut waiting = Vec::new();
    wait_until("output waits on the disk", || {
        let ended = child.0.try_wait().unwrap();
        assert!(ended.is_none(), "it ended with {ended:?}");
        waiting = open_files(child.0.id())
            .into_iter()
            .map(|(_, content)| content)
            .find(|content| content.len() > 100_000)
            .unwrap_or_default();
        !waiting.is_empty()
    });
    assert!(String::from_utf8_lossy(&waiting).contains("****** and some"));
    clean("the file", &waiting);
    let mut stdout = Vec::new();
    child
        .0
        .stdout
        .take()
        .unwrap()
        .read_to_end(&mut stdout)
        .unwrap();
    let code = child.0.wait().unwrap().code();
    assert_eq!(code, Some(0), "{}", reading.join().unwrap());
    let text = String::from_utf8(stdout).unwrap();
    let line = format!("****** {filler}");
    assert_eq!(text.matches(&line).count(), LINES);
    assert!(text.contains("it | last"));
    crate::harness::forget(&namespace);
    drop(folder);
}
