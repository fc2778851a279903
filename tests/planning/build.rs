//! Facts, substitution, and the environment.

use super::support::{NOW, env, inputs, one_step, pipeline, plan, plan_with, run, step, told};
use drone_k8s::plan::{Netrc, Overrides, Run, RunState, SecretText, proxies, status_env_of};

/// The image of the only step after substitution.
fn image(text: &str, change: impl FnOnce(&mut Overrides)) -> String {
    step(
        &pipeline(&format!("steps:\n- {{name: a, image: \"r:{text}\"}}")),
        &inputs(change),
    )
    .image
}

/// The value of a variable for a build of `reference`.
fn of_ref(reference: &str, name: &str) -> Option<String> {
    env(
        &step(
            &one_step(""),
            &inputs(|given| given.commit_ref = Some(reference.into())),
        ),
        name,
    )
}

#[test]
fn facts_are_substituted_before_the_file_is_read() {
    assert_eq!(
        image("${DRONE_COMMIT_SHA:0:8}", |_| ()),
        "docker.io/library/r:01234567"
    );
    let branch = |given: &mut Overrides| given.commit_target = Some("feat/a/b".into());
    assert_eq!(
        image(r"${DRONE_BRANCH//\//-}", branch),
        "docker.io/library/r:feat-a-b"
    );
    let tag = |given: &mut Overrides| given.commit_ref = Some("refs/tags/v1.2.0".into());
    assert_eq!(image("${DRONE_TAG##v}", tag), "docker.io/library/r:1.2.0");
    assert_eq!(image("x${NOPE}", |_| ()), "docker.io/library/r:x");
    assert_eq!(
        image("${NOPE:-x}-${NOPE=y}", |_| ()),
        "docker.io/library/r:x-y"
    );
}

#[test]
fn commands_keep_what_is_for_the_shell() {
    let raw = one_step("commands:\n- echo $${HOME} $HOME\n- sed 's/\\//_/g' x");
    let Run::Script(script) = step(&raw, &inputs(|_| ())).run else {
        panic!()
    };
    assert!(script.contains("\necho ${HOME} $HOME\n"), "{script}");
    assert!(script.contains("\nsed 's/\\//_/g' x\n"), "{script}");
}

#[test]
fn a_message_of_several_lines_stays_one_value() {
    let raw = one_step("environment:\n  M: ${DRONE_COMMIT_MESSAGE}");
    let message = env(&step(&raw, &inputs(|_| ())), "M");
    assert_eq!(message.as_deref(), Some("Add greeting\n\nIt was missing."));
}

#[test]
fn environ_is_substituted_and_set_but_never_wins() {
    let mut some = inputs(|_| ());
    some.environ = [
        ("V", "héllo"),
        ("CI", "no"),
        ("A", "environ"),
        ("B", "environ"),
    ]
    .map(|(name, value)| (name.to_owned(), value.to_owned()))
    .into();
    let raw = pipeline(
        "environment: {A: pipeline}\nsteps:\n- name: a\n  image: x\n  environment: {N: '${#V}', C: '${CI}'}",
    );
    let step = step(&raw, &some);
    for (name, wanted) in [
        ("N", "6"),
        ("C", "true"),
        ("CI", "true"),
        ("A", "pipeline"),
        ("B", "environ"),
    ] {
        assert_eq!(env(&step, name).as_deref(), Some(wanted), "{name}");
    }
}

#[test]
fn a_broken_expression_is_told_where_it_stands() {
    let raw = one_step("commands:\n- echo ${x-y}\n- echo ${DRONE_TAG/a}");
    let problems = run(&raw, &inputs(|_| ())).unwrap_err();
    let places: Vec<String> = told(&raw, &problems)
        .into_iter()
        .map(|(place, _)| place)
        .collect();
    assert_eq!(places, ["${x", "${DRONE_TAG/a}"]);
    assert_eq!(
        problems[0].official.as_deref(),
        Some("missing closing brace")
    );
    plan(&one_step("# ${x-y}\ncommands: [make] # ${"));
}

