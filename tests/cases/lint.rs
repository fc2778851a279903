//! L01–L12: what the official linter refuses, in its words.

use super::support::Case;

fn untrusted(rest: &str, words: &str) {
    Case::pipeline(rest).refused(&[words]);
}

#[test]
fn l01_a_step_without_an_image() {
    untrusted("steps: [{name: a}]", "linter: invalid or missing image");
}

#[test]
fn l02_a_service_and_a_step_of_one_name() {
    untrusted(
        "services: [{name: db, image: x}]\nsteps: [{name: db, image: x}]",
        "linter: duplicate step names",
    );
}

#[test]
fn l03_a_step_called_clone() {
    let steps = "steps: [{name: clone, image: x}]\n";
    let enabled = format!("kind: pipeline\ntype: kubernetes\nname: default\n{steps}");
    Case::file(&enabled).refused(&["linter: duplicate step names"]);
    assert_eq!(Case::pipeline(steps).plan().steps(), ["clone"]);
}

#[test]
fn l04_a_dependency_that_comes_later() {
    untrusted(
        "steps: [{name: a, image: x, depends_on: [b]}, {name: b, image: x}]",
        "linter: unknown step dependency detected: a references b",
    );
}

#[test]
fn l05_a_step_that_depends_on_itself() {
    untrusted(
        "steps: [{name: a, image: x, depends_on: [a]}]",
        "linter: cyclical step dependency detected: a",
    );
}

#[test]
fn l06_a_clone_that_is_disabled_cannot_be_waited_for() {
    untrusted(
        "steps: [{name: a, image: x, depends_on: [clone]}]",
        "linter: unknown step dependency detected: a references clone",
    );
}

#[test]
fn l07_privileged_steps_need_trust() {
    let privileged = || Case::step("privileged: true");
    privileged().refused(&["linter: untrusted repositories cannot enable privileged mode"]);
    for flag in ["--repo-trusted", "--trusted"] {
        let plan = privileged().args(&[flag]).plan();
        assert_eq!(plan.step("a")["securityContext"]["privileged"], true);
    }
}

#[test]
fn l08_volumes_that_need_trust() {
    for (source, what) in [
        ("host: {path: /x}", "mount host volumes"),
        ("claim: {name: c}", "mount PVC"),
        ("config_map: {name: c}", "mount configMap volumes"),
        ("secret: {name: c}", "mount secret volumes"),
        ("temp: {medium: memory}", "mount in-memory volumes"),
    ] {
        let rest = format!(
            "volumes: [{{name: v, {source}}}]\n\
             steps: [{{name: a, image: x, volumes: [{{name: v, path: /v}}]}}]"
        );
        let words = format!("linter: untrusted repositories cannot {what}");
        untrusted(&rest, &words);
        let plan = Case::pipeline(&rest).args(&["--trusted"]).plan();
        assert_eq!(plan.volumes().len(), 1, "{source}");
    }
}

#[test]
fn l09_mounts_over_the_folder_of_the_runner() {
    untrusted(
        "volumes: [{name: v, temp: {}}]\n\
         steps: [{name: a, image: x, volumes: [{name: v, path: /run/drone/../drone/x}]}]",
        "linter: cannot mount volume at /run/drone",
    );
}

#[test]
fn l10_names_of_volumes() {
    untrusted(
        "volumes: [{name: _addons, temp: {}}]\nsteps: [{name: a, image: x}]",
        "linter: invalid volume name: _addons",
    );
    untrusted(
        "volumes: [{temp: {}}]\nsteps: [{name: a, image: x}]",
        "linter: missing volume name",
    );
}

#[test]
fn l11_limits_of_a_whole_pipeline() {
    for (limit, what) in [("cpu: 100", "cpu"), ("memory: 100Mi", "memory")] {
        untrusted(
            &format!("resources: {{limits: {{{limit}}}}}\nsteps: [{{name: a, image: x}}]"),
            &format!("linter: {what} limit cannot be applied at stage level"),
        );
    }
}

#[test]
fn l12_mounts_that_come_to_nothing_are_told() {
    for (volumes, rule) in [
        ("[]", "undeclared-volume"),
        ("[{name: v, temp: }]", "volume-without-source"),
    ] {
        for compat in [&[][..], &["--compat"]] {
            let plan = Case::pipeline(&format!(
                "volumes: {volumes}\nsteps: [{{name: a, image: x, volumes: [{{name: v, path: /v}}]}}]"
            ))
            .args(compat)
            .plan();
            let mounts = plan.step("a")["volumeMounts"].to_string();
            assert!(!mounts.contains("\"/v\""), "{mounts}");
            assert!(plan.stderr.contains(rule), "{}", plan.stderr);
        }
    }
}
