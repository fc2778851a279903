//! Images that cannot be had, and Pods that no node takes.

use crate::bed::{bed, ours};
use crate::harness::Run;

fn image(image: &str) -> Run {
    Run::new(&format!(
        "steps:\n- {{name: build, image: '{image}', commands: ['true']}}\n"
    ))
}

#[test]
fn an_image_that_is_not_there_is_named_with_its_step() {
    image("no-such-image:1")
        .done()
        .code(3)
        .says(&["no-such-image:1", "step build", "not found"]);
}

#[test]
fn a_name_that_is_none_is_refused() {
    image("UPPER/case:1")
        .done()
        .code(3)
        .says(&["UPPER/case:1", "build"]);
}

#[test]
fn an_image_that_may_not_be_pulled() {
    Run::new(
        "steps:\n- {name: build, image: 'no-such-image:2', pull: never, commands: ['true']}\n",
    )
    .done()
    .code(3)
    .says(&["no-such-image:2", "build"]);
}

#[test]
fn a_bad_image_of_a_late_step_is_found_at_once() {
    Run::new(
        "steps:
- {name: long, image: busybox, commands: [sleep 600]}
- {name: late, image: 'no-such-image:3', commands: ['true']}
",
    )
    .args(&["--grace", "2s"])
    .done()
    .code(3)
    .says(&["no-such-image:3", "step late"]);
}

#[test]
fn a_registry_that_wants_a_login_is_named() {
    if ours("the registry with a password").is_none() {
        return;
    }
    // Always: the node may have the image from a run with a login.
    Run::new(
        "steps:
- {name: build, image: '127.0.0.1:5001/private/busybox:1', pull: always, commands: ['true']}
",
    )
    .done()
    .code(3)
    .says(&["127.0.0.1:5001/private/busybox:1", "login"]);
}

#[test]
fn a_login_from_image_pull_secrets_is_used() {
    if ours("the registry with a password").is_none() {
        return;
    }
    // drone:s3cret
    let config = r#"{"auths":{"127.0.0.1:5001":{"auth":"ZHJvbmU6czNjcmV0"}}}"#;
    Run::new(
        "image_pull_secrets: [registry]
steps:
- {name: build, image: '127.0.0.1:5001/private/busybox:1', commands: [echo pulled]}
",
    )
    .args(&["--secret", "registry"])
    .env("REGISTRY", config)
    .done()
    .code(0)
    .says(&["pulled"])
    .says_not(&["ZHJvbmU6czNjcmV0"]);
}

#[test]
fn an_image_without_a_shell_cannot_run_commands() {
    image("scratch-hello")
        .done()
        .code(1)
        .says(&["build", "/bin/sh"]);
}

#[test]
fn the_first_steps_go_on_while_a_later_image_hangs() {
    if ours("a registry that hangs").is_none() {
        return;
    }
    let run = Run::new(
        "steps:
- {name: first, image: busybox, commands: [echo seen]}
- {name: second, image: busybox, commands: [exit 4], failure: ignore}
- {name: stuck, image: '127.0.0.1:5002/none/none:1', commands: ['true']}
",
    )
    .start();
    run.until_stdout("first  | seen");
    run.until_stderr("exit 4");
    run.signal("INT");
    run.done().code(130);
}

#[test]
fn a_pod_that_no_node_takes() {
    Run::new(
        "node_selector: {no-such: label}
steps:
- {name: build, image: busybox, commands: ['true']}
",
    )
    .args(&["--schedule-timeout", "2s"])
    .done()
    .code(3)
    .says(&["no node takes the Pod", "node"]);
}

#[test]
fn a_quota_that_is_too_small() {
    let run = image("busybox");
    let quota = "{apiVersion: v1, kind: ResourceQuota, metadata: {name: none}, spec: {hard: {pods: \"0\"}}}";
    bed()
        .kubectl_with(&["apply", "-n", run.namespace(), "-f", "-"], quota)
        .unwrap();
    // The quota counts once its controller has seen it.
    crate::harness::wait_until("the quota is in force", || {
        bed()
            .kubectl(&[
                "get",
                "quota",
                "none",
                "-n",
                run.namespace(),
                "-o",
                "jsonpath={.status.hard.pods}",
            ])
            .is_ok_and(|hard| hard == "0")
    });
    run.done().code(3).says(&["exceeded quota"]);
}

#[test]
fn a_namespace_with_a_policy_says_what_it_refuses() {
    let run = image("busybox");
    let label = "pod-security.kubernetes.io/enforce=restricted";
    bed()
        .kubectl(&["label", "namespace", run.namespace(), label])
        .unwrap();
    run.done().code(3).says(&["PodSecurity"]);
}