#[test]
fn places_of_later_problems_are_those_of_the_raw_file() {
    let raw = one_step(
        "# ${DRONE_COMMIT_MESSAGE} $${x} ${DRONE_COMMIT}\nenvironment:\n  T: {from_secret: my_${DRONE_BRANCH}_token}",
    );
    let problems = run(&raw, &inputs(|_| ())).unwrap_err();
    assert_eq!(told(&raw, &problems)[0].0, "my_${DRONE_BRANCH}_token");
    assert!(
        problems[0].message.contains("my_main_token"),
        "{}",
        problems[0].message
    );
}

#[test]
fn variables_of_the_build() {
    let step = step(&one_step(""), &inputs(|_| ()));
    for (name, wanted) in [
        ("CI", "true"),
        ("DRONE", "true"),
        ("DRONE_REPO", "octocat/hello"),
        ("DRONE_REPO_NAMESPACE", "octocat"),
        ("DRONE_REPO_NAME", "hello"),
        ("DRONE_REPO_LINK", "https://github.com/octocat/hello"),
        ("DRONE_GIT_HTTP_URL", "https://github.com/octocat/hello.git"),
        ("DRONE_GIT_SSH_URL", "git@github.com:octocat/hello.git"),
        ("DRONE_BRANCH", "main"),
        ("DRONE_COMMIT", "0123456789abcdef0123456789abcdef01234567"),
        (
            "DRONE_COMMIT_BEFORE",
            "fedcba9876543210fedcba9876543210fedcba98",
        ),
        ("DRONE_COMMIT_REF", "refs/heads/main"),
        ("DRONE_COMMIT_AUTHOR_NAME", "Ann Example"),
        ("CI_COMMIT_AUTHOR_EMAIL", "ann@example.com"),
        ("DRONE_BUILD_EVENT", "push"),
        ("DRONE_BUILD_NUMBER", "1"),
        ("DRONE_BUILD_CREATED", "1700000000"),
        ("DRONE_STAGE_KIND", "pipeline"),
        ("DRONE_STAGE_TYPE", "kubernetes"),
        ("DRONE_STAGE_NAME", "default"),
        ("DRONE_STAGE_OS", "linux"),
        ("DRONE_WORKSPACE", "/drone/src"),
        ("DRONE_STEP_NAME", "a"),
        ("DRONE_STEP_NUMBER", "2"),
        ("GIT_COMMITTER_NAME", "Ann Example"),
        ("GIT_TERMINAL_PROMPT", "0"),
    ] {
        assert_eq!(env(&step, name).as_deref(), Some(wanted), "{name}");
    }
    for name in [
        "DRONE_TAG",
        "DRONE_SEMVER_ERROR",
        "DRONE_PULL_REQUEST",
        "GIT_TRACE",
        "PATH",
    ] {
        assert_eq!(env(&step, name), None, "{name}");
    }
}

#[test]
fn tags_are_taken_apart() {
    assert_eq!(
        of_ref("refs/tags/v1.2.3-rc.1+b7", "DRONE_SEMVER").as_deref(),
        Some("1.2.3-rc.1+b7")
    );
    assert_eq!(
        of_ref("refs/tags/v1.2.3-rc.1+b7", "DRONE_SEMVER_BUILD").as_deref(),
        Some("b7")
    );
    assert_eq!(
        of_ref("refs/tags/2024.05.1", "DRONE_CALVER").as_deref(),
        Some("2024.05.1")
    );
    assert_eq!(
        of_ref("refs/tags/2024.05.1", "DRONE_SEMVER").as_deref(),
        Some("2024.5.1")
    );
    assert_eq!(
        of_ref("refs/tags/v1.2", "DRONE_TAG").as_deref(),
        Some("v1.2")
    );
    assert_eq!(
        of_ref("refs/tags/v1.2", "DRONE_SEMVER_ERROR").as_deref(),
        Some("1.2 is not in dotted-tri format")
    );
}

#[test]
fn a_pull_request_has_its_number() {
    let pull = inputs(|given| {
        given.build_event = Some("pull_request".into());
        given.commit_ref = Some("refs/pull/42/head".into());
    });
    let step = step(&one_step(""), &pull);
    assert_eq!(env(&step, "DRONE_PULL_REQUEST").as_deref(), Some("42"));
    assert_eq!(
        env(&step, "DRONE_PULL_REQUEST_TITLE").as_deref(),
        Some("Add greeting")
    );
}

