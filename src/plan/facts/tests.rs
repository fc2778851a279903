//! Facts from made-up checkouts.

use super::*;
use crate::plan::Commit;

fn checkout() -> Checkout {
    Checkout {
        top: Some("/src/hello-dir".into()),
        branch: "feature/x".to_owned(),
        commit: Some(Commit {
            sha: "aaa".to_owned(),
            parent: "bbb".to_owned(),
            author_name: "Ann Example".to_owned(),
            author_email: "7+ann@users.noreply.github.com".to_owned(),
            message: "Title\n\nBody".to_owned(),
        }),
        tag: "v1.2.3".to_owned(),
        remote: "git@github.com:octocat/hello.git".to_owned(),
        default_branch: "main".to_owned(),
        notes: Vec::new(),
    }
}

fn facts(given: &Overrides) -> Facts {
    Facts::new(&checkout(), given, 1_700_000_000)
}

#[test]
fn a_checkout_gives_a_push_of_its_branch() {
    let facts = facts(&Overrides::default());
    assert_eq!(facts.build.event, "push");
    assert_eq!(
        (facts.build.number, facts.build.started),
        (1, 1_700_000_000)
    );
    assert_eq!(
        facts.commit.reference, "refs/heads/feature/x",
        "a tag at HEAD changes nothing"
    );
    assert_eq!(facts.commit.target, "feature/x");
    assert_eq!(
        (facts.commit.after.as_str(), facts.commit.before.as_str()),
        ("aaa", "bbb")
    );
    assert_eq!(facts.commit.title, "Title");
    assert_eq!(
        facts.commit.link,
        "https://github.com/octocat/hello/commit/aaa"
    );
    assert_eq!(facts.repo.slug, "octocat/hello");
    assert_eq!(facts.repo.branch, "main");
    assert_eq!(
        (facts.author.login.as_str(), facts.author.name.as_str()),
        ("ann", "Ann Example")
    );
    assert_eq!(facts.tag(), None);
}

#[test]
fn the_event_decides_reference_and_target() {
    let event = |name: &str| {
        facts(&Overrides {
            build_event: Some(name.into()),
            ..Default::default()
        })
    };
    let tag = event("tag");
    assert_eq!(
        (tag.tag(), tag.commit.target.as_str()),
        (Some("v1.2.3"), "")
    );
    let pull = event("pull_request");
    assert_eq!(pull.commit.reference, "refs/pull/0/head");
    assert_eq!(
        (pull.commit.source.as_str(), pull.commit.target.as_str()),
        ("feature/x", "main")
    );
}

#[test]
fn what_is_given_wins_and_carries_over() {
    let given = Overrides {
        repo_slug: Some("me/tool".into()),
        commit_ref: Some("refs/heads/release/1".into()),
        commit_message: Some("given".into()),
        ..Default::default()
    };
    let facts = facts(&given);
    assert_eq!(
        (facts.repo.namespace.as_str(), facts.repo.name.as_str()),
        ("me", "tool")
    );
    assert_eq!(
        (facts.commit.target.as_str(), facts.commit.source.as_str()),
        ("release/1", "release/1")
    );
    assert_eq!(facts.commit.title, "given");
}

#[test]
fn nothing_known_gives_a_push_of_nothing() {
    let facts = Facts::new(&Checkout::default(), &Overrides::default(), 5);
    assert_eq!(facts.build.event, "push");
    assert_eq!(
        (facts.commit.reference.as_str(), facts.commit.link.as_str()),
        ("", "")
    );
    assert_eq!(
        (facts.repo.slug.as_str(), facts.repo.name.as_str()),
        ("", "")
    );
}
