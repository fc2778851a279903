//! What a cluster may have against a Pod, and what is said about it.

use crate::bed::{bed, ours};
use crate::harness::{Run, wait_until};
use crate::support::shell;

fn apply(run: &Run, object: &str) {
    bed()
        .kubectl_with(&["apply", "-n", run.namespace(), "-f", "-"], object)
        .unwrap();
}

/// Waits until the quota `q` counts: its controller has to see it first.
fn quota(run: &Run, hard: &str) {
    apply(
        run,
        &format!(
            "{{apiVersion: v1, kind: ResourceQuota, metadata: {{name: q}}, spec: {{hard: {{{hard}}}}}}}"
        ),
    );
    wait_until("the quota is in force", || {
        let args = ["get", "quota", "q", "-n", run.namespace()];
        bed()
            .kubectl(&[&args[..], &["-o", "jsonpath={.status.hard}"]].concat())
            .is_ok_and(|hard| !hard.is_empty())
    });
}

#[test]
fn a_quota_that_asks_for_limits_is_explained_in_its_own_words() {
    let run = shell(&["echo hi"]);
    quota(&run, "limits.memory: 1Gi");
    run.done()
        .code(3)
        .says(&["create the Pod", "limits.memory", "must specify"]);
}

#[test]
fn a_quota_without_room_for_the_secret() {
    let run = Run::new(
        "steps:\n- {name: it, image: busybox, commands: ['true'], environment: {TOKEN: {from_secret: token}}}\n",
    );
    quota(&run, "secrets: '0'");
    run.args(&["--secret", "token"])
        .env("TOKEN", "some-secret-value")
        .done()
        .code(3)
        .says(&["create the Secret", "exceeded quota"])
        .says_not(&["some-secret-value"]);
}

#[test]
fn a_quota_without_room_for_the_lease() {
    let run = shell(&["echo hi"]);
    quota(&run, "count/jobs.batch: '0'");
    run.done()
        .code(3)
        .says(&["create the lease Job", "exceeded quota"]);
}

#[test]
fn a_range_of_limits_that_a_step_breaks() {
    let run = Run::new(
        "steps:\n- {name: it, image: busybox, commands: ['true'], resources: {limits: {memory: 2GiB}}}\n",
    );
    apply(
        &run,
        "{apiVersion: v1, kind: LimitRange, metadata: {name: l}, spec: {limits: [{type: Container, max: {memory: 1Gi}}]}}",
    );
    run.done().code(3).says(&["maximum memory usage"]);
}

#[test]
fn defaults_of_a_namespace_do_no_harm() {
    let run = shell(&["echo hi"]);
    apply(
        &run,
        "{apiVersion: v1, kind: LimitRange, metadata: {name: l}, spec: {limits: [{type: Container, default: {memory: 64Mi, cpu: 500m}, defaultRequest: {memory: 16Mi, cpu: 10m}}]}}",
    );
    run.done().code(0).says(&["it | hi"]);
}

#[test]
fn a_service_account_that_is_not_there() {
    Run::new("service_account_name: nobody-home\nsteps:\n- {name: it, image: busybox, commands: ['true']}\n")
        .args(&["--allow-service-account"])
        .done()
        .code(3)
        .says(&["nobody-home", "create the Pod"]);
}

#[test]
fn a_node_that_is_not_there() {
    Run::new("node_name: no-such-node\nsteps:\n- {name: it, image: busybox, commands: ['true']}\n")
        .args(&["--schedule-timeout", "3s", "--allow-node-placement"])
        .done()
        .code(3)
        .says(&["node no longer exists"]);
}

#[test]
fn a_namespace_that_is_going_away() {
    let Some(bed) = ours("a namespace that is stuck") else {
        return;
    };
    let run = shell(&["echo hi"]);
    let namespace = run.namespace().to_string();
    let block = "{apiVersion: v1, kind: ConfigMap, metadata: {name: block, finalizers: [example.com/stay]}}";
    apply(&run, block);
    bed.kubectl(&["delete", "namespace", &namespace, "--wait=false"])
        .unwrap();
    let done = run.args(&["--kubeconfig", &bed.kubeconfig("admin")]).done();
    let free = [
        "patch",
        "configmap",
        "block",
        "-n",
        &namespace,
        "--type=merge",
    ];
    bed.kubectl(&[&free[..], &["-p", "{\"metadata\":{\"finalizers\":null}}"]].concat())
        .unwrap();
    done.code(3).says(&["being terminated"]);
}

#[test]
fn secrets_that_are_too_large_for_an_object() {
    let value = "v".repeat(1_100_000);
    Run::new("steps:\n- {name: it, image: busybox, commands: ['true'], environment: {TOKEN: {from_secret: token}}}\n")
        .with("secrets", format!("token={value}\n"))
        .args(&["--secret-file", "secrets"])
        .done()
        .code(3)
        .says(&["create the Secret"]);
}

#[test]
fn a_node_selector_that_fits_is_no_obstacle() {
    Run::new("node_selector: {kubernetes.io/os: linux}\ntolerations: [{key: any, operator: Exists}]\nsteps:\n- {name: it, image: busybox, commands: ['echo on $KUBERNETES_NODE']}\n")
        .args(&["--allow-node-placement"])
        .done()
        .code(0)
        .says(&["it | on "]);
}
