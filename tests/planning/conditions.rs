//! `when` and `trigger`.

use super::support::{inputs, one_step, pipeline, plan, plan_with};
use drone_k8s::plan::{Overrides, Policy};

/// Whether a step with this `when` is part of the run.
fn runs(when: &str, change: impl FnOnce(&mut Overrides)) -> bool {
    let plan = plan_with(&one_step(&format!("when: {when}")), &inputs(change));
    !plan.spec.steps.is_empty()
}

#[test]
fn branches() {
    assert!(runs("{branch: [main]}", |_| ()));
    assert!(runs("{branch: main}", |_| ()));
    assert!(!runs("{branch: [main]}", |given| given.commit_target =
        Some("dev".into())));
    assert!(runs("{branch: {exclude: [main]}}", |given| given
        .commit_target =
        Some(String::new())));
    assert!(!runs("{branch: {exclude: [main]}}", |_| ()));
    assert!(!runs("{branch: {include: [ma*], exclude: [main]}}", |_| ()));
}

#[test]
fn references() {
    let tag = |given: &mut Overrides| given.commit_ref = Some("refs/tags/a/b".into());
    assert!(runs("{ref: ['refs/tags/**']}", tag));
    assert!(!runs("{ref: ['refs/tags/*']}", tag));
    assert!(!runs("{ref: ['refs/tags/**']}", |_| ()));
}

#[test]
fn events_targets_and_the_rest() {
    assert!(!runs("{event: [tag]}", |_| ()));
    assert!(runs("{event: [push, tag]}", |_| ()));
    let promote = |given: &mut Overrides| {
        given.build_event = Some("promote".into());
        given.build_target = Some("production".into());
    };
    assert!(runs("{event: promote, target: prod*}", promote));
    assert!(!runs("{event: promote, target: staging}", promote));
    assert!(runs("{repo: octocat/*}", |_| ()));
    assert!(!runs("{instance: drone.example.com}", |_| ()));
    let host = |given: &mut Overrides| given.system_host = Some("drone.example.com".into());
    assert!(runs("{instance: drone.example.com}", host));
    let cron = |given: &mut Overrides| given.build_cron = Some("nightly".into());
    assert!(runs("{cron: nightly}", cron) && !runs("{cron: nightly}", |_| ()));
    let action = |given: &mut Overrides| given.build_action = Some("opened".into());
    assert!(runs("{action: [opened]}", action) && !runs("{action: [closed]}", action));
    assert!(
        runs("{paths: [docs/**]}", |_| ()),
        "paths are never looked at"
    );
}

#[test]
fn services_have_conditions_too() {
    let raw = pipeline(
        "services:\n- {name: db, image: x, when: {event: tag}}\nsteps:\n- {name: a, image: x}",
    );
    assert_eq!(plan(&raw).spec.steps.len(), 1);
}

#[test]
fn status_is_a_policy_of_the_step() {
    for (status, wanted) in [
        ("[failure]", Policy::OnFailure),
        ("[success, failure]", Policy::Always),
        ("{exclude: [success]}", Policy::OnFailure),
        ("[success]", Policy::OnSuccess),
        ("[]", Policy::OnSuccess),
    ] {
        let plan = plan(&one_step(&format!("when: {{status: {status}}}")));
        assert_eq!(plan.spec.steps[0].policy, wanted, "{status}");
    }
}

#[test]
fn a_trigger_is_told_but_does_not_stop_a_run() {
    let raw = pipeline("trigger: {branch: [release/*]}\nsteps:\n- {name: a, image: x}");
    let plan = plan(&raw);
    assert_eq!(plan.spec.steps.len(), 1);
    assert_eq!(
        plan.notes,
        [
            "a Drone server would not run this pipeline for this build: \
          trigger.branch does not match \"main\" (wants release/*)"
        ]
    );
}
