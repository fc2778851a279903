//! Order, what steps run, and their place.

use super::support::{env, inputs, one_step, order, pipeline, plan, plan_with, run, step, told};
use drone_k8s::plan::{Failure, Kind, Policy, Pull, Run, VolumeSource};

const THREE: &str = "services:\n- {name: s, image: redis}\nsteps:\n- {name: a, image: alpine}\n- {name: b, image: alpine";

#[test]
fn steps_without_dependencies_are_a_chain_after_the_services() {
    let plan = plan(&pipeline(&format!("{THREE}}}")));
    assert_eq!(order(&plan.spec), ["s<-", "a<-s", "b<-a"]);
    assert_eq!(plan.spec.steps[0].kind, Kind::Service);
    assert_eq!(plan.spec.steps[1].kind, Kind::Step);
}

#[test]
fn one_dependency_makes_a_graph() {
    let plan = plan(&pipeline(&format!("{THREE}, depends_on: [a]}}")));
    assert_eq!(order(&plan.spec), ["s<-", "a<-", "b<-a"]);
}

#[test]
fn clone_is_a_dependency_that_is_always_met() {
    for clone in ["clone: {disable: true}\n", ""] {
        let plan = plan(&pipeline(&format!(
            "{clone}{THREE}, depends_on: [clone, a]}}"
        )));
        assert_eq!(order(&plan.spec), ["s<-", "a<-", "b<-a"]);
    }
}

#[test]
fn unknown_dependencies_are_told_where_they_stand() {
    let raw = pipeline(
        "steps:\n- {name: a, image: x, depends_on: [b, a]}\n- {name: b, image: x, depends_on: [nope]}",
    );
    let problems = run(&raw, &inputs(|_| ())).unwrap_err();
    let told = told(&raw, &problems);
    let places: Vec<&str> = told.iter().map(|(place, _)| place.as_str()).collect();
    assert_eq!(places, ["b", "a", "nope"]);
    assert_eq!(
        problems[0].official.as_deref(),
        Some("linter: unknown step dependency detected: a references b")
    );
    assert_eq!(
        problems[1].official.as_deref(),
        Some("linter: cyclical step dependency detected: a")
    );
}

#[test]
fn steps_that_never_run_keep_their_place() {
    let raw = pipeline(
        "steps:\n- {name: a, image: x}\n- {name: b, image: x, when: {event: tag}}\n- {name: c, image: x}\n\
         - {name: d, image: x}",
    );
    let plan = plan_with(&raw, &inputs(|_| ()));
    assert_eq!(order(&plan.spec), ["a<-", "c<-a", "d<-c"]);
    assert_eq!(plan.spec.left_out[0].name, "b");
    assert_eq!(
        plan.spec.left_out[0].reason,
        "when.event does not match \"push\" (wants tag)"
    );

    let mut some = inputs(|_| ());
    some.exclude = vec!["c".to_owned()];
    let plan = plan_with(&raw, &some);
    assert_eq!(order(&plan.spec), ["a<-", "d<-a"]);
    assert_eq!(plan.spec.left_out[1].reason, "--exclude names it");
}

#[test]
fn include_and_exclude_choose_steps_and_services() {
    let raw = pipeline(&format!("{THREE}}}"));
    let mut some = inputs(|_| ());
    some.include = vec!["b".to_owned(), "clone".to_owned()];
    assert_eq!(order(&plan_with(&raw, &some).spec), ["b<-"]);
    some.include = vec!["bb".to_owned()];
    some.exclude = vec!["cc".to_owned()];
    let problems = run(&raw, &some).unwrap_err();
    assert_eq!(problems.len(), 2);
    assert!(
        problems[0].message.contains("--include names `bb`"),
        "{}",
        problems[0].message
    );
    assert_eq!(problems[0].help.as_deref(), Some("the steps are: s, a, b"));
}

#[test]
fn a_step_that_never_runs_may_say_what_it_likes() {
    let raw = one_step("failure: fast\nwhen: {event: tag}\nenvironment: {T: {from_secret: none}}");
    let plan = plan(&raw);
    assert!(plan.spec.steps.is_empty());
    assert_eq!(plan.spec.left_out.len(), 1);
}

#[test]
fn what_a_step_runs() {
    let none = inputs(|_| ());
    let plugin = step(&one_step("settings: {x: y}"), &none);
    assert!(matches!(plugin.run, Run::Entrypoint { args: None }));
    assert_eq!(plugin.working_dir.as_deref(), Some("/drone/src"));

    let args = step(&one_step("command: [--x, a b]"), &none);
    let Run::Entrypoint { args: Some(words) } = args.run else {
        panic!("{:?}", args.run)
    };
    assert_eq!(words, ["--x", "a b"]);

    let commands = step(
        &one_step("commands: [\"echo `date` \\\\/ $HOME\", make]"),
        &none,
    );
    let Run::Script(script) = commands.run else {
        panic!("no script")
    };
    assert!(
        script.contains("\necho `date` \\/ $HOME\n") && script.contains("\nmake\n"),
        "{script}"
    );
    assert!(
        commands
            .env
            .iter()
            .all(|(_, value)| !format!("{value:?}").contains("make"))
    );

    let entrypoint = step(
        &one_step("entrypoint: [/bin/x]\ncommand: [--y]\ncommands: [make]"),
        &none,
    );
    let Run::Script(script) = entrypoint.run else {
        panic!("no script")
    };
    assert!(
        script.contains("exec /bin/x --y") && !script.contains("make"),
        "{script}"
    );
}

