//! C01–C03, C11–C17, C26–C31: what the Pod holds beside the environment.

use drone_k8s::plan::Secrets;
use drone_k8s::subst::Mode;
use serde_json::{Value, json};

use super::requests::THREE;
use super::support::{Case, inputs, order, pipeline, plan, script, step};

#[test]
fn c01_without_dependencies_steps_are_a_chain() {
    let raw = pipeline(&format!("{THREE}}}")).replace("clone: {disable: true}\n", "");
    let compiled = plan(&raw, Mode::Default, &inputs(|_| ()));
    // The working tree is there before `s`: what the official runner's `clone` does.
    assert_eq!(order(&compiled), ["s<-", "a<-s", "b<-a"]);
}

#[test]
fn c02_one_dependency_makes_a_graph() {
    let raw = pipeline(&format!("{THREE}, depends_on: [a]}}"));
    let raw = raw.replace("clone: {disable: true}\n", "");
    let compiled = plan(&raw, Mode::Default, &inputs(|_| ()));
    assert_eq!(order(&compiled), ["s<-", "a<-", "b<-a"]);
}

#[test]
fn c03_a_graph_without_clone() {
    let raw = pipeline("steps: [{name: a, image: x}, {name: b, image: x, depends_on: [a]}]");
    assert_eq!(
        order(&plan(&raw, Mode::Default, &inputs(|_| ()))),
        ["a<-", "b<-a"]
    );
}

#[test]
fn c11_an_entrypoint_is_run_in_place_of_the_commands() {
    let raw = step("entrypoint: [/bin/x, '$A b']\ncommand: [--y]\ncommands: [make]");
    let run = |compat: bool| {
        let mut inputs = inputs(|_| ());
        inputs.compat = compat;
        let compiled = plan(&raw, Mode::Default, &inputs);
        script(&compiled.spec.steps[0]).to_owned()
    };
    let (own, official) = (run(false), run(true));
    assert!(own.contains("exec /bin/x '$A b' --y"), "{own}");
    assert!(official.contains("\n/bin/x $A b --y\n"), "{official}");
    assert!(!own.contains("make") && !official.contains("make"));
}

#[test]
fn c12_the_command_of_a_service_is_the_arguments_of_its_entry_point() {
    let plan = Case::pipeline(
        "services: [{name: s, image: x, command: [--d]}]\nsteps: [{name: a, image: x}]",
    )
    .plan();
    let service = plan.step("s");
    assert_eq!(service["args"], json!(["--d"]));
    assert!(
        service["command"].is_null() && service["workingDir"].is_null(),
        "{service}"
    );
}

#[test]
fn c13_the_workspace_can_be_moved_but_not_over_the_system() {
    for (path, wanted) in [("/w", "/w"), ("/etc/docker/x", "/drone/src")] {
        let plan = Case::pipeline(&format!(
            "workspace: {{path: {path}}}\nsteps: [{{name: a, image: x}}]"
        ))
        .plan();
        assert_eq!(plan.env("a", "DRONE_WORKSPACE").as_deref(), Some(wanted));
        assert_eq!(plan.step("a")["workingDir"], wanted);
        assert_eq!(plan.step("a")["volumeMounts"][0]["mountPath"], wanted);
    }
}

#[test]
fn c14_names_of_images_are_made_full() {
    let digest = format!("x@sha256:{}", "0".repeat(64));
    for (image, full) in [
        ("golang", "docker.io/library/golang:latest".to_owned()),
        ("gcr.io/a/b:1", "gcr.io/a/b:1".to_owned()),
        (&digest, format!("docker.io/library/{digest}")),
    ] {
        let plan = Case::pipeline(&format!("steps: [{{name: a, image: '{image}'}}]")).plan();
        assert_eq!(plan.step("a")["image"], full);
    }
}

#[test]
fn c15_when_images_are_pulled() {
    for (pull, policy) in [
        ("pull: always", "Always"),
        ("pull: never", "Never"),
        ("pull: if-not-exists", "IfNotPresent"),
        ("commands: [x]", "IfNotPresent"),
    ] {
        assert_eq!(
            Case::step(pull).plan().step("a")["imagePullPolicy"],
            policy,
            "{pull}"
        );
    }
}

#[test]
fn c16_plugins_that_build_images_are_privileged_in_trusted_runs() {
    let file = |fields: &str| {
        pipeline(&format!(
            "steps: [{{name: a, image: 'plugins/docker:20'{fields}}}]"
        ))
    };
    let trusted = |fields: &str| {
        let plan = Case::file(&file(fields)).args(&["--trusted"]).plan();
        plan.step("a")["securityContext"]["privileged"].clone()
    };
    assert_eq!(trusted(""), true);
    assert_eq!(trusted(", commands: [x]"), false);
    let untrusted = plan(&file(""), Mode::Default, &inputs(|_| ()));
    assert!(!untrusted.spec.steps[0].privileged);
}

