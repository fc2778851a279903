//! What a file may do to a cluster only with a word of the person.

use std::fs;
use std::process::{Command, Output};

use drone_k8s::manifest;
use drone_k8s::plan::{Consent, Inputs, guard};
use drone_k8s::source::Source;
use tempfile::TempDir;

use super::support::{inputs, one_step, pipeline, told};

fn guarded(raw: &str, inputs: &Inputs) -> Vec<(String, String)> {
    let loaded = manifest::load(&Source::new(".drone.yml", raw));
    let pipeline = loaded.manifest.pipelines().next().unwrap();
    told(raw, &guard(pipeline, inputs))
}

fn with(consent: Consent) -> Inputs {
    Inputs {
        consent,
        ..inputs(|_| ())
    }
}

#[test]
fn a_harmless_file_needs_no_consent() {
    let raw = one_step("commands: [make]") + "node_selector: {disk: ssd}\n";
    assert_eq!(guarded(&raw, &with(Consent::default())), []);
}

#[test]
fn node_and_account_need_consent() {
    let raw = one_step("commands: [make]")
        + "node_name: gpu-1\nservice_account_name: deployer\ntolerations: [{operator: Exists}]\n";
    let found = guarded(&raw, &with(Consent::default()));
    let places: Vec<&str> = found.iter().map(|(place, _)| place.as_str()).collect();
    assert_eq!(places, ["gpu-1", "{operator: Exists}", "deployer"]);
    let node = Consent {
        node_placement: true,
        ..Consent::default()
    };
    assert_eq!(guarded(&raw, &with(node)).len(), 1);
    let account = Consent {
        service_account: true,
        ..Consent::default()
    };
    assert_eq!(guarded(&raw, &with(account)).len(), 2);
    assert_eq!(guarded(&raw, &with(Consent::all())), []);
}

#[test]
fn plugins_that_run_privileged_need_consent() {
    let raw = pipeline("steps:\n- {name: image, image: 'plugins/docker:20', settings: {repo: a}}");
    let found = guarded(&raw, &with(Consent::default()));
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].0, "'plugins/docker:20'");
    assert!(found[0].1.contains("privileged"), "{}", found[0].1);
    let allowed = Consent {
        privileged: true,
        ..Consent::default()
    };
    assert_eq!(guarded(&raw, &with(allowed)), []);
    // Who names the image on the command line has said so.
    let named = Inputs {
        privileged: vec!["plugins/docker".to_owned()],
        ..with(Consent::default())
    };
    assert_eq!(guarded(&raw, &named), []);
    assert!(super::support::step(&raw, &named).privileged);
    // One that is not part of the Pod harms nobody.
    let left_out = Inputs {
        exclude: vec!["image".to_owned()],
        ..with(Consent::default())
    };
    assert_eq!(guarded(&raw, &left_out), []);
}

fn exec(file: &str, args: &[&str], config: Option<&str>) -> Output {
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join(".drone.yml"), file).unwrap();
    if let Some(config) = config {
        fs::create_dir(folder.path().join(".docker")).unwrap();
        fs::write(folder.path().join(".docker/config.json"), config).unwrap();
    }
    Command::new(env!("CARGO_BIN_EXE_drone-k8s"))
        .args(["exec", "--dry-run"])
        .args(args)
        .current_dir(folder.path())
        .env_clear()
        .env("PATH", std::env::var_os("PATH").unwrap_or_default())
        .env("HOME", folder.path())
        .env("KUBECONFIG", "/nonexistent/config")
        .output()
        .unwrap()
}

fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[test]
fn each_danger_has_its_flag() {
    for (fields, flag, words) in [
        (
            one_step("commands: [make]\nprivileged: true"),
            "--allow-privileged",
            ["untrusted repositories cannot enable privileged mode", ".drone.yml:9:"],
        ),
        (
            one_step("commands: [make]") + "volumes: [{name: root, host: {path: /}}]\n",
            "--allow-host-paths",
            ["untrusted repositories cannot mount host volumes", ".drone.yml:9:"],
        ),
        (
            one_step("commands: [make]") + "node_name: gpu-1\n",
            "--allow-node-placement",
            ["gpu-1", ".drone.yml:9:"],
        ),
        (
            one_step("commands: [make]") + "tolerations: [{operator: Exists}]\n",
            "--allow-node-placement",
            ["taints", ".drone.yml:9:"],
        ),
        (
            one_step("commands: [make]") + "service_account_name: deployer\n",
            "--allow-service-account",
            ["deployer", ".drone.yml:9:"],
        ),
        (
            pipeline("steps:\n- {name: image, image: plugins/docker}"),
            "--allow-privileged",
            ["privileged", ".drone.yml:6:"],
        ),
    ] {
        let refused = exec(&fields, &[], None);
        let text = stderr(&refused);
        assert_eq!(refused.status.code(), Some(2), "{text}");
        assert!(refused.stdout.is_empty());
        for word in words.into_iter().chain([flag, "--trusted"]) {
            assert!(text.contains(word), "no {word} in {text}");
        }
        for consent in [flag, "--trusted"] {
            let allowed = exec(&fields, &[consent], None);
            assert!(allowed.status.success(), "{consent}: {}", stderr(&allowed));
        }
    }
}

#[test]
fn one_consent_is_not_another() {
    let file = one_step("commands: [make]\nprivileged: true") + "node_name: gpu-1\n";
    let output = exec(&file, &["--allow-privileged"], None);
    assert_eq!(output.status.code(), Some(2));
    let text = stderr(&output);
    assert!(!text.contains("privileged mode"), "{text}");
    assert!(text.contains("gpu-1"), "{text}");
}

// drone:s3cret-word
const CONFIG: &str = r#"{"auths": {
    "registry.example:5000": {"auth": "ZHJvbmU6czNjcmV0LXdvcmQ="},
    "other.example": {"auth": "ZHJvbmU6czNjcmV0LXdvcmQ="}
}}"#;

#[test]
fn logins_of_the_registries_in_use_become_a_secret() {
    let file = pipeline("steps:\n- {name: a, image: 'registry.example:5000/app', commands: [x]}");
    let output = exec(&file, &["-o", "json"], Some(CONFIG));
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

    let off = exec(&file, &["--no-registry-login"], Some(CONFIG));
    let text = String::from_utf8_lossy(&off.stdout).into_owned() + &stderr(&off);
    assert!(off.status.success() && !text.contains("imagePullSecrets"), "{text}");
    let none = exec(&one_step("commands: [make]"), &[], Some(CONFIG));
    assert!(!String::from_utf8_lossy(&none.stdout).contains("imagePullSecrets"));
}

#[test]
fn a_file_that_was_given_must_be_there() {
    let file = one_step("commands: [make]");
    let output = exec(&file, &["--registry-config", "none.json"], Some(CONFIG));
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("none.json"));
    let output = exec(&file, &["--registry", "https://u:s3cret@h"], None);
    assert_eq!(output.status.code(), Some(2));
    let text = stderr(&output);
    assert!(text.contains("config.json") && !text.contains("s3cret"), "{text}");
}

#[test]
fn a_docker_config_that_is_broken_is_a_note() {
    let output = exec(&one_step("commands: [make]"), &[], Some("{s3cret"));
    let text = stderr(&output);
    assert!(output.status.success(), "{text}");
    assert!(text.contains(".docker/config.json"), "{text}");
    assert!(!text.contains("s3cret"), "{text}");
}