#[test]
fn services_run_where_their_image_says() {
    let raw = pipeline(
        "services:\n- {name: db, image: x, command: [--d]}\nsteps:\n- {name: q, image: x, detach: true}\n\
         - {name: r, image: x, detach: true, commands: [run]}\n- {name: w, image: x, working_dir: /w}",
    );
    let steps = plan(&raw).spec.steps;
    let places: Vec<_> = steps
        .iter()
        .map(|step| step.working_dir.as_deref())
        .collect();
    assert_eq!(places, [None, None, Some("/drone/src"), Some("/w")]);
    assert_eq!(steps[1].kind, Kind::Detached);
}

#[test]
fn images_policies_users_and_limits() {
    let digest = "0".repeat(64);
    let raw = pipeline(&format!(
        "steps:\n- {{name: a, image: golang, pull: always, failure: ignore, user: 1000, group: 100}}\n\
         - {{name: b, image: gcr.io/a/b:1, pull: Never, failure: fast-fail}}\n\
         - {{name: c, image: \"x@sha256:{digest}\", resources: {{limits: {{cpu: 500, memory: 500MiB}}}}}}"
    ));
    let steps = plan(&raw).spec.steps;
    let images: Vec<&str> = steps.iter().map(|step| step.image.as_str()).collect();
    let pinned = format!("docker.io/library/x@sha256:{digest}");
    assert_eq!(
        images,
        ["docker.io/library/golang:latest", "gcr.io/a/b:1", &pinned]
    );
    let pulls: Vec<Pull> = steps.iter().map(|step| step.pull).collect();
    assert_eq!(pulls, [Pull::Always, Pull::Never, Pull::IfNotExists]);
    let failures: Vec<Failure> = steps.iter().map(|step| step.failure).collect();
    assert_eq!(failures, [Failure::Ignore, Failure::Fast, Failure::Fail]);
    assert_eq!(
        (steps[0].user, steps[0].group, steps[1].user),
        (Some(1000), Some(100), None)
    );
    assert_eq!(steps[2].limits.cpu_millis, Some(500));
    assert_eq!(steps[2].limits.memory_bytes, Some(524_288_000));
    assert_eq!(steps[0].limits.memory_bytes, None);
    assert!(steps.iter().all(|step| step.policy == Policy::OnSuccess));
}

#[test]
fn plugins_that_build_images_are_privileged_in_a_trusted_run() {
    let raw = pipeline("steps:\n- {name: a, image: plugins/docker:20}");
    let trusted = inputs(|given| given.repo_trusted = true);
    assert!(step(&raw, &trusted).privileged);
    let plan = plan(&raw);
    assert!(!plan.spec.steps[0].privileged);
    assert!(
        plan.notes
            .iter()
            .any(|note| note.contains("plugins/docker:20")),
        "{:?}",
        plan.notes
    );
    let raw = pipeline("steps:\n- {name: a, image: plugins/docker:20, commands: [x]}");
    assert!(!step(&raw, &trusted).privileged);
    let raw = one_step("privileged: true");
    assert!(step(&raw, &trusted).privileged);
}

#[test]
fn volumes_that_steps_mount() {
    let raw = pipeline(
        "steps:\n- name: a\n  image: x\n  volumes:\n  - {name: t, path: cache/}\n  - {name: h, path: /h, sub_path: s}\n\
         \x20 - {name: nope, path: /n}\n  - {name: null_temp, path: /z}\n  - {name: c, path: /c}\n\
         volumes:\n- {name: unused, temp: {}}\n- {name: t, temp: {medium: Memory, size_limit: 1G}}\n\
         - {name: h, host: {path: /var/lib/h}}\n- {name: null_temp, temp: }\n- {name: c, config_map: {name: conf}}",
    );
    let plan = plan(&raw);
    let mounts: Vec<_> = plan.spec.steps[0]
        .mounts
        .iter()
        .map(|mount| {
            (
                mount.volume.as_str(),
                mount.path.as_str(),
                mount.sub_path.as_deref(),
            )
        })
        .collect();
    assert_eq!(
        mounts,
        [
            ("t", "/cache", None),
            ("h", "/h", Some("s")),
            ("c", "/c", None)
        ]
    );
    let volumes: Vec<_> = plan
        .spec
        .volumes
        .iter()
        .map(|volume| volume.name.as_str())
        .collect();
    assert_eq!(volumes, ["t", "h", "c"]);
    assert!(matches!(
        plan.spec.volumes[0].source,
        VolumeSource::Temp {
            memory: true,
            size_limit: Some(1_073_741_824)
        }
    ));
    let VolumeSource::ConfigMap(map) = &plan.spec.volumes[2].source else {
        panic!()
    };
    assert_eq!((map.name.as_str(), map.default_mode), ("conf", None));
    let notes = plan.notes.join("\n");
    assert!(
        notes.contains("/n: the pipeline has no volume `nope`"),
        "{notes}"
    );
    assert!(
        notes.contains("/z: volume null_temp has no source"),
        "{notes}"
    );
}

#[test]
fn the_workspace_can_be_moved_but_not_over_the_system() {
    let raw = |path: &str| {
        pipeline(&format!(
            "workspace: {{path: {path}}}\nsteps:\n- {{name: a, image: x}}"
        ))
    };
    let moved = plan(&raw("/w"));
    assert_eq!(moved.spec.workspace, "/w");
    assert_eq!(
        env(&moved.spec.steps[0], "DRONE_WORKSPACE").as_deref(),
        Some("/w")
    );
    let refused = plan(&raw("/etc/docker/x"));
    assert_eq!(refused.spec.workspace, "/drone/src");
    assert!(
        refused.notes[0].contains("/etc/docker/x"),
        "{:?}",
        refused.notes
    );
}
