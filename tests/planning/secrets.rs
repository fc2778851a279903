//! Secrets of steps, and of registries.

use drone_k8s::manifest;
use drone_k8s::plan::{EnvValue, Inputs, Netrc, SecretMap, SecretText, missing_secrets};
use drone_k8s::source::Source;

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
            [
                "--secret ",
                "--secret-file",
                "--secret-from kubernetes:",
                "--allow-missing-secrets"
            ]
            .iter()
            .all(|way| help.contains(way)),
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
    some.secrets.add_file("secrets", "EMPTY=\n").unwrap();
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
    assert_eq!(env(&plan.spec.steps[0], "A").as_deref(), Some("secret:s"));
}

#[test]
fn secrets_can_be_withheld_from_pull_requests() {
    let raw = pipeline(
        "image_pull_secrets: [reg]\nsteps:\n- {name: a, image: x, environment: {A: {from_secret: s}}, settings: {p: {from_secret: gone}}}",
    );
    let given = |event: &str| {
        let mut some = inputs(|given| given.build_event = Some(event.into()));
        some.secrets.add("s", "x");
        some.withhold_secrets = true;
        some
    };
    let plan = plan_with(&raw, &given("pull_request"));
    for name in ["A", "PLUGIN_P"] {
        assert_eq!(env(&plan.spec.steps[0], name).as_deref(), Some(""));
    }
    assert!(plan.spec.secrets.is_empty() && plan.spec.pull_secrets.is_empty());
    let notes = plan.notes.join("\n");
    assert!(
        notes.contains("--withhold-secrets") && notes.contains("`reg`"),
        "{notes}"
    );
    // Any other event gets them, and misses what is missing.
    let problems = run(&raw, &given("push")).unwrap_err();
    assert_eq!(told(&raw, &problems).len(), 2);
}

