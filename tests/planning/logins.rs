//! Registry logins of this machine, as `--dry-run` shows them.

use std::process::Output;

use super::dry::{Dry, stderr};
use super::support::{one_step, pipeline};

fn exec(file: &str, args: &[&str], config: &str) -> Output {
    Dry::new(file).with(".docker/config.json", config).run(args)
}

// drone:s3cret-word
const CONFIG: &str = r#"{"auths": {
    "registry.example:5000": {"auth": "ZHJvbmU6czNjcmV0LXdvcmQ="},
    "other.example": {"auth": "ZHJvbmU6czNjcmV0LXdvcmQ="}
}}"#;

#[test]
fn logins_of_the_registries_in_use_become_a_secret() {
    let file = pipeline("steps:\n- {name: a, image: 'registry.example:5000/app', commands: [x]}");
    let output = exec(&file, &["-o", "json"], CONFIG);
    let (text, notes) = (
        String::from_utf8_lossy(&output.stdout).into_owned(),
        stderr(&output),
    );
    assert!(output.status.success(), "{notes}");
    assert!(text.contains("imagePullSecrets"), "{text}");
    assert!(text.contains("registry.example:5000\\\":{\\\"auth\\\":\\\"<redacted 24 bytes>"));
    assert!(!text.contains("other.example"), "{text}");
    assert!(!text.contains("ZHJvbmU6") && !text.contains("s3cret"));
    assert!(notes.contains("your login"), "{notes}");
    assert!(!notes.contains("ZHJvbmU6") && !notes.contains("s3cret"));

    let off = exec(&file, &["--no-registry-login"], CONFIG);
    let text = String::from_utf8_lossy(&off.stdout).into_owned() + &stderr(&off);
    assert!(
        off.status.success() && !text.contains("imagePullSecrets"),
        "{text}"
    );
    let none = exec(&one_step("commands: [make]"), &[], CONFIG);
    assert!(!String::from_utf8_lossy(&none.stdout).contains("imagePullSecrets"));
}

#[test]
fn a_file_that_was_given_must_be_there() {
    let file = one_step("commands: [make]");
    let output = exec(&file, &["--registry-config", "none.json"], CONFIG);
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("none.json"));
    let output = exec(&file, &["--registry", "https://u:s3cret@h"], "{}");
    assert_eq!(output.status.code(), Some(2));
    let text = stderr(&output);
    assert!(
        text.contains("config.json") && !text.contains("s3cret"),
        "{text}"
    );
}

#[test]
fn a_docker_config_that_is_broken_is_a_note() {
    let output = exec(&one_step("commands: [make]"), &[], "{s3cret");
    let text = stderr(&output);
    assert!(output.status.success(), "{text}");
    assert!(text.contains(".docker/config.json"), "{text}");
    assert!(!text.contains("s3cret"), "{text}");
}

#[cfg(unix)]
#[test]
fn a_helper_does_not_see_the_secrets_of_the_pipeline() {
    use std::fs;
    use std::os::unix::fs::PermissionsExt;

    let file = one_step("commands: [make]\nenvironment: {KEY: {from_secret: key}}");
    let dry = Dry::new(&file)
        .with(".docker/config.json", r#"{"credsStore": "look"}"#)
        .with(
            "bin/docker-credential-look",
            "#!/bin/sh\nenv > seen\necho \"$*\" >> seen\necho s3cret-too\nexit 4\n",
        );
    let program = dry.path().join("bin/docker-credential-look");
    fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).unwrap();
    let path = format!("{}/bin:/usr/bin:/bin", dry.path().display());
    let mut dry = dry
        .env("PATH", &path)
        .env("KEY", "s3cret-value")
        .env("OTHER", "stays");
    let output = dry.run(&["--secret", "key"]);
    let notes = stderr(&output);
    assert!(output.status.success(), "{notes}");
    assert!(
        notes.contains("docker-credential-look failed with exit code 4"),
        "{notes}"
    );
    assert!(notes.contains("it does not see KEY"), "{notes}");
    assert!(!notes.contains("s3cret"), "{notes}");
    let seen = fs::read_to_string(dry.path().join("seen")).unwrap();
    assert!(
        seen.contains("OTHER=stays") && seen.ends_with("get\n"),
        "{seen}"
    );
    assert!(!seen.contains("s3cret-value"), "{seen}");
}