#[test]
fn a_step_may_override_what_a_pipeline_may_not() {
    let raw = pipeline(
        "environment: {CI: pipeline, DRONE_BUILD_STATUS: pipeline, MINE: pipeline}\n\
         steps:\n- {name: a, image: x}\n- {name: b, image: x, environment: {CI: step, DRONE_BUILD_STATUS: step, MINE: step}}",
    );
    let steps = plan(&raw).spec.steps;
    assert_eq!(env(&steps[0], "CI").as_deref(), Some("true"));
    assert_eq!(
        env(&steps[0], "DRONE_BUILD_STATUS"),
        None,
        "the engine sets it at the start"
    );
    assert_eq!(env(&steps[0], "MINE").as_deref(), Some("pipeline"));
    for name in ["CI", "DRONE_BUILD_STATUS", "MINE"] {
        assert_eq!(env(&steps[1], name).as_deref(), Some("step"), "{name}");
    }
    let failed = ["a".to_owned()];
    let state = RunState {
        pipeline: "default",
        failed_steps: &failed,
        started: NOW,
        now: NOW + 5,
    };
    let told = |at: usize| status_env_of(&state, &steps[at]);
    let failure = ("DRONE_BUILD_STATUS".to_owned(), "failure".to_owned());
    assert!(told(0).contains(&failure) && !told(1).contains(&failure));
    assert!(told(1).contains(&("DRONE_FAILED_STEPS".to_owned(), "a".to_owned())));
}

#[test]
fn clone_settings_that_concern_steps() {
    let raw = pipeline(
        "clone: {trace: true, skip_verify: true, disable: true}\nsteps:\n- {name: a, image: x}",
    );
    let step = step(&raw, &inputs(|_| ()));
    assert_eq!(env(&step, "GIT_TRACE").as_deref(), Some("true"));
    assert_eq!(env(&step, "GIT_SSL_NO_VERIFY").as_deref(), Some("true"));
    assert_eq!(
        env(&step, "DRONE_STEP_NUMBER").as_deref(),
        Some("1"),
        "no clone step before it"
    );
}

#[test]
fn credentials_for_git_reach_every_step_as_secrets() {
    let mut some = inputs(|_| ());
    some.netrc = Some(Netrc {
        machine: "github.com".to_owned(),
        username: SecretText::new("me"),
        password: SecretText::new("s3cret"),
    });
    let plan = plan_with(&one_step("commands: [make]"), &some);
    let step = &plan.spec.steps[0];
    assert_eq!(
        env(step, "DRONE_NETRC_MACHINE").as_deref(),
        Some("github.com")
    );
    assert_eq!(
        env(step, "DRONE_NETRC_PASSWORD").as_deref(),
        Some("secret:DRONE_NETRC_PASSWORD")
    );
    let file = plan.spec.secrets["DRONE_NETRC_FILE"].expose();
    assert_eq!(file, "machine github.com login me password s3cret");
    let Run::Script(script) = &step.run else {
        panic!()
    };
    assert!(
        script.contains(".netrc") && script.contains("unset DRONE_NETRC_MACHINE"),
        "{script}"
    );
    assert!(!format!("{plan:?}").contains("s3cret"));
}

#[test]
fn proxies_reach_steps_unless_only_this_machine_can_use_them() {
    let mut some = inputs(|_| ());
    some.proxy = proxies(&|name| match name {
        "https_proxy" => Some("http://proxy.example:3128".to_owned()),
        "http_proxy" => Some("http://localhost:3128".to_owned()),
        _ => None,
    });
    let plan = plan_with(
        &pipeline("environment: {HTTPS_PROXY: mine}\nsteps:\n- {name: a, image: x}"),
        &some,
    );
    let step = &plan.spec.steps[0];
    assert_eq!(
        env(step, "HTTPS_PROXY").as_deref(),
        Some("http://proxy.example:3128")
    );
    assert_eq!(env(step, "http_proxy"), None);
    assert!(
        plan.notes[0].starts_with("http_proxy is not passed on"),
        "{:?}",
        plan.notes
    );
}
