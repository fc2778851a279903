//! C04–C10, C21–C25: the environment of steps.

use drone_k8s::plan::{EnvValue, Netrc, SecretText, Secrets};
use drone_k8s::subst::Mode;

use super::support::{Case, Pod, inputs, plan, script, step};

fn all<const N: usize>(plan: &Pod, names: [&str; N]) -> [Option<String>; N] {
    names.map(|name| plan.env("a", name))
}

fn some<const N: usize>(values: [&str; N]) -> [Option<String>; N] {
    values.map(|value| Some(value.to_owned()))
}

#[test]
fn c04_settings_of_the_clone_that_concern_every_step() {
    let plan = Case::file(&step("").replace(
        "{disable: true}",
        "{depth: 7, skip_verify: true, trace: true}",
    ))
    .plan();
    assert_eq!(
        all(&plan, ["GIT_TRACE", "GIT_SSL_NO_VERIFY"]),
        some(["true", "true"])
    );
}

#[test]
fn c05_settings_become_plugin_variables() {
    let plan =
        Case::step("settings: {a: [x, y], b: {k: 1}, c: true, d: 1.50, e: ~, f: {from_secret: s}}")
            .args(&["--secret", "s"])
            .env("s", "value")
            .plan();
    // `y` is a boolean, in the official runner too.
    assert_eq!(
        all(&plan, ["PLUGIN_A", "PLUGIN_B", "PLUGIN_C", "PLUGIN_D"]),
        some(["x,true", r#"{"k":1}"#, "true", "1.5"])
    );
    assert_eq!(
        all(&plan, ["PLUGIN_E", "PLUGIN_F"]),
        [None, Some("<secret>".to_owned())]
    );
}

#[test]
fn c06_settings_that_are_no_scalars() {
    let plan = Case::step("settings: {l: [1, {z: 2}], e: [], m: {}}").plan();
    assert_eq!(
        all(&plan, ["PLUGIN_L", "PLUGIN_E", "PLUGIN_M"]),
        some([r#"[1,{"z":2}]"#, "", "{}"])
    );
}

#[test]
fn c07_a_missing_secret_is_an_error() {
    Case::step("settings: {t: {from_secret: s}}")
        .refused(&["step `a` needs the secret `s`", ":8:31"]);
}

#[test]
fn c08_names_of_secrets_have_no_case() {
    let plan = Case::step("environment: {T: {from_secret: token}}")
        .args(&["--secret", "TOKEN"])
        .env("TOKEN", "x")
        .plan();
    assert_eq!(plan.env("a", "T").as_deref(), Some("<secret>"));
}

#[test]
fn c09_secrets_in_pull_requests_are_told() {
    let plan = Case::step("environment: {T: {from_secret: token}}")
        .args(&["--secret", "token", "--build-event", "pull_request"])
        .env("token", "x")
        .plan();
    assert_eq!(plan.env("a", "T").as_deref(), Some("<secret>"));
    assert!(plan.stderr.contains("pull requests"), "{}", plan.stderr);
}

#[test]
fn c10_a_step_may_set_what_a_pipeline_may_not() {
    assert_eq!(
        Case::step("environment: {CI: no}")
            .plan()
            .env("a", "CI")
            .as_deref(),
        Some("no")
    );
    let plan = Case::pipeline("environment: {CI: no}\nsteps: [{name: a, image: x}]").plan();
    assert_eq!(plan.env("a", "CI").as_deref(), Some("true"));
}

fn tagged(tag: &str) -> Pod {
    Case::step("")
        .args(&["--commit-ref", &format!("refs/tags/{tag}")])
        .plan()
}

#[test]
fn c21_tags_that_are_dates() {
    assert_eq!(
        all(
            &tagged("2024.05.1"),
            ["DRONE_CALVER", "DRONE_CALVER_MINOR", "DRONE_SEMVER"]
        ),
        some(["2024.05.1", "05", "2024.5.1"])
    );
}

#[test]
fn c22_tags_that_are_versions() {
    let names = [
        "DRONE_SEMVER",
        "DRONE_SEMVER_SHORT",
        "DRONE_SEMVER_PRERELEASE",
        "DRONE_SEMVER_BUILD",
    ];
    assert_eq!(
        all(&tagged("v1.2.3-rc.1+b7"), names),
        some(["1.2.3-rc.1+b7", "1.2.3", "rc.1", "b7"])
    );
}

#[test]
fn c23_tags_that_are_nearly_versions() {
    assert_eq!(
        all(&tagged("v1.2"), ["DRONE_SEMVER_ERROR", "DRONE_SEMVER"]),
        [Some("1.2 is not in dotted-tri format".to_owned()), None]
    );
}

#[test]
fn c24_the_number_of_a_pull_request() {
    let plan = Case::step("")
        .args(&[
            "--build-event",
            "pull_request",
            "--commit-ref",
            "refs/pull/42/head",
        ])
        .plan();
    assert_eq!(plan.env("a", "DRONE_PULL_REQUEST").as_deref(), Some("42"));
}

#[test]
fn c25_credentials_for_git_are_in_every_script() {
    let mut inputs = inputs(|_| ());
    inputs.secrets = Secrets::new();
    inputs.netrc = Some(Netrc {
        machine: "git.example.com".to_owned(),
        username: SecretText::new("u"),
        password: SecretText::new("p"),
    });
    let compiled = plan(&step("commands: [make]"), Mode::Default, &inputs);
    let first = &compiled.spec.steps[0];
    for name in ["USERNAME", "PASSWORD", "FILE"] {
        let name = format!("DRONE_NETRC_{name}");
        let found = first.env.iter().find(|(own, _)| *own == name);
        assert_eq!(
            found.map(|(_, value)| value),
            Some(&EnvValue::Secret(name.clone()))
        );
    }
    assert!(first.env.contains(&(
        "DRONE_NETRC_MACHINE".to_owned(),
        EnvValue::Text("git.example.com".to_owned())
    )));
    let script = script(first);
    assert!(
        script.contains(".netrc") && script.contains("unset"),
        "{script}"
    );
}

#[test]
fn c25_flags_give_credentials_for_git() {
    let plan = Case::step("commands: [make]")
        .args(&[
            "--netrc-machine",
            "git.example.com",
            "--netrc-username",
            "u",
        ])
        .args(&["--netrc-password", "hunter2-hunter2"])
        .plan();
    let name = |part: &str| format!("DRONE_NETRC_{part}");
    assert_eq!(
        plan.env("a", &name("MACHINE")).as_deref(),
        Some("git.example.com")
    );
    for part in ["USERNAME", "PASSWORD", "FILE"] {
        assert_eq!(
            plan.env("a", &name(part)).as_deref(),
            Some("<secret>"),
            "{part}"
        );
    }
    assert!(!plan.pod.to_string().contains("hunter2"));
}
