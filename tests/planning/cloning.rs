//! `--clone`: a clone step in place of the working tree.

use drone_k8s::plan::{Facts, Inputs, Netrc, Overrides, Policy, Run, SecretText};

use super::support::{NOW, env, inputs, one_step, order, pipeline, plan_with, run};

fn cloning() -> Inputs {
    Inputs {
        clone_image: Some("drone/git".to_owned()),
        ..inputs(|_| ())
    }
}

#[test]
fn the_clone_comes_first_and_runs_always() {
    let raw = one_step("commands: [make]") + "clone: {depth: 5, skip_verify: true}\n";
    let spec = plan_with(&raw, &cloning()).spec;
    assert_eq!(order(&spec), ["clone<-", "a<-clone"]);
    let clone = &spec.steps[0];
    assert_eq!(clone.image, "docker.io/drone/git:latest");
    assert_eq!(clone.policy, Policy::Always);
    assert!(matches!(clone.run, Run::Entrypoint { args: None }));
    assert_eq!(clone.working_dir.as_deref(), Some("/drone/src"));
    assert!(!clone.privileged && clone.user.is_none() && clone.mounts.is_empty());
    for (name, value) in [
        ("PLUGIN_DEPTH", "5"),
        ("PLUGIN_SKIP_VERIFY", "true"),
        ("GIT_SSL_NO_VERIFY", "true"),
        ("DRONE_REMOTE_URL", "https://github.com/octocat/hello.git"),
        ("DRONE_COMMIT_BRANCH", "main"),
        ("DRONE_WORKSPACE", "/drone/src"),
        ("DRONE_STEP_NAME", "clone"),
        ("DRONE_STEP_NUMBER", "1"),
    ] {
        assert_eq!(env(clone, name).as_deref(), Some(value), "{name}");
    }
    assert_eq!(env(&spec.steps[1], "DRONE_STEP_NUMBER").unwrap(), "2");
    assert_eq!(env(&spec.steps[1], "PLUGIN_DEPTH"), None);
}

#[test]
fn without_depth_all_of_the_history_is_fetched() {
    let spec = plan_with(&one_step("commands: [make]"), &cloning()).spec;
    assert_eq!(env(&spec.steps[0], "PLUGIN_DEPTH"), None);
    assert_eq!(env(&spec.steps[0], "GIT_SSL_NO_VERIFY"), None);
}

#[test]
fn the_image_can_be_chosen() {
    let inputs = Inputs {
        clone_image: Some("example.com/git:2".to_owned()),
        ..cloning()
    };
    let spec = plan_with(&one_step("commands: [make]"), &inputs).spec;
    assert_eq!(spec.steps[0].image, "example.com/git:2");
}

const GRAPH: &str = "services:
- {name: db, image: redis}
steps:
- {name: a, image: alpine, commands: [x]}
- {name: b, image: alpine, commands: [x], depends_on: [a]}
- {name: c, image: alpine, commands: [x], depends_on: [clone]}";

#[test]
fn in_a_graph_whoever_names_nobody_waits_for_the_clone() {
    let raw = pipeline(GRAPH);
    assert_eq!(
        order(&plan_with(&raw, &cloning()).spec),
        ["clone<-", "db<-clone", "a<-clone", "b<-a", "c<-clone"]
    );
    // The uploaded tree is there before anything starts.
    assert_eq!(
        order(&plan_with(&raw, &inputs(|_| ())).spec),
        ["db<-", "a<-", "b<-a", "c<-"]
    );
}

#[test]
fn a_chain_begins_with_the_clone() {
    let raw = pipeline(
        "services: [{name: db, image: redis}]\nsteps: [{name: a, image: alpine, commands: [x]}]",
    );
    assert_eq!(
        order(&plan_with(&raw, &cloning()).spec),
        ["clone<-", "db<-clone", "a<-db"]
    );
}

#[test]
fn a_file_can_do_without() {
    let raw = one_step("commands: [make]") + "clone: {disable: true}\n";
    let spec = plan_with(&raw, &cloning()).spec;
    assert_eq!(order(&spec), ["a<-"]);
    assert_eq!(env(&spec.steps[0], "DRONE_STEP_NUMBER").unwrap(), "1");
}

#[test]
fn exclude_leaves_it_out_and_include_keeps_it() {
    let raw = pipeline(GRAPH);
    let without = Inputs {
        exclude: vec!["clone".to_owned()],
        ..cloning()
    };
    let compiled = plan_with(&raw, &without);
    assert_eq!(order(&compiled.spec), ["db<-", "a<-", "b<-a", "c<-"]);
    assert_eq!(compiled.spec.left_out[0].name, "clone");
    let only = Inputs {
        include: vec!["b".to_owned()],
        ..cloning()
    };
    assert_eq!(order(&plan_with(&raw, &only).spec), ["clone<-", "b<-clone"]);
}

#[test]
fn the_credentials_for_git_are_handed_to_it() {
    let inputs = Inputs {
        netrc: Some(Netrc {
            machine: "github.com".to_owned(),
            username: SecretText::new("ann"),
            password: SecretText::new("t0ken"),
        }),
        ..cloning()
    };
    let spec = plan_with(&one_step("commands: [make]"), &inputs).spec;
    let clone = &spec.steps[0];
    assert_eq!(env(clone, "DRONE_NETRC_MACHINE").unwrap(), "github.com");
    assert_eq!(
        env(clone, "DRONE_NETRC_PASSWORD").unwrap(),
        "secret:DRONE_NETRC_PASSWORD"
    );
}

#[test]
fn what_is_cloned_is_said() {
    let notes = plan_with(&one_step("commands: [make]"), &cloning()).notes;
    let note = notes.iter().find(|note| note.contains("clone")).unwrap();
    for word in [
        "https://github.com/octocat/hello.git",
        "01234567",
        "not pushed",
    ] {
        assert!(note.contains(word), "no {word} in {note}");
    }
}

#[test]
fn without_a_remote_the_address_must_be_given() {
    let nowhere = drone_k8s::plan::Checkout::default();
    let inputs = Inputs {
        facts: Facts::new(&nowhere, &Overrides::default(), NOW),
        ..cloning()
    };
    let problems = run(&one_step("commands: [make]"), &inputs).unwrap_err();
    assert!(problems[0].help.as_ref().unwrap().contains("--repo-http"));
}