#[test]
fn missing_secrets_can_be_empty_variables() {
    let raw = pipeline(
        "image_pull_secrets: [reg]\nsteps:\n- {name: a, image: x, environment: {A: text, B: {from_secret: s}}, settings: {p: {from_secret: given}}}",
    );
    let mut some = inputs(|_| ());
    some.secrets.add("given", "x");
    some.allow_missing_secrets = true;
    let plan = plan_with(&raw, &some);
    let step = &plan.spec.steps[0];
    assert_eq!(env(step, "B").as_deref(), Some(""));
    assert_eq!(env(step, "PLUGIN_P").as_deref(), Some("secret:given"));
    let notes = plan.notes.join("\n");
    for words in ["step a: its variable `B` is empty", "`s`", "`reg`"] {
        assert!(notes.contains(words), "no {words} in {notes}");
    }
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

/// A file with `documents` after its pipeline, whose one step needs `token`.
fn with_documents(documents: &str) -> String {
    one_step("environment: {A: {from_secret: token}}") + "---\n" + documents
}

/// Inputs that know the documents of the file, with `maps` as `--secret-map` gives them.
fn declared(raw: &str, maps: &[&str]) -> (Inputs, Vec<String>) {
    let loaded = manifest::load(&Source::new(".drone.yml", raw));
    assert!(!loaded.has_errors(), "{:?}", loaded.problems);
    let maps: Result<Vec<SecretMap>, String> = maps.iter().map(|map| map.parse()).collect();
    let Ok(maps) = maps else {
        panic!("{maps:?}");
    };
    let mut some = inputs(|_| ());
    let notes = some.secrets.declare(&loaded.manifest, &maps);
    (some, notes)
}

const STORED: &str = "kind: secret\nname: token\nget: {path: team/docker, name: password}\n";

#[test]
fn a_secret_kept_in_a_store_is_mapped_to_a_given_one() {
    let raw = with_documents(STORED);
    for map in ["team/docker/password=mine", "team/docker=MINE"] {
        let (mut some, notes) = declared(&raw, &[map]);
        some.secrets.add("mine", "x");
        some.secrets.add("token", "not this");
        let plan = plan_with(&raw, &some);
        assert_eq!(plan.spec.secrets["token"].expose(), "x", "{map}");
        assert_eq!(notes, [""; 0]);
    }
    // Path and name say more than the path.
    let maps = ["team/docker/password=best", "team/docker=other"];
    let (mut some, notes) = declared(&raw, &maps);
    some.secrets.add("best", "x");
    assert_eq!(plan_with(&raw, &some).spec.secrets["token"].expose(), "x");
    assert!(notes[0].contains("team/docker=other"), "{notes:?}");
}

#[test]
fn a_stored_secret_that_is_not_mapped_is_taken_by_its_name() {
    let raw = with_documents(STORED);
    let (mut some, _) = declared(&raw, &[]);
    some.secrets.add("TOKEN", "x");
    assert_eq!(plan_with(&raw, &some).spec.secrets["token"].expose(), "x");
}

#[test]
fn a_missing_stored_secret_says_where_it_is_kept_and_how_to_map_it() {
    let raw = with_documents(STORED);
    let (some, _) = declared(&raw, &[]);
    let problems = run(&raw, &some).unwrap_err();
    assert_eq!(told(&raw, &problems)[0].0, "token");
    let problem = &problems[0];
    assert!(problem.labels[0].text.contains("`team/docker/password`"));
    assert_eq!(&raw[problem.labels[0].span.range()], "team/docker");
    let help = problem.help.as_deref().unwrap();
    assert!(
        help.contains("--secret-map team/docker/password=SECRET"),
        "{help}"
    );

    let (some, _) = declared(&raw, &["team/docker/password=mine"]);
    let problems = run(&raw, &some).unwrap_err();
    let help = problems[0].help.as_deref().unwrap();
    assert!(help.contains("`--secret mine`"), "{help}");
    assert!(problems[0].labels[0].text.contains("`mine`"));
}

#[test]
fn an_encrypted_secret_says_that_only_the_server_can_read_it() {
    let raw = with_documents("kind: secret\nname: token\ndata: c2VjcmV0\n");
    let (mut some, _) = declared(&raw, &[]);
    let problems = run(&raw, &some).unwrap_err();
    let problem = &problems[0];
    assert!(problem.labels[0].text.contains("encrypted"), "{problem:?}");
    let help = problem.help.as_deref().unwrap();
    assert!(help.contains("--secret token"), "{help}");
    some.secrets.add("token", "x");
    assert_eq!(plan_with(&raw, &some).spec.secrets["token"].expose(), "x");
}

#[test]
fn only_steps_that_will_run_need_their_secrets() {
    let raw = pipeline(
        "services:\n- {name: db, image: x, environment: {P: {from_secret: PW}}}\nsteps:\n\
         - {name: a, image: x, environment: {A: {from_secret: one}, B: {from_secret: given}}}\n\
         - {name: b, image: x, environment: {A: {from_secret: ONE}}, settings: {s: {from_secret: two}}}\n\
         - {name: c, image: x, when: {event: tag}, environment: {A: {from_secret: three}}}\n\
         - {name: d, image: x, environment: {A: {from_secret: four}}}",
    );
    let loaded = manifest::load(&Source::new(".drone.yml", raw.clone()));
    let pipeline = loaded.manifest.pipelines().next().unwrap();
    let mut some = inputs(|_| ());
    some.secrets.add("given", "x");
    some.exclude = vec!["d".to_owned()];
    let needs = |some: &Inputs| -> Vec<(String, String)> {
        let needs = missing_secrets(pipeline, some);
        needs
            .into_iter()
            .map(|need| (need.name, need.step))
            .collect()
    };
    let wanted = [("PW", "db"), ("one", "a"), ("two", "b")];
    assert_eq!(
        needs(&some),
        wanted.map(|(name, step)| (name.to_owned(), step.to_owned()))
    );
    some.include = vec!["b".to_owned()];
    assert_eq!(needs(&some).len(), 2);
    for name in ["one", "two"] {
        some.secrets.add(name, "");
    }
    assert_eq!(needs(&some), []);
    plan_with(&raw, &some);
}

#[test]
fn parts_of_logins_are_hidden_too() {
    let raw = pipeline(
        "image_pull_secrets: [reg]\nsteps:\n- {name: a, image: x, environment: {A: {from_secret: s}}}",
    );
    let mut some = inputs(|_| ());
    some.secrets.add("s", "value of s");
    some.secrets.add(
        "reg",
        r#"{"auths":{"r.example":{"username":"ann","password":"pass:word"}}}"#,
    );
    some.netrc = Some(Netrc {
        machine: "git.example".to_owned(),
        username: SecretText::new("ann-of-git"),
        password: SecretText::new("git-password"),
    });
    let spec = plan_with(&raw, &some).spec;
    assert_eq!(
        spec.steps[0]
            .env
            .iter()
            .find(|(name, _)| name == "A")
            .unwrap()
            .1,
        EnvValue::Secret("s".to_owned())
    );
    let hidden = spec.hidden();
    let values: Vec<&str> = hidden.iter().map(|part| part.value.expose()).collect();
    for value in ["value of s", "pass:word", "ann:pass:word", "git-password"] {
        assert!(values.contains(&value), "{value} is not in {values:?}");
    }
    assert!(!values.contains(&"ann"));
    assert!(!format!("{hidden:?}").contains("pass:word"));
}
