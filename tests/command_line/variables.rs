//! Variables: who wins, and `--print-env`.

use super::support::{Bed, refused, variable};

const STEP: &str = "environment: {GREETING: hi there, LEVEL: pipeline}
steps:
- name: one
  image: alpine
  environment: {LEVEL: step, TOKEN: {from_secret: token}}
  commands: [\"echo ${LEVEL} ${GREETING}\"]
";

#[test]
fn env_wins_over_everything_and_environ_over_nothing() {
    let bed = Bed::of(STEP)
        .shell("FROM_SHELL", "yes")
        .shell("token", "hunter22");
    let pod = bed.pod(
        "--secret token --env LEVEL=env --env DRONE_BRANCH=mine --env FROM_SHELL --env NOT_SET \
         --env TOKEN=mine --environ GREETING=no --environ CI=no --environ OTHER=yes",
    );
    for (name, value) in [
        ("LEVEL", Some("env")),
        ("DRONE_BRANCH", Some("mine")),
        ("FROM_SHELL", Some("yes")),
        ("NOT_SET", None),
        ("TOKEN", Some("mine")),
        ("GREETING", Some("hi there")),
        ("CI", Some("true")),
        ("OTHER", Some("yes")),
    ] {
        assert_eq!(variable(&pod, 0, name).as_deref(), value, "{name}");
    }
    let said = bed.exec("--dry-run --secret token --env NOT_SET");
    assert!(
        said.err
            .contains("--env NOT_SET: this process has no variable"),
        "{}",
        said.err
    );
}

#[test]
fn an_env_file_is_read_and_told_where_it_is_wrong() {
    let bed = Bed::of("steps:\n- {name: one, image: alpine, commands: [\"echo ${A}\"]}\n");
    bed.file("good", "# comment\nexport A='x y'\nB=1\n");
    bed.file("bad", "A=1\nno assignment, hunter22\n");
    let pod = bed.pod("--env-file good --environ B=2");
    assert_eq!(variable(&pod, 0, "A").as_deref(), Some("x y"));
    assert_eq!(variable(&pod, 0, "B").as_deref(), Some("2"));
    let said = bed.exec("--dry-run --env-file bad");
    refused(&said, &["env file bad: line 2", "NAME=value"]);
    assert!(!said.err.contains("hunter22"));
    refused(&bed.exec("--dry-run --env-file none"), &["env file none"]);
}

#[test]
fn facts_come_from_flags_then_the_shell_then_git_then_defaults() {
    let bed = Bed::of(STEP)
        .checkout()
        .shell("DRONE_BRANCH", "dev")
        .shell("DRONE_BUILD_NUMBER", "7")
        .shell("DRONE_SYSTEM_HOST", "drone.example.com");
    let said = bed.exec("--print-env --build-number 8 --env LEVEL=env --environ FOO=1");
    assert_eq!(said.code, Some(0), "{}", said.err);
    for line in [
        "CI=true  # default",
        "DRONE_BRANCH=dev  # shell DRONE_BRANCH",
        "DRONE_BUILD_NUMBER=8  # flag --build-number",
        "DRONE_COMMIT_AUTHOR_EMAIL=ann@example.com  # git",
        "DRONE_COMMIT_MESSAGE=greeting  # git",
        "DRONE_COMMIT_REF=refs/heads/dev  # shell DRONE_BRANCH",
        "DRONE_GIT_HTTP_URL=https://github.com/octocat/hello.git  # git",
        "DRONE_REPO=octocat/hello  # git",
        "DRONE_REPO_OWNER=octocat  # git",
        "DRONE_STAGE_NAME=default  # default",
        "DRONE_STEP_NAME=one  # step one",
        "DRONE_SYSTEM_HOSTNAME=drone.example.com  # shell DRONE_SYSTEM_HOST",
        "FOO=1  # flag --environ",
        "GIT_AUTHOR_NAME=Ann  # git, not in ${}",
        "GREETING=\"hi there\"  # pipeline, not in ${}",
        "LEVEL=env  # flag --env",
        "TOKEN=<secret token>  # step one",
        "DRONE_BUILD_STATUS=success  # default, only in ${}",
        "DRONE_BUILD_STATUS=<when the step starts>  # default, not in ${}",
    ] {
        assert!(
            said.out.lines().any(|own| own == line),
            "{line} in {}",
            said.out
        );
    }
    let names = said.out.lines().map(|line| line.split('=').next().unwrap());
    assert!(names.clone().is_sorted(), "{}", said.out);
    assert_eq!(names.clone().filter(|name| *name == "LEVEL").count(), 1);
    assert!(!said.out.contains("hunter2"), "{}", said.out);
    let note = "DRONE_BRANCH, DRONE_BUILD_NUMBER, DRONE_SYSTEM_HOST";
    assert!(
        !said.err.contains(note),
        "a flag wins over DRONE_BUILD_NUMBER: {}",
        said.err
    );
    assert!(
        said.err.contains("DRONE_BRANCH, DRONE_SYSTEM_HOST"),
        "{}",
        said.err
    );
}

#[test]
fn values_of_secrets_and_passwords_are_in_no_line() {
    let bed = Bed::of(STEP)
        .shell("token", "hunter22-hunter22")
        .shell("DRONE_NETRC_MACHINE", "github.com")
        .shell("DRONE_NETRC_USERNAME", "ann-ann")
        .shell("DRONE_NETRC_PASSWORD", "hunter33-hunter33")
        .shell("https_proxy", "http://me:hunter44@proxy:3128");
    let said = bed.exec(
        "--print-env --secret token --env COPY=x-hunter22-hunter22 --commit-message hunter33-hunter33",
    );
    assert_eq!(said.code, Some(0), "{}", said.err);
    for line in [
        "COPY=x-******  # flag --env",
        "DRONE_COMMIT_MESSAGE=******  # flag --commit-message",
        "DRONE_NETRC_MACHINE=github.com  # shell DRONE_NETRC_MACHINE, not in ${}",
        "DRONE_NETRC_PASSWORD=<secret DRONE_NETRC_PASSWORD>  # shell DRONE_NETRC_MACHINE, not in ${}",
        "https_proxy=http://me:******@proxy:3128  # shell https_proxy, not in ${}",
    ] {
        assert!(
            said.out.lines().any(|own| own == line),
            "{line} in {}",
            said.out
        );
    }
    assert!(!(said.out + &said.err).contains("hunter"));
}

#[test]
fn conditions_see_the_facts_of_the_shell() {
    let bed = Bed::of(
        "steps:
- {name: one, image: alpine, commands: [a], when: {ref: refs/tags/v*, event: tag}}
- {name: two, image: alpine, commands: [b], when: {event: push}}
",
    );
    let names = |bed: &Bed| {
        let pod = bed.pod("");
        let containers = pod["spec"]["containers"].as_array().unwrap();
        containers.len()
    };
    assert_eq!(names(&bed), 2);
    let bed = bed.shell("DRONE_TAG", "v1.2.3");
    let pod = bed.pod("");
    assert_eq!(variable(&pod, 0, "DRONE_STEP_NAME").as_deref(), Some("one"));
    assert_eq!(variable(&pod, 0, "DRONE_SEMVER").as_deref(), Some("1.2.3"));
    let bed = Bed::of(STEP).shell("DRONE_BUILD_NUMBER", "seven");
    refused(
        &bed.exec("--print-env"),
        &["DRONE_BUILD_NUMBER is \"seven\"", "--build-number"],
    );
}