#[test]
fn c17_services_and_detached_steps_have_host_names() {
    let plan = Case::pipeline(
        "services: [{name: db, image: x}, {name: my db, image: x}]\n\
         steps: [{name: q, image: x, detach: true}, {name: a, image: x}]",
    )
    .plan();
    let wanted = json!([{"ip": "127.0.0.1", "hostnames": ["db", "q"]}]);
    assert_eq!(plan.spec()["hostAliases"], wanted);
}

#[test]
fn c26_logins_in_secrets_of_the_pipeline() {
    let raw = pipeline("image_pull_secrets: [hub]\nsteps: [{name: a, image: x}]");
    let mut inputs = inputs(|_| ());
    inputs.secrets = Secrets::new();
    inputs.secrets.add(
        "HUB",
        r#"{"auths":{"https://index.docker.io/v1/":{"username":"u","password":"p"}}}"#,
    );
    let compiled = plan(&raw, Mode::Default, &inputs);
    let document = compiled.spec.pull_secrets[0].expose();
    let document: Value = serde_json::from_str(document).unwrap();
    let hosts: Vec<&String> = document["auths"].as_object().unwrap().keys().collect();
    assert_eq!(hosts, ["index.docker.io"]);
}

#[test]
fn c27_labels_are_slugs() {
    let plan = Case::step("")
        .args(&["--repo-namespace", "Foo.Bar/baz"])
        .plan();
    let labels = &plan.pod["metadata"]["labels"];
    assert_eq!(labels["io.drone.repo.namespace"], "foo-bar-baz");
}

#[test]
fn c28_tolerations_have_seconds_but_for_compat() {
    let rest = "tolerations: [{key: k, toleration_seconds: 5}, {key: l, tolerationseconds: 7}]\n\
                steps: [{name: a, image: x}]";
    let seconds = |flags: &[&str]| {
        let plan = Case::pipeline(rest).args(&["--trusted"]).args(flags).plan();
        let all = plan.spec()["tolerations"].clone();
        [0, 1].map(|at| all[at]["tolerationSeconds"].clone())
    };
    assert_eq!(seconds(&[]), [json!(5), json!(7)]);
    assert_eq!(seconds(&["--compat"]), [json!(null), json!(7)]);
}

#[test]
fn c29_files_of_config_maps_can_be_read_but_for_compat() {
    for kind in ["config_map", "secret"] {
        let rest = format!(
            "volumes: [{{name: v, {kind}: {{name: c}}}}, {{name: w, {kind}: {{name: c, default_mode: 0o400}}}}]\n\
             steps: [{{name: a, image: x, volumes: [{{name: v, path: /v}}, {{name: w, path: /w}}]}}]"
        );
        let mode = |flags: &[&str], at: usize| {
            let plan = Case::pipeline(&rest)
                .args(&["--trusted"])
                .args(flags)
                .plan();
            let field = if kind == "secret" {
                "secret"
            } else {
                "configMap"
            };
            plan.volumes()[at][field]["defaultMode"].clone()
        };
        assert_eq!((mode(&[], 0), mode(&[], 1)), (json!(null), json!(256)));
        assert_eq!(
            (mode(&["--compat"], 0), mode(&["--compat"], 1)),
            (json!(0), json!(256))
        );
    }
}

#[test]
fn c30_the_platform_selects_nodes_but_for_compat() {
    let selector = |flags: &[&str]| {
        let plan =
            Case::pipeline("platform: {os: linux, arch: arm64}\nsteps: [{name: a, image: x}]")
                .args(flags)
                .plan();
        assert_eq!(
            plan.pod["metadata"]["labels"]["kubernetes.io/arch"],
            "arm64"
        );
        plan.spec()["nodeSelector"].clone()
    };
    let both = json!({"kubernetes.io/os": "linux", "kubernetes.io/arch": "arm64"});
    assert_eq!(selector(&[]), both);
    assert_eq!(selector(&["--compat"]), json!(null));
}

#[test]
fn c31_no_dollar_is_special_to_the_cluster_but_for_compat() {
    let raw = step("commands: ['echo $(CI) $$$$']\nenvironment: {V: '$(CI) $$$$'}");
    let run = |compat: bool| {
        let mut inputs = inputs(|_| ());
        inputs.compat = compat;
        let compiled = plan(&raw, Mode::Default, &inputs);
        script(&compiled.spec.steps[0]).to_owned()
    };
    let value = |flags: &[&str]| Case::file(&raw).args(flags).plan().env("a", "V");
    assert!(run(false).contains("\necho $(CI) $$\n"), "{}", run(false));
    // In the Pod each `$` stands twice, which the kubelet makes one again.
    assert_eq!(value(&[]).as_deref(), Some("$$(CI) $$$$"));
    // `$(CI)` is replaced at random there, and not here.
    assert!(run(true).contains("\necho $(CI) $\n"), "{}", run(true));
    assert_eq!(value(&["--compat"]).as_deref(), Some("$$(CI) $$"));
}
