//! `--policy`.

use super::support::{Bed, refused, step};

const PIPELINE: &str = "metadata: {labels: {a: file, b: file}, namespace: elsewhere}
service_account_name: mine
node_selector: {disk: ssd}
tolerations: [{key: mine}]
resources: {requests: {cpu: 100}}
steps:
- name: one
  image: alpine
  commands: [true]
  resources: {limits: {memory: 1GiB, cpu: 100}}
";

const POLICIES: &str = "kind: policy
name: releases
match: {event: [tag]}
metadata: {namespace: release}
---
kind: policy
name: builds
match:
  repo: octocat/*
  branch: main
metadata:
  namespace: builds
  labels: {a: policy, c: policy}
  annotations: {note: policy}
resources:
  request: {cpu: 200, memory: 512MiB}
  limit: {cpu: 1000, memory: 256MiB}
node_selector: {pool: ci}
service_account: builder
tolerations:
- {key: ci, operator: Exists, effect: NoExecute, toleration_seconds: 30}
---
kind: policy
name: default
metadata: {namespace: rest}
";

fn bed() -> Bed {
    let bed = Bed::of(PIPELINE);
    bed.file("policy.yml", POLICIES);
    bed
}

#[test]
fn the_first_policy_that_matches_applies() {
    let pod = bed().pod("--policy policy.yml --repo octocat/hello --branch main --trusted");
    let (metadata, spec) = (&pod["metadata"], &pod["spec"]);
    assert_eq!(metadata["namespace"], "builds");
    for (key, value) in [("a", "policy"), ("b", "file"), ("c", "policy")] {
        assert_eq!(metadata["labels"][key], value, "{key}");
    }
    assert_eq!(metadata["annotations"]["note"], "policy");
    assert_eq!(spec["serviceAccountName"], "builder");
    assert_eq!(spec["nodeSelector"], serde_json::json!({"pool": "ci"}));
    let tolerations = serde_json::json!([{
        "key": "ci", "operator": "Exists", "effect": "NoExecute", "tolerationSeconds": 30
    }]);
    assert_eq!(spec["tolerations"], tolerations);
    assert_eq!(
        spec["containers"][0]["resources"]["requests"]["cpu"],
        "200m"
    );
    let limits = &step(&pod, 0)["resources"]["limits"];
    assert_eq!(limits["memory"], (256 << 20).to_string(), "the smaller one");
    assert_eq!(limits["cpu"], "100m");
}

#[test]
fn the_default_applies_to_the_rest() {
    let bed = bed();
    let pod = bed.pod("--policy policy.yml --repo other/hello --trusted");
    assert_eq!(pod["metadata"]["namespace"], "rest");
    assert_eq!(pod["spec"]["nodeSelector"]["disk"], "ssd");
    let said = bed.exec("--dry-run --policy policy.yml --trusted");
    assert!(
        said.err
            .contains("the policy `default` of policy.yml applies"),
        "{}",
        said.err
    );
    bed.file("none.yml", "name: x\nmatch: {event: cron}\n");
    let said = bed.exec("--dry-run --policy none.yml --trusted");
    assert!(
        said.err.contains("no policy of none.yml matches"),
        "{}",
        said.err
    );
}

#[test]
fn a_policy_that_cannot_be_meant_is_refused() {
    let bed = bed();
    bed.file("repos.yml", "name: x\nmatch:\n  repos: [a/b]\n");
    refused(
        &bed.exec("--dry-run --policy repos.yml"),
        &["repos.yml", "no key `repos`", "it is `repo`"],
    );
    bed.file("label.yml", "name: x\nmetadata: {labels: {team: a b}}\n");
    refused(
        &bed.exec("--dry-run --policy label.yml"),
        &["label.yml", "`a b` is no value for a label"],
    );
    refused(
        &bed.exec("--dry-run --policy missing.yml"),
        &["policy file missing.yml"],
    );
    refused(
        &bed.exec("--dry-run --policy policy.yml -n ci"),
        &["--namespace says `ci`", "`default`", "`rest`"],
    );
}
