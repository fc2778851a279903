//! W01–W08, W16, W17: which steps run at all. The rest of W and all of N need a cluster.

use drone_k8s::plan::{Failure, Policy};
use drone_k8s::subst::Mode;

use super::support::{Case, inputs, order, pipeline, plan, step};

fn runs(when: &str, flags: &[&str]) -> bool {
    let rest =
        format!("steps: [{{name: a, image: x, when: {{{when}}}}}, {{name: always, image: x}}]");
    let steps = Case::pipeline(&rest).args(flags).plan().steps();
    assert!(steps.contains(&"always".to_owned()));
    steps.contains(&"a".to_owned())
}

fn policy(status: &str) -> Policy {
    let raw = step(&format!("when: {{status: {status}}}"));
    plan(&raw, Mode::Default, &inputs(|_| ())).spec.steps[0].policy
}

#[test]
fn w01_a_branch_is_the_target() {
    assert!(runs("branch: [main]", &["--commit-target", "main"]));
    assert!(!runs("branch: [main]", &["--commit-target", "dev"]));
}

#[test]
fn w02_excluding_a_branch_that_nobody_named() {
    assert!(runs("branch: {exclude: [main]}", &[]));
}

#[test]
fn w03_one_star_does_not_cross_slashes() {
    let tag = ["--commit-ref", "refs/tags/a/b"];
    assert!(runs("ref: [refs/tags/**]", &tag));
    assert!(!runs("ref: ['refs/tags/*']", &tag));
}

#[test]
fn w04_the_event_is_a_push() {
    assert!(!runs("event: [tag]", &[]));
    assert!(runs("event: [push]", &[]));
}

#[test]
fn w05_failure_is_a_policy() {
    assert_eq!(policy("[failure]"), Policy::OnFailure);
}

#[test]
fn w06_success_and_failure_is_always() {
    assert_eq!(policy("[success, failure]"), Policy::Always);
}

#[test]
fn w07_not_success_is_failure() {
    assert_eq!(policy("{exclude: [success]}"), Policy::OnFailure);
}

#[test]
fn w08_a_list_that_is_none_matches_everything_and_that_is_said() {
    for compat in [&[][..], &["--compat"]] {
        let plan = Case::step("when: {branch: {include: main}}")
            .args(&["--commit-target", "dev"])
            .args(compat)
            .plan();
        assert_eq!(plan.steps(), ["a"]);
        assert!(plan.stderr.contains("scalar-include"), "{}", plan.stderr);
    }
}

#[test]
fn w16_flags_choose_steps() {
    let raw = pipeline(
        "services: [{name: s, image: x}]\nsteps: [{name: a, image: x}, {name: b, image: x, depends_on: [a]}]",
    );
    let mut some = inputs(|_| ());
    some.exclude = vec!["a".to_owned()];
    assert_eq!(order(&plan(&raw, Mode::Default, &some)), ["s<-", "b<-"]);
    let only = Case::file(&raw).args(&["--include", "b"]).plan().steps();
    assert_eq!(only, ["b"]);
}

#[test]
fn w17_a_step_that_does_not_run_may_fail_fast() {
    let raw = pipeline(
        "steps: [{name: a, image: x, failure: fast, when: {event: tag}}, {name: b, image: x, failure: fast}]",
    );
    let compiled = plan(&raw, Mode::Default, &inputs(|_| ()));
    assert_eq!(order(&compiled), ["b<-"]);
    assert_eq!(compiled.spec.steps[0].failure, Failure::Fast);
}
