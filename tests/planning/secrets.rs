//! Secrets of steps, and of registries.

use super::support::{env, inputs, one_step, pipeline, plan_with, run, step, told};

#[test]
fn secrets_are_found_without_regard_to_case() {
    let mut some = inputs(|_| ());
    some.secrets.add("TOKEN", "x");
    let raw =
        one_step("environment: {A: {from_secret: token}}\nsettings: {p: {from_secret: Token}}");
    let plan = plan_with(&raw, &some);
    let step = &plan.spec.steps[0];
    assert_eq!(env(step, "A").as_deref(), Some("secret:token"));
    assert_eq!(env(step, "PLUGIN_P").as_deref(), Some("secret:Token"));
    assert_eq!(plan.spec.secrets["token"].expose(), "x");
    assert_eq!(plan.spec.secrets["Token"].expose(), "x");
    let json = serde_json::to_string(&plan.spec).unwrap();
    assert!(
        json.contains("<redacted 1 bytes>"),
        "values are never printed: {json}"
    );
}

#[test]
fn all_missing_secrets_are_told_at_once() {
    let raw = pipeline(
        "image_pull_secrets: [registry]\nsteps:\n- name: build it\n  image: x\n  environment:\n    TOKEN: {from_secret: token}\n\
         \x20 settings:\n    password:\n      from_secret: docker_pw\n- {name: b, image: x, when: {event: tag}, environment: {Z: {from_secret: unused}}}",
    );
    let problems = run(&raw, &inputs(|_| ())).unwrap_err();
    assert_eq!(
        told(&raw, &problems),
        [
            ("registry", "image_pull_secrets needs the secret `registry`"),
            (
                "token",
                "step `build it` needs the secret `token` for its variable `TOKEN`"
            ),
            (
                "docker_pw",
                "step `build it` needs the secret `docker_pw` for its setting `password`"
            ),
        ]
        .map(|(place, message)| (place.to_owned(), message.to_owned()))
    );
    for problem in problems {
        let help = problem.help.unwrap();
        assert!(
            help.contains("--secret ") && help.contains("--secret-file"),
            "{help}"
        );
    }
}

#[test]
fn a_secret_wins_over_text_of_the_same_name() {
    let mut some = inputs(|_| ());
    some.secrets.add("s", "x");
    let raw = one_step("environment: {PLUGIN_P: {from_secret: s}}\nsettings: {p: text}");
    assert_eq!(
        env(&step(&raw, &some), "PLUGIN_P").as_deref(),
        Some("secret:s")
    );
}

#[test]
fn an_empty_secret_is_given() {
    let mut some = inputs(|_| ());
    some.secrets.add_file("EMPTY=\n").unwrap();
    let raw = one_step("environment: {A: {from_secret: empty}}");
    assert_eq!(
        env(&step(&raw, &some), "A").as_deref(),
        Some("secret:empty")
    );
}

#[test]
fn pull_requests_get_secrets_here() {
    let mut some = inputs(|given| given.build_event = Some("pull_request".into()));
    some.secrets.add("s", "x");
    let plan = plan_with(&one_step("environment: {A: {from_secret: s}}"), &some);
    assert!(
        plan.notes
            .iter()
            .any(|note| note.contains("withhold secrets")),
        "{:?}",
        plan.notes
    );
}

#[test]
fn registries_become_a_document_for_the_cluster() {
    let raw = pipeline("image_pull_secrets: [reg]\nsteps:\n- {name: a, image: x}");
    let mut some = inputs(|_| ());
    some.secrets.add(
        "reg",
        r#"{"auths":{"https://index.docker.io/v1/":{"auth":"YTpi"}}}"#,
    );
    let spec = plan_with(&raw, &some).spec;
    assert_eq!(
        spec.pull_secrets[0].expose(),
        r#"{"auths":{"index.docker.io":{"auth":"YTpi"}}}"#
    );
    some.secrets.add("reg", "s3cret");
    let problems = run(&raw, &some).unwrap_err();
    assert_eq!(told(&raw, &problems)[0].0, "reg");
    assert!(
        !problems[0].message.contains("s3cret"),
        "{}",
        problems[0].message
    );
}
