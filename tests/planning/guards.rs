//! What a file may do to a cluster only with a word of the person.

use std::process::Output;

use drone_k8s::manifest;
use drone_k8s::plan::{Consent, Inputs, guard};
use drone_k8s::source::Source;

use super::dry::{Dry, stderr};
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

fn exec(file: &str, args: &[&str]) -> Output {
    Dry::new(file).run(args)
}

#[test]
fn each_danger_has_its_flag() {
    for (fields, flag, words) in [
        (
            one_step("commands: [make]\nprivileged: true"),
            "--allow-privileged",
            [
                "untrusted repositories cannot enable privileged mode",
                ".drone.yml:9:",
            ],
        ),
        (
            one_step("commands: [make]") + "volumes: [{name: root, host: {path: /}}]\n",
            "--allow-host-paths",
            [
                "untrusted repositories cannot mount host volumes",
                ".drone.yml:9:",
            ],
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
        let refused = exec(&fields, &[]);
        let text = stderr(&refused);
        assert_eq!(refused.status.code(), Some(2), "{text}");
        assert!(refused.stdout.is_empty());
        for word in words.into_iter().chain([flag, "--trusted"]) {
            assert!(text.contains(word), "no {word} in {text}");
        }
        for consent in [flag, "--trusted"] {
            let allowed = exec(&fields, &[consent]);
            assert!(allowed.status.success(), "{consent}: {}", stderr(&allowed));
        }
    }
}

#[test]
fn one_consent_is_not_another() {
    let file = one_step("commands: [make]\nprivileged: true") + "node_name: gpu-1\n";
    let output = exec(&file, &["--allow-privileged"]);
    assert_eq!(output.status.code(), Some(2));
    let text = stderr(&output);
    assert!(!text.contains("privileged mode"), "{text}");
    assert!(text.contains("gpu-1"), "{text}");
}
