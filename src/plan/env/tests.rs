//! The environment of a build.

use super::*;

fn facts() -> Facts {
    let mut facts = Facts::default();
    facts.build.event = "push".to_owned();
    facts.build.number = 7;
    facts.build.started = 1_700_000_000;
    facts.repo.slug = "octocat/hello".to_owned();
    facts.commit.target = "main".to_owned();
    facts.commit.reference = "refs/heads/main".to_owned();
    facts
}

#[test]
fn build_variables_win_over_environ_in_substitution() {
    let environ = BTreeMap::from([("CI".into(), "no".into()), ("MINE".into(), "x".into())]);
    let all = substitution(&facts(), &environ);
    assert_eq!((all.get("CI"), all.get("MINE")), (Some("true"), Some("x")));
    assert_eq!(all.get("DRONE_BUILD_STATUS"), Some("success"));
    assert_eq!(all.get("DRONE_BRANCH"), Some("main"));
    assert_eq!(
        (all.get("GIT_AUTHOR_NAME"), all.get("DRONE_WORKSPACE")),
        (None, None)
    );
    assert_eq!((all.get("HOME"), all.get("DRONE_TAG")), (None, None));
}

#[test]
fn the_state_of_the_run_is_not_in_the_environment_of_steps() {
    let all = of_build(&facts());
    let told = |name: &str| all.get(name).is_some();
    assert!(!told("DRONE_BUILD_STATUS") && !told("DRONE_STAGE_FINISHED"));
    assert!(!told("CI_BUILD_STATUS") && !told("DRONE_FAILED_STEPS"));
    assert_eq!(all.get("DRONE_BUILD_STARTED"), Some("1700000000"));
    assert_eq!(all.get("DRONE_BUILD_LINK"), Some(":///octocat/hello/7"));
}

#[test]
fn pull_requests_have_their_number_and_title() {
    let mut facts = facts();
    assert_eq!(of_build(&facts).get("DRONE_PULL_REQUEST"), None);
    facts.build.event = "pull_request".to_owned();
    facts.commit.reference = "refs/pull/42/head7".to_owned();
    facts.commit.title = "Fix it".to_owned();
    let all = of_build(&facts);
    assert_eq!(all.get("DRONE_PULL_REQUEST"), Some("42"));
    assert_eq!(all.get("DRONE_PULL_REQUEST_TITLE"), Some("Fix it"));
}

#[test]
fn git_has_an_identity_even_when_nobody_is_known() {
    let all = of_git(&facts(), true, false);
    assert_eq!(all.get("GIT_COMMITTER_NAME"), Some("drone"));
    assert_eq!(all.get("GIT_AUTHOR_EMAIL"), Some("noreply@drone"));
    assert_eq!(
        (all.get("GIT_TRACE"), all.get("GIT_SSL_NO_VERIFY")),
        (Some("true"), None)
    );
}
