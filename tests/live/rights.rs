//! Users who may do less.

use crate::bed::ours;
use crate::harness::Run;

const PIPELINE: &str = "steps:
- {name: shell, image: busybox, commands: ['cat file', 'echo status=$DRONE_BUILD_STATUS', exit 3]}
- {name: plugin, image: plugins/echo, when: {status: [failure]}}
";

#[test]
fn a_user_without_rights_is_told_which_are_missing() {
    if ours("a user without rights").is_none() {
        return;
    }
    Run::new(PIPELINE).user("nobody").done().code(3).says(&[
        "create pods",
        "delete pods",
        "get pods/log",
        "Rights",
    ]);
}

#[test]
fn without_jobs_it_works_and_warns() {
    if ours("a user without the right to jobs").is_none() {
        return;
    }
    Run::new(PIPELINE)
        .with("file", "content\n")
        .user("nojobs")
        .done()
        .code(1)
        .says(&["jobs", "content"]);
}

#[test]
fn without_exec_everything_still_works_and_warns() {
    if ours("a user without the right to exec").is_none() {
        return;
    }
    let done = Run::new(PIPELINE)
        .with("file", "content\n")
        .user("noexec")
        .done()
        .code(1);
    assert!(
        done.lines("shell").contains(&"content".to_string()),
        "{}",
        done.text()
    );
    assert!(
        done.lines("shell").contains(&"status=success".to_string()),
        "{}",
        done.text()
    );
    let line = "status=failure stage=failure failed=shell".to_string();
    assert!(done.lines("plugin").contains(&line), "{}", done.text());
    done.says(&["pods/exec"]);
}

#[test]
fn without_exec_a_large_tree_is_refused() {
    if ours("a user without the right to exec").is_none() {
        return;
    }
    let noise: Vec<u8> = (0_u32..3_000_000)
        .flat_map(|n| n.wrapping_mul(2_654_435_761).to_le_bytes())
        .collect();
    Run::new(PIPELINE)
        .with("file", noise)
        .user("noexec")
        .done()
        .code(3)
        .says(&["8 MiB", ".droneignore"]);
}

#[test]
fn a_token_is_as_good_as_a_certificate() {
    if ours("a user with a token").is_none() {
        return;
    }
    Run::new("steps:\n- {name: it, image: busybox, commands: [echo hi]}\n")
        .user("token")
        .done()
        .code(0);
}

#[test]
fn a_token_that_is_not_accepted() {
    if ours("a refused token").is_none() {
        return;
    }
    Run::new(PIPELINE)
        .user("badtoken")
        .done()
        .code(3)
        .says(&["401", "log in"]);
}
