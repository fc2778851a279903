//! Secrets: where they come from and where they are not seen.

use std::fs;

use crate::bed::bed;
use crate::harness::Run;

const VALUE: &str = "correct-horse-battery";

fn pipeline(commands: &str) -> String {
    format!(
        "steps:
- name: it
  image: busybox
  environment: {{TOKEN: {{from_secret: token}}}}
  commands:
{commands}"
    )
}

#[test]
fn a_value_is_masked_however_it_is_written() {
    let run = Run::new(&pipeline(
        "  - echo plain $TOKEN
  - 'printf %s \"$${TOKEN%battery}\"; sleep 0.3; echo battery'
  - 'printf %s \"$TOKEN\" | base64'
  - 'echo twice $TOKEN$TOKEN'
",
    ))
    .args(&["--secret", "token"])
    .env("TOKEN", VALUE);
    let done = run.done().code(0).says(&["plain ******"]);
    // base64 of the value, and its parts
    done.says_not(&[VALUE, "Y29ycmVjdC1ob3JzZS1iYXR0ZXJ5", "horse"]);
}

#[test]
fn each_line_of_a_long_value_is_masked() {
    let run = Run::new(&pipeline(
        "  - echo \"$TOKEN\"\n  - 'echo \"$TOKEN\" | tail -n 1'\n",
    ));
    fs::write(
        run.path().join(".secrets"),
        "token=\"first-line-of-key\\nsecond-line-of-key\"\n",
    )
    .unwrap();
    run.args(&["--secret-file", ".secrets"])
        .done()
        .code(0)
        .says(&["******"])
        .says_not(&["first-line-of-key", "second-line-of-key"]);
}

#[test]
fn plugins_get_secrets_and_are_masked() {
    Run::new(
        "steps:
- {name: it, image: plugins/echo, settings: {token: {from_secret: TOKEN}}}
",
    )
    .args(&["--secret", "TOKEN"])
    .env("TOKEN", VALUE)
    .done()
    .code(0)
    .says(&["PLUGIN_TOKEN=******"])
    .says_not(&[VALUE]);
}

#[test]
fn the_pod_does_not_hold_the_value() {
    let run = Run::new(&pipeline("  - sleep 600\n"))
        .args(&["--secret", "token"])
        .env("TOKEN", VALUE)
        .start();
    run.until_stdout("+ sleep 600");
    let pod = run.pod();
    let text = bed()
        .kubectl(&["get", "pod", &pod, "-n", run.namespace(), "-o", "yaml"])
        .unwrap();
    assert!(text.contains("secretKeyRef") && !text.contains(VALUE));
    run.signal("TERM");
    run.done().code(143).says_not(&[VALUE]);
}

#[test]
fn a_missing_secret_is_named_before_anything_is_made() {
    let done = Run::new(&pipeline("  - 'true'\n"))
        .env("KUBECONFIG", "/nonexistent/config")
        .done()
        .code(2);
    done.says(&["token", ".drone.yml:7:", "--secret"]);
}
