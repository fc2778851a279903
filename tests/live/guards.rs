//! Other people's clusters: what needs a word of the person before anything is written.

use std::fs;
use std::io::copy;
use std::net::{Shutdown, TcpListener, TcpStream};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;

use serde_json::Value;

use crate::bed::{Bed, ours};
use crate::harness::Run;

const HARMLESS: &str = "steps: [{name: it, image: busybox, commands: [echo hi]}]\n";

/// The API server at an address that is not loopback, behind a context of a dangerous name. Counts who
/// comes.
struct Remote {
    config: String,
    address: String,
    calls: Arc<AtomicU32>,
}

impl Remote {
    fn new(bed: &Bed, context: &str) -> Self {
        let template = "jsonpath={.items[0].status.addresses[?(@.type==\"InternalIP\")].address}";
        let node = bed.kubectl(&["get", "nodes", "-o", template]).unwrap();
        let listener = TcpListener::bind((node.trim(), 0)).unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let text = fs::read_to_string(bed.kubeconfig("drone")).unwrap();
        let server = text.split("server: https://").nth(1).unwrap();
        let server = server.lines().next().unwrap().trim().to_owned();
        let calls = Arc::new(AtomicU32::new(0));
        let (count, to) = (calls.clone(), server.clone());
        thread::spawn(move || {
            for client in listener.incoming().flatten() {
                count.fetch_add(1, Ordering::SeqCst);
                let Ok(server) = TcpStream::connect(&to) else {
                    continue;
                };
                relay(&client, &server);
                relay(&server, &client);
            }
        });
        let config = text
            .replace(&server, &address)
            .replace(
                "current-context: drone-k8s-test",
                &format!("current-context: {context}"),
            )
            .replace(
                "contexts:\n- name: drone-k8s-test",
                &format!("contexts:\n- name: {context}"),
            );
        assert!(config.contains(&format!("- name: {context}")), "{config}");
        Self {
            config,
            address,
            calls,
        }
    }

    fn calls(&self) -> u32 {
        self.calls.load(Ordering::SeqCst)
    }

    /// A run there; nothing is in its home.
    fn run(&self, rest: &str) -> Run {
        let run = Run::new(rest).with("config", &self.config);
        let home = run.path().join("home").display().to_string();
        run.env("KUBECONFIG", "config")
            .env("HOME", &home)
            .env("XDG_CONFIG_HOME", "")
    }
}

fn relay(from: &TcpStream, to: &TcpStream) {
    let (Ok(mut from), Ok(mut to)) = (from.try_clone(), to.try_clone()) else {
        return;
    };
    thread::spawn(move || {
        let _ = copy(&mut from, &mut to);
        let _ = to.shutdown(Shutdown::Write);
    });
}

/// Writes into a namespace that the API server has seen of our users.
fn writes(bed: &Bed, namespace: &str) -> Vec<String> {
    let log = bed.lever(&["audit"]);
    let mut found = Vec::new();
    for line in log.lines().filter(|line| line.contains(namespace)) {
        let event: Value = serde_json::from_str(line).unwrap();
        let verb = event["verb"].as_str().unwrap_or_default();
        if event["objectRef"]["namespace"] == namespace && !matches!(verb, "get" | "list" | "watch")
        {
            found.push(format!("{verb} {}", event["objectRef"]["resource"]));
        }
    }
    found
}

#[test]
fn an_unsafe_pipeline_sends_nothing_to_a_remote_cluster() {
    let Some(bed) = ours("the audit log") else {
        return;
    };
    let remote = Remote::new(bed, "somebody-elses");
    for (rest, flag) in [
        ("service_account_name: default\n", "--allow-service-account"),
        ("node_name: some-node\n", "--allow-node-placement"),
        (
            "tolerations: [{operator: Exists}]\n",
            "--allow-node-placement",
        ),
        (
            "volumes: [{name: root, host: {path: /}}]\n",
            "--allow-host-paths",
        ),
    ] {
        let run = remote.run(&format!("{rest}{HARMLESS}"));
        let namespace = run.namespace().to_owned();
        run.done().code(2).says(&[flag, ".drone.yml:4:"]);
        assert_eq!(writes(bed, &namespace), [""; 0]);
    }
    for step in [
        "{name: it, image: busybox, privileged: true, commands: [id]}",
        "{name: it, image: plugins/docker}",
    ] {
        let run = remote.run(&format!("steps: [{step}]\n"));
        let namespace = run.namespace().to_owned();
        run.done()
            .code(2)
            .says(&["--allow-privileged", ".drone.yml:4:"]);
        assert_eq!(writes(bed, &namespace), [""; 0]);
    }
    assert_eq!(remote.calls(), 0, "not even a question was asked");

    // The same way, with consent: the log does show what is written.
    let run = remote.run(&format!("tolerations: [{{operator: Exists}}]\n{HARMLESS}"));
    let namespace = run.namespace().to_owned();
    let address = format!("server {}", remote.address);
    run.args(&["--allow-node-placement"]).done().code(0).says(&[
        "it | hi",
        "of context somebody-elses",
        &address,
        "user drone",
        &namespace,
    ]);
    assert!(writes(bed, &namespace).contains(&"create \"pods\"".to_owned()));
    assert!(remote.calls() > 0);
}

