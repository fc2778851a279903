//! Registry logins of this machine, with the test bed's registry that wants a password.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use crate::bed::ours;
use crate::harness::{Run, wait_until};

const REGISTRY: &str = "127.0.0.1:5001";
/// `drone:s3cret`, the only account.
const AUTH: &str = "ZHJvbmU6czNjcmV0";

/// A step in an image of that registry, in a home without any login. Always pulled: the node may have
/// it from an earlier run.
fn private(commands: &str) -> Option<Run> {
    ours("the registry with a password")?;
    let run = Run::new(&format!(
        "steps:
- name: build
  image: {REGISTRY}/private/busybox:1
  pull: always
  commands: {commands}
"
    ));
    let home = run.path().join("home").display().to_string();
    Some(
        run.env("HOME", &home)
            .env("DOCKER_CONFIG", "")
            .env("XDG_RUNTIME_DIR", ""),
    )
}

fn config(auth: &str) -> String {
    format!(
        r#"{{"auths": {{"{REGISTRY}": {{"auth": "{auth}"}}, "unused.example": {{"auth": "{AUTH}"}}}}}}"#
    )
}

/// The words for somebody who has no login: registry, step and each way to give one.
const WAYS: [&str; 6] = [
    "the registry 127.0.0.1:5001",
    "step build",
    "docker login",
    "--registry-config",
    "image_pull_secrets",
    "private/busybox:1",
];

#[test]
fn the_login_of_a_docker_config_is_used_and_masked() {
    let Some(run) = private("[echo pulled, echo s3cret, 'echo ZHJvbmU6czNjcmV0']") else {
        return;
    };
    let done = run
        .with("home/.docker/config.json", config(AUTH))
        .done()
        .code(0)
        .says(&["| pulled", "your login", "config.json"])
        .says_not(&[AUTH, "unused.example"]);
    let lines = done.lines("build");
    let masked = lines.iter().filter(|line| *line == "******").count();
    assert_eq!(masked, 2, "{lines:?}");
}

#[test]
fn the_login_of_a_credential_helper_is_used() {
    for key in ["credHelpers", "credsStore"] {
        let Some(run) = private("[echo pulled]") else {
            return;
        };
        let helper = run.path().join("bin/docker-credential-bed");
        let text = if key == "credHelpers" {
            format!(r#"{{"credHelpers": {{"{REGISTRY}": "bed"}}}}"#)
        } else {
            r#"{"credsStore": "bed"}"#.to_owned()
        };
        let run = run.with("home/.docker/config.json", text).with(
            "bin/docker-credential-bed",
            format!(
                "#!/bin/sh
read -r server
[ \"$1 $server\" = 'get {REGISTRY}' ] || {{ echo credentials not found in native keychain; exit 1; }}
echo noise-on-stderr >&2
echo '{{\"ServerURL\": \"{REGISTRY}\", \"Username\": \"drone\", \"Secret\": \"s3cret\"}}'
"
            ),
        );
        fs::set_permissions(&helper, fs::Permissions::from_mode(0o755)).unwrap();
        let path = format!(
            "{}:{}",
            helper.parent().unwrap().display(),
            std::env::var("PATH").unwrap()
        );
        run.env("PATH", &path)
            .done()
            .code(0)
            .says(&["| pulled", "docker-credential-bed"])
            .says_not(&["s3cret", AUTH, "noise-on-stderr", "keychain"]);
    }
}

#[test]
fn podmans_file_and_a_given_one_are_used() {
    let Some(run) = private("[echo pulled]") else {
        return;
    };
    let runtime = run.path().join("run").display().to_string();
    run.with("run/containers/auth.json", config(AUTH))
        .env("XDG_RUNTIME_DIR", &runtime)
        .done()
        .code(0)
        .says(&["| pulled", "auth.json"]);
    let Some(run) = private("[echo pulled]") else {
        return;
    };
    run.with("home/.docker/config.json", config("d3Jvbmc6d3Jvbmc="))
        .with("given.json", config(AUTH))
        .args(&["--registry-config", "given.json"])
        .done()
        .code(0)
        .says(&["| pulled", "given.json"]);
}

#[test]
fn without_a_login_the_error_says_how_to_give_one() {
    let Some(run) = private("[echo pulled]") else {
        return;
    };
    run.done()
        .code(3)
        .says(&WAYS)
        .says(&["there is none"])
        .says_not(&["| pulled"]);
    let Some(run) = private("[echo pulled]") else {
        return;
    };
    run.with("home/.docker/config.json", config(AUTH))
        .args(&["--no-registry-login"])
        .done()
        .code(3)
        .says(&WAYS);
}

#[test]
fn a_login_that_is_refused_is_told_from_none() {
    let Some(run) = private("[echo pulled]") else {
        return;
    };
    // wrong:wrong
    run.with("home/.docker/config.json", config("d3Jvbmc6d3Jvbmc="))
        .done()
        .code(3)
        .says(&WAYS)
        .says(&["refuses the login from", "config.json"]);
}

#[test]
fn image_pull_secrets_win_over_the_docker_config() {
    if ours("the registry with a password").is_none() {
        return;
    }
    let run = Run::new(&format!(
        "image_pull_secrets: [registry]
steps:
- {{name: build, image: '{REGISTRY}/private/busybox:1', pull: always, commands: [echo pulled]}}
"
    ));
    let home = run.path().join("home").display().to_string();
    run.with("home/.docker/config.json", config("d3Jvbmc6d3Jvbmc="))
        .args(&["--secret", "registry"])
        .env("REGISTRY", &config(AUTH))
        .env("HOME", &home)
        .done()
        .code(0)
        .says(&["| pulled"])
        .says_not(&["your login"]);
}

#[test]
fn whoever_may_not_make_secrets_pulls_without_a_login() {
    let Some(bed) = ours("rights of the test bed") else {
        return;
    };
    let run = Run::new("steps: [{name: it, image: busybox, commands: [echo hi]}]\n");
    let rights = r#"
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata: {name: no-secrets}
rules:
- {apiGroups: [""], resources: [pods], verbs: [create, get, list, watch, patch, delete]}
- {apiGroups: [""], resources: [pods/log], verbs: [get]}
- {apiGroups: [""], resources: [pods/exec], verbs: [get, create]}
- {apiGroups: [batch], resources: [jobs], verbs: [create, patch, delete]}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: {name: no-secrets}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: no-secrets}
subjects: [{apiGroup: rbac.authorization.k8s.io, kind: User, name: nobody}]
"#;
    let namespace = run.namespace().to_owned();
    bed.kubectl_with(&["apply", "-n", &namespace, "-f", "-"], rights)
        .unwrap();
    wait_until("the rights are in force", || {
        let args = ["auth", "can-i", "create", "jobs", "--as", "nobody", "-n"];
        bed.kubectl(&[&args[..], &[&namespace]].concat()).is_ok()
    });
    let home = run.path().join("home").display().to_string();
    let config = format!(r#"{{"auths": {{"https://index.docker.io/v1/": {{"auth": "{AUTH}"}}}}}}"#);
    run.with("home/.docker/config.json", config)
        .env("HOME", &home)
        .user("nobody")
        .done()
        .code(0)
        .says(&["it | hi", "without the registry logins of this machine"]);
}
