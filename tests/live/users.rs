//! What a run asks of the API server, by the server's own record.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::bed::{Bed, ours};
use crate::harness::Run;

const PIPELINE: &str = "steps:
- {name: shell, image: busybox, commands: ['echo value $TOKEN', exit 3], environment: {TOKEN: {from_secret: token}}}
- {name: plugin, image: plugins/echo, when: {status: [failure]}, settings: {token: {from_secret: token}}}
";
const VALUE: &str = "correct-horse-battery";

/// Runs the pipeline as `user` and gives the requests of that run.
fn requests(bed: &Bed, user: &str, code: i32) -> (crate::harness::Done, Vec<Value>) {
    let run = Run::new(PIPELINE)
        .user(user)
        .args(&["--secret", "token"])
        .env("TOKEN", VALUE);
    let namespace = run.namespace().to_string();
    let done = run.done().code(code);
    let record = bed.lever(&["audit"]);
    let requests = record
        .lines()
        .filter(|line| line.contains(&namespace) || line.contains("selfsubject"))
        .map(|line| serde_json::from_str::<Value>(line).unwrap())
        .filter(|request| {
            request["user"]["username"] == user && request["objectRef"]["namespace"] == namespace
        })
        .collect();
    (done, requests)
}

/// `verb resource` of each request, counted.
fn counted(requests: &[Value]) -> BTreeMap<String, usize> {
    let mut all = BTreeMap::new();
    for request in requests {
        let object = &request["objectRef"];
        let sub = object["subresource"]
            .as_str()
            .map_or_else(String::new, |sub| format!("/{sub}"));
        let text = format!(
            "{} {}{sub}",
            request["verb"].as_str().unwrap(),
            object["resource"].as_str().unwrap()
        );
        *all.entry(text).or_insert(0) += 1;
    }
    all
}

fn forbidden(requests: &[Value]) -> Vec<&Value> {
    requests
        .iter()
        .filter(|request| request["responseStatus"]["code"] == 403)
        .collect()
}

#[test]
fn a_run_makes_three_objects_and_asks_for_nothing_it_may_not() {
    let Some(bed) = ours("the record of requests") else {
        return;
    };
    let (_, requests) = requests(bed, "drone", 1);
    let counted = counted(&requests);
    for (what, times) in [
        ("create pods", 1),
        ("create secrets", 1),
        ("create jobs", 1),
    ] {
        assert_eq!(counted.get(what), Some(&times), "{what}: {counted:?}");
    }
    for what in ["delete pods", "delete secrets", "delete jobs"] {
        assert!(counted.contains_key(what), "{what}: {counted:?}");
    }
    assert!(
        !counted.keys().any(|what| what.contains("secrets")
            && !what.starts_with("create")
            && !what.starts_with("delete")
            && !what.starts_with("get")),
        "{counted:?}"
    );
    assert!(
        forbidden(&requests).is_empty(),
        "{:#?}",
        forbidden(&requests)
    );
}

#[test]
fn a_user_without_rights_makes_nothing() {
    let Some(bed) = ours("a user without rights") else {
        return;
    };
    let (done, requests) = requests(bed, "nobody", 3);
    assert!(requests.is_empty(), "{:?}", counted(&requests));
    done.says(&[
        "create pods",
        "get pods",
        "list pods",
        "watch pods",
        "patch pods",
        "delete pods",
        "get pods/log",
        "create secrets",
        "delete secrets",
    ]);
}

#[test]
fn without_the_right_to_jobs_none_is_tried() {
    let Some(bed) = ours("a user without the right to jobs") else {
        return;
    };
    let (done, requests) = requests(bed, "nojobs", 1);
    let counted = counted(&requests);
    assert!(!counted.contains_key("create jobs"), "{counted:?}");
    assert!(
        forbidden(&requests).is_empty(),
        "{:#?}",
        forbidden(&requests)
    );
    done.says(&["warning: ", "jobs", "value ******", "PLUGIN_TOKEN=******"])
        .says_not(&[VALUE]);
}

#[test]
fn without_the_right_to_exec_none_is_tried_and_secrets_stay_hidden() {
    let Some(bed) = ours("a user without the right to exec") else {
        return;
    };
    let (done, requests) = requests(bed, "noexec", 1);
    let counted = counted(&requests);
    assert!(
        !counted.keys().any(|what| what.contains("exec")),
        "{counted:?}"
    );
    assert!(
        forbidden(&requests).is_empty(),
        "{:#?}",
        forbidden(&requests)
    );
    done.says(&["warning: ", "pods/exec", "value ******"])
        .says_not(&[VALUE]);
}

#[test]
fn two_runs_in_one_namespace_do_not_know_each_other() {
    let first = Run::new(
        "steps:\n- {name: it, image: busybox, commands: [touch mine, 'until [ -e go ]; do sleep 0.05; done']}\n",
    );
    let namespace = first.namespace().to_string();
    let first = first.start();
    first.until_stdout("sleep 0.05");
    let pod = first.pod();
    // The last `-n` counts; what the harness looks for afterwards is in the namespace of its own.
    Run::new("steps:\n- {name: it, image: busybox, commands: ['ls -A']}\n")
        .args(&["-n", &namespace])
        .done()
        .code(0)
        .says_not(&["mine"]);
    let still = crate::harness::objects(crate::bed::bed(), &namespace);
    assert!(still.contains(&format!("pod/{pod}")), "{still:?}");
    assert_eq!(still.len(), 2, "a Pod and its lease: {still:?}");
    first.signal("INT");
    first.done().code(130);
}