#[test]
fn what_looks_like_production_needs_a_word() {
    let Some(bed) = ours("the audit log") else {
        return;
    };
    let remote = Remote::new(bed, "prod-eu");
    let run = remote.run(HARMLESS);
    let namespace = run.namespace().to_owned();
    run.done()
        .code(2)
        .says(&["prod-eu", &remote.address, "--context prod-eu", "--yes"]);
    assert_eq!(writes(bed, &namespace), [""; 0]);
    assert_eq!(remote.calls(), 0);
    for word in [&["--yes"][..], &["--context", "prod-eu"]] {
        let run = remote.run(HARMLESS);
        let namespace = run.namespace().to_owned();
        run.args(word).done().code(0).says(&["it | hi"]);
        assert!(!writes(bed, &namespace).is_empty());
    }
}

/// The program on a terminal of its own, where somebody types `answer`.
fn on_a_terminal(run: Run, answer: &str) -> (i32, String) {
    use std::io::Write;

    let (command, _folder, namespace, _turn) = run.into_parts();
    let words: Vec<String> = std::iter::once(command.get_program())
        .chain(command.get_args())
        .map(|word| word.to_string_lossy().into_owned())
        .collect();
    let mut script = Command::new("script");
    script
        .args(["-qec", &words.join(" "), "/dev/null"])
        .current_dir(command.get_current_dir().unwrap())
        .env("TERM", "dumb")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped());
    for (name, value) in command.get_envs() {
        match value {
            Some(value) => script.env(name, value),
            None => script.env_remove(name),
        };
    }
    let mut child = script.spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    stdin.write_all(answer.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    drop(stdin);
    crate::harness::forget(&namespace);
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    (output.status.code().unwrap(), text)
}

#[test]
fn on_a_terminal_it_is_asked_once() {
    let Some(bed) = ours("the program script of Debian") else {
        return;
    };
    let remote = Remote::new(bed, "prod-eu");
    let home = tempfile::TempDir::new().unwrap();
    let run = || {
        let run = remote.run(HARMLESS);
        run.env("XDG_CONFIG_HOME", &home.path().display().to_string())
    };
    let question = format!(
        "Run on context prod-eu (server {}, namespace ",
        remote.address
    );
    let (code, text) = on_a_terminal(run(), "n\n");
    assert_eq!(code, 2, "{text}");
    assert!(text.contains(&question) && text.contains("[y/N]"), "{text}");
    assert_eq!(remote.calls(), 0, "{text}");
    let (code, text) = on_a_terminal(run(), "y\n");
    assert_eq!(code, 0, "{text}");
    assert!(
        text.contains(&question) && text.contains("contexts.json"),
        "{text}"
    );
    let (code, text) = on_a_terminal(run(), "");
    assert_eq!(code, 0, "{text}");
    assert!(!text.contains(&question), "{text}");
    // Without a terminal the answer counts as well.
    run().done().code(0).says(&["it | hi"]);
}

#[test]
fn a_namespace_of_the_file_needs_a_word() {
    let Some(bed) = ours("namespaces of the test bed") else {
        return;
    };
    let other = bed.namespace();
    let text = format!("metadata: {{namespace: {other}}}\n{HARMLESS}");
    Run::new(&text).done().code(2).says(&[
        &other,
        ".drone.yml:4:",
        "--namespace",
        "--allow-namespace",
    ]);
    assert_eq!(writes(bed, &other), [""; 0]);
    let place = format!("in namespace {other}");
    for word in [&["--allow-namespace", &other][..], &["--trusted"]] {
        Run::new(&text)
            .args(word)
            .done()
            .code(0)
            .says(&[&place, "it | hi"]);
    }
    assert_eq!(crate::harness::objects(bed, &other), [""; 0]);
    crate::harness::forget(&other);
}

#[test]
fn namespaces_of_the_cluster_are_refused() {
    if ours("an administrator").is_none() {
        return;
    }
    for name in ["kube-system", "kube-public", "kube-node-lease"] {
        let text = format!("metadata: {{namespace: {name}}}\n{HARMLESS}");
        Run::new(&text).args(&["--trusted"]).done().code(2).says(&[
            name,
            ".drone.yml:4:",
            "--allow-namespace",
        ]);
    }
    Run::new(HARMLESS)
        .args(&["--namespace", "kube-system"])
        .done()
        .code(2)
        .says(&["kube-system", "--allow-namespace"]);
    // With the word it is the cluster that decides: this user has no rights there.
    let text = format!("metadata: {{namespace: kube-public}}\n{HARMLESS}");
    Run::new(&text)
        .args(&["--allow-namespace", "kube-public"])
        .done()
        .code(3)
        .says(&["create pods", "kube-public"]);
}

#[test]
fn a_certificate_that_is_not_checked_is_told() {
    let Some(bed) = ours("the certificates of the API server") else {
        return;
    };
    let text = fs::read_to_string(bed.kubeconfig("drone")).unwrap();
    let lines: Vec<String> = text
        .lines()
        .map(|line| match line.find("certificate-authority-data") {
            Some(at) => format!("{}insecure-skip-tls-verify: true", &line[..at]),
            None => line.to_owned(),
        })
        .collect();
    Run::new(HARMLESS)
        .with("config", lines.join("\n"))
        .args(&["--kubeconfig", "config"])
        .done()
        .code(0)
        .says(&["it | hi", "insecure-skip-tls-verify"]);
}
