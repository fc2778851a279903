//! Secrets from each source reach the steps, and what is not given does not.

use serde_json::Value;

use crate::bed::{bed, ours};
use crate::harness::Run;

const VALUE: &str = "correct-horse-battery";

/// One step that tells size and checksum of its variables `A`, `B` and `C`.
fn pipeline(secrets: [&str; 3]) -> Run {
    let [a, b, c] = secrets;
    Run::new(&format!(
        "steps:
- name: it
  image: busybox
  environment: {{A: {{from_secret: {a}}}, B: {{from_secret: {b}}}, C: {{from_secret: {c}}}}}
  commands:
  - 'echo a=$${{#A}} b=$${{#B}} c=$${{#C}} $${{A+set}}'
  - 'echo says $A'
  - 'printf %s \"$C\" | tail -n 1 | cut -c 1-3'
"
    ))
}

/// `kubectl` in the namespace of a run, with the words of `line`.
fn kubectl(run: &Run, line: &str) -> String {
    let mut words: Vec<&str> = line.split_whitespace().collect();
    words.extend(["-n", run.namespace()]);
    bed().kubectl(&words).unwrap()
}

#[test]
fn secrets_of_the_cluster_need_a_right_that_the_error_names() {
    if ours("a user who may not read Secrets").is_none() {
        return;
    }
    let run = pipeline(["first", "renamed", "c"]);
    kubectl(
        &run,
        &format!(
            "create secret generic ci-values --from-literal=FIRST={VALUE} --from-literal=b=12345 --from-literal=c=x"
        ),
    );
    let namespace = run.namespace().to_string();
    let args = [
        "--secret-from",
        "kubernetes:ci-values",
        "--secret-from",
        "renamed=kubernetes:ci-values/b",
    ];
    let done = run.may_leave_objects().args(&args).done().code(3).says(&[
        "ci-values",
        "cannot get resource \"secrets\"",
        "--verb=get --resource=secrets --resource-name=ci-values",
        "--secret-file",
    ]);
    // What the error says to do, done.
    let advice: Vec<String> = done
        .stderr
        .lines()
        .filter_map(|line| line.trim().strip_prefix("kubectl "))
        .map(|line| line.replace("YOU", "drone"))
        .collect();
    assert_eq!(advice.len(), 2, "{}", done.stderr);
    for line in advice {
        assert!(line.contains(&namespace), "{line}");
        let words: Vec<&str> = line.split_whitespace().collect();
        bed().kubectl(&words).unwrap();
    }
    // The folder of the first run is gone: the same pipeline in the same namespace.
    let run = pipeline(["first", "renamed", "c"]);
    let own = run.namespace().to_string();
    // The last of two `-n` counts; what the line of the given secret says wins over the cluster.
    let done = run
        .args(&["-n", &namespace, "--secret", "c"])
        .args(&args)
        .env("C", "given here")
        .done()
        .code(0);
    done.says_not(&[VALUE])
        .says(&["it | a=21 b=5 c=10 set", "it | says ******", "it | giv"]);
    for name in [own, namespace] {
        crate::harness::forget(&name);
    }
}

#[test]
fn what_is_not_in_the_cluster_is_named() {
    let run = |source: &str| {
        let run = pipeline(["a", "b", "c"]);
        kubectl(
            &run,
            "create secret generic ci-values --from-literal=only=x",
        );
        run.user("admin").args(&["--secret-from", source])
    };
    run("kubernetes:gone")
        .done()
        .code(3)
        .says(&["`gone`", "not found", "--namespace"]);
    run("kubernetes:ci-values/gone")
        .done()
        .code(3)
        .says(&["no key `gone`", "its keys are: only"]);
    // It was read, and two secrets are still missing.
    run("a=kubernetes:ci-values/only")
        .done()
        .code(2)
        .says(&["needs the secret `b`", "needs the secret `c`"])
        .says(&["nothing was made in the cluster"])
        .says_not(&["needs the secret `a`"]);
}

#[test]
fn files_arguments_and_documents_reach_the_steps() {
    let run = pipeline(["token", "pin", "key"]);
    let path = run.path().join(".drone.yml");
    let file = std::fs::read_to_string(&path).unwrap();
    let documents = "---\nkind: secret\nname: token\nget: {path: team/x, name: y}\n";
    let done = run
        .with(".drone.yml", file + documents)
        .with("s.yml", "pin: 0123\nkey: |\n  first line\n  second line\n")
        .args(&["--secret-file", "s.yml", "--secret-map", "team/x/y=mine"])
        .args(&["--secret", &format!("mine={VALUE}")])
        .done()
        .code(0);
    done.says_not(&[VALUE, "second line"]).says(&[
        "it | a=21 b=4 c=23 set",
        "it | says ******",
        "it | sec",
        "warning: --secret mine=…",
    ]);
}

#[test]
fn what_is_missing_or_withheld_is_an_empty_variable() {
    let missing = pipeline(["token", "token", "token"]).args(&["--allow-missing-secrets"]);
    missing
        .done()
        .code(0)
        .says(&["it | a=0 b=0 c=0 set", "note: step it: "]);
    pipeline(["token", "token", "token"])
        .args(&["--withhold-secrets", "--secret", "token"])
        .args(&["--build-event", "pull_request"])
        .env("TOKEN", VALUE)
        .done()
        .code(0)
        .says(&["it | a=0 b=0 c=0 set", "note: --withhold-secrets"]);
}

#[test]
fn with_a_missing_secret_nothing_is_asked_of_the_cluster() {
    let Some(bed) = ours("the record of requests") else {
        return;
    };
    let requests = |namespace: &str| -> usize {
        let record = bed.lever(&["audit"]);
        let lines = record.lines().filter(|line| line.contains(namespace));
        lines
            .filter(|line| {
                let request: Value = serde_json::from_str(line).unwrap();
                request["objectRef"]["namespace"] == namespace
                    && request["user"]["username"] == "drone"
            })
            .count()
    };
    let run = pipeline(["token", "token", "token"]);
    let namespace = run.namespace().to_string();
    run.done().code(2).says(&[
        "step `it` needs the secret `token` for its variable `A`",
        ".drone.yml:7:",
        "nothing was sent to a cluster",
    ]);
    assert_eq!(requests(&namespace), 0);
    // The record does hold requests of that user.
    let run = pipeline(["token", "token", "token"]).args(&["--allow-missing-secrets"]);
    let namespace = run.namespace().to_string();
    run.done().code(0);
    assert!(requests(&namespace) > 0);
}
