use super::{Given, Overrides};

fn given(flags: impl FnOnce(&mut Overrides), shell: &[(&str, &str)]) -> Given {
    let mut overrides = Overrides::default();
    flags(&mut overrides);
    let lookup = |name: &str| {
        let found = shell.iter().find(|(key, _)| *key == name);
        found.map(|(_, value)| (*value).to_owned())
    };
    Given::new(&overrides, &lookup).unwrap()
}

#[test]
fn flags_win_over_the_shell_and_empty_variables_are_none() {
    let found = given(
        |flags| flags.build_event = Some("cron".to_owned()),
        &[
            ("DRONE_BUILD_EVENT", "push"),
            ("DRONE_COMMIT", "abc"),
            ("DRONE_BUILD_NUMBER", "7"),
            ("DRONE_REPO_LINK", ""),
            ("DRONE_REPO_PRIVATE", "true"),
            ("DRONE_STAGE_NAME", "outer"),
        ],
    );
    let facts = &found.overrides;
    assert_eq!(facts.build_event, Some("cron".to_owned()));
    assert_eq!(facts.commit_after, Some("abc".to_owned()));
    assert_eq!(facts.build_number, Some(7));
    assert_eq!((&facts.repo_link, &facts.stage_name), (&None, &None));
    assert!(facts.repo_private);
    let used = ["DRONE_BUILD_NUMBER", "DRONE_COMMIT", "DRONE_REPO_PRIVATE"];
    assert_eq!(found.from_shell(), used);
}

#[test]
fn what_a_flag_says_through_another_one_the_shell_does_not_change() {
    let outer = [
        ("DRONE_COMMIT_REF", "refs/heads/main"),
        ("DRONE_SOURCE_BRANCH", "main"),
        ("DRONE_TARGET_BRANCH", "main"),
        ("DRONE_REPO_NAME", "outer"),
        ("DRONE_TAG", "v1"),
    ];
    let facts = given(
        |flags| {
            flags.commit_branch = Some("dev".to_owned());
            flags.repo_slug = Some("a/b".to_owned());
        },
        &outer,
    )
    .overrides;
    assert_eq!((facts.commit_ref, facts.commit_source), (None, None));
    assert_eq!((facts.commit_target, facts.repo_name), (None, None));
}

#[test]
fn a_tag_and_a_pull_request_are_references_with_their_event() {
    for (shell, event, reference) in [
        (&[("DRONE_TAG", "v1")][..], "tag", "refs/tags/v1"),
        (
            &[("DRONE_PULL_REQUEST", "42")],
            "pull_request",
            "refs/pull/42/head",
        ),
        (
            &[("DRONE_TAG", "v1"), ("DRONE_BUILD_EVENT", "promote")],
            "promote",
            "refs/tags/v1",
        ),
        (
            &[
                ("DRONE_TAG", "v1"),
                ("DRONE_COMMIT_REF", "refs/tags/v2"),
                ("DRONE_BUILD_EVENT", "tag"),
            ],
            "tag",
            "refs/tags/v2",
        ),
    ] {
        let facts = given(|_| (), shell).overrides;
        assert_eq!(facts.build_event, Some(event.to_owned()), "{shell:?}");
        assert_eq!(facts.commit_ref, Some(reference.to_owned()), "{shell:?}");
    }
    let facts = given(
        |flags| flags.build_event = Some("push".to_owned()),
        &[("DRONE_TAG", "v1"), ("DRONE_PULL_REQUEST", "42")],
    );
    assert_eq!(facts.overrides.commit_ref, None);
}

#[test]
fn a_number_that_is_none_names_the_variable_and_the_flag() {
    let lookup = |name: &str| (name == "DRONE_BUILD_NUMBER").then(|| "seven".to_owned());
    let error = Given::new(&Overrides::default(), &lookup).unwrap_err();
    assert!(error.contains("DRONE_BUILD_NUMBER is \"seven\""), "{error}");
    assert!(error.contains("--build-number"), "{error}");
}
