//! Command lines of the official tools.

use super::support::{Bed, refused, step, variable};

const STEPS: &str = "steps:
- name: one
  image: alpine
  commands: [echo 1]
- name: two
  image: alpine
  commands: [\"echo ${DRONE_BRANCH}\"]
- name: three
  image: alpine
  commands: [echo 3]
  when: {event: [promote], instance: [drone.example.com]}
services:
- name: db
  image: redis
";

#[test]
fn a_command_line_of_the_runner_runs() {
    let bed = Bed::of(STEPS);
    let pod = bed.pod(
        "--stage-name default --stage-id 1 --stage-number 3 --stage-kind pipeline \
         --stage-type kubernetes --stage-os linux --stage-arch amd64 --stage-variant v8 \
         --stage-kernel 5 --stage-created 1 --stage-updated 2 \
         --secrets TOKEN=hunter22 --secrets KEY:hunter33 --include one --include two --include db \
         --exclude three --environ A=1 --environ B:2 --labels team=a --volumes /cache=/cache:ro \
         --volumes /data:/data --privileged plugins/x --kubeconfig none --namespace ci \
         --limit-memory 64 --limit-cpu 500 --request-memory 32 --request-cpu 50 \
         --min-request-memory 8 --min-request-cpu 2 --debug --trace --dump --no-debug --pretty \
         --repo-id 1 --repo-namespace octocat --repo-name hello --repo-slug octocat/hello \
         --repo-http https://x/y.git --repo-ssh git@x:y.git --repo-link https://x/y \
         --repo-branch main --repo-private --repo-visibility private --repo-trusted \
         --repo-protected --repo-timeout 30 --repo-created 1 --repo-updated 2 \
         --build-id 1 --build-number 7 --build-parent 6 --build-event promote --build-action a \
         --build-cron c --build-target production --build-created 1 --build-updated 2 \
         --commit-sender s --commit-link https://x/c --commit-title t --commit-message m \
         --commit-before b --commit-after a --commit-ref refs/heads/dev --commit-fork f \
         --commit-source dev --commit-target dev \
         --author-login ann --author-name Ann --author-email ann@example.com --author-avatar v \
         --netrc-username u --netrc-password hunter44 --netrc-machine x \
         --system-host drone.example.com --system-proto https --system-link l --system-version 2 \
         .drone.yml",
    );
    let metadata = &pod["metadata"];
    assert_eq!(metadata["labels"]["team"], "a");
    assert_eq!(metadata["annotations"]["io.drone.ttl"], "30m0s");
    assert_eq!(metadata["annotations"]["io.drone.protected"], "true");
    let resources = &step(&pod, 1)["resources"];
    assert_eq!(resources["limits"]["memory"], (64 << 20).to_string());
    assert_eq!(resources["limits"]["cpu"], "500m");
    assert_eq!(resources["requests"]["memory"], (8 << 20).to_string());
    assert_eq!(resources["requests"]["cpu"], "2m");
    let helper = &pod["spec"]["containers"][0]["resources"]["requests"];
    assert_eq!(
        (&helper["cpu"], &helper["memory"]),
        (&"50m".into(), &(32 << 20).to_string().into())
    );
    let mounts = step(&pod, 1)["volumeMounts"].as_array().unwrap();
    let cache = mounts
        .iter()
        .find(|mount| mount["mountPath"] == "/cache")
        .unwrap();
    assert_eq!(cache["readOnly"], true);
    let data = mounts
        .iter()
        .find(|mount| mount["mountPath"] == "/data")
        .unwrap();
    assert!(data["readOnly"].is_null());
    for (name, value) in [
        ("A", "1"),
        ("B", "2"),
        ("DRONE_BUILD_NUMBER", "7"),
        ("DRONE_DEPLOY_TO", "production"),
        ("DRONE_BRANCH", "dev"),
        ("DRONE_NETRC_MACHINE", "x"),
        (
            "DRONE_BUILD_LINK",
            "https://drone.example.com/octocat/hello/7",
        ),
        ("DRONE_STAGE_NUMBER", "3"),
    ] {
        assert_eq!(variable(&pod, 1, name).as_deref(), Some(value), "{name}");
    }
}

#[test]
fn what_has_no_effect_is_said_and_secrets_on_the_command_line_are_warned_of() {
    let bed = Bed::of(STEPS);
    let said = bed.exec(
        "--dry-run --secrets t=hunter22 --repo-id 5 --commit-fork x --netrc-machine m \
         --netrc-password hunter33",
    );
    assert_eq!(said.code, Some(0), "{}", said.err);
    for words in [
        "warning: --secrets shows the value to everyone",
        "warning: --netrc-password shows the value",
        "DRONE_NETRC_PASSWORD",
        "note: --repo-id, --commit-fork: no step sees it",
    ] {
        assert!(said.err.contains(words), "{words} in {}", said.err);
    }
    let all = said.out + &said.err;
    assert!(!all.contains("hunter"), "{all}");
}

#[test]
fn a_command_line_of_drone_exec_runs() {
    let bed = Bed::of(STEPS);
    bed.file("secrets.env", "token=hunter22\n");
    bed.file("vars.env", "FROM_FILE=yes\n");
    let pod = bed.pod(
        "--pipeline default --include two --include three --trusted=true --pretty=false \
         --timeout 1h30m0s --volume /cache:/cache --secret-file secrets.env --env-file vars.env \
         --privileged plugins/docker --netrc-username u --netrc-password p --netrc-machine m \
         --branch dev --event promote --instance drone.example.com --repo octocat/hello \
         --deploy-to production --sha abc --ref refs/heads/dev .drone.yml",
    );
    assert_eq!(pod["metadata"]["annotations"]["io.drone.ttl"], "1h30m0s");
    assert!(step(&pod, 1).is_object(), "`when` of step three holds");
    for (name, value) in [
        ("FROM_FILE", "yes"),
        ("DRONE_REPO", "octocat/hello"),
        ("DRONE_REPO_NAME", "hello"),
        ("DRONE_COMMIT_SHA", "abc"),
        ("DRONE_BRANCH", "dev"),
        ("DRONE_COMMIT_REF", "refs/heads/dev"),
        ("DRONE_SYSTEM_HOST", "drone.example.com"),
        ("DRONE_DEPLOY_TO", "production"),
    ] {
        assert_eq!(variable(&pod, 0, name).as_deref(), Some(value), "{name}");
    }
}

#[test]
fn a_run_is_resumed_at_a_step_with_its_services() {
    let bed = Bed::of(STEPS);
    let said =
        bed.exec("--dry-run --dump --event promote --instance drone.example.com --resume-at two");
    let plan = &said.err[said.err.find('{').unwrap()..=said.err.rfind('}').unwrap()];
    let plan: serde_json::Value = serde_json::from_str(plan).unwrap();
    let names: Vec<_> = plan["steps"]
        .as_array()
        .unwrap()
        .iter()
        .map(|step| &step["name"])
        .collect();
    assert_eq!(names, ["db", "two", "three"]);
    assert_eq!(plan["left_out"][0]["reason"], "--resume-at starts at two");
    refused(
        &bed.exec("--dry-run --resume-at tow"),
        &["--resume-at names `tow`", "two"],
    );
}

#[test]
fn flags_without_a_meaning_are_refused_by_name_before_anything_is_read() {
    let bed = Bed::new("not: [a pipeline");
    for (flag, instead) in [
        ("--network host", "localhost"),
        ("--tmate-enabled", "kubectl exec"),
        ("--no-tmate-enabled", "kubectl exec"),
        ("--tmate-image x", "kubectl exec"),
        ("--tmate-server-host=x", "kubectl exec"),
        ("--tmate-server-port 22", "kubectl exec"),
        ("--tmate-server-rsa-fingerprint x", "kubectl exec"),
        ("--tmate-server-ed25519-fingerprint x", "kubectl exec"),
        ("--engine-container-start-timeout 480", "--pull-timeout"),
        ("--kube-client-qps 5", "leave the flag out"),
        ("--kube-client-burst=10", "leave the flag out"),
        ("--netrc-clone-only", "all steps get the login"),
        ("--spec", "--dry-run"),
        ("--source x.yml", "drone-k8s exec FILE"),
        ("--server https://x", "--system-host"),
        ("--socks-proxy x", "HTTPS_PROXY"),
    ] {
        let name = flag.split([' ', '=']).next().unwrap();
        let said = bed.exec(flag);
        refused(
            &said,
            &[&format!("error: {name} cannot be used here"), instead],
        );
        assert!(!said.err.contains(".drone.yml"), "{}", said.err);
    }
    // As a value of another flag it is one.
    refused(
        &bed.exec("--nonsense"),
        &["unexpected argument '--nonsense'"],
    );
}

#[test]
fn volumes_of_the_node_need_trust_and_a_place_of_their_own() {
    let bed = Bed::of(STEPS);
    refused(
        &bed.exec("--dry-run --volume /a:/b"),
        &["--volume /a:/b", "--trusted"],
    );
    refused(
        &bed.exec("--dry-run --trusted --no-trusted --volume /a:/b"),
        &["--trusted"],
    );
    refused(
        &bed.exec("--dry-run --trusted --volume C:\\x:/y"),
        &["both absolute paths"],
    );
    refused(
        &bed.exec("--dry-run --trusted --volume /a:/drone/src/"),
        &["where the working tree is"],
    );
}

#[test]
fn compat_repeats_mistakes() {
    let bed = Bed::of(
        "platform: {os: linux, arch: arm64}
tolerations: [{key: k, toleration_seconds: 5}, {key: l, tolerationseconds: 6}]
volumes: [{name: c, config_map: {name: c}}]
steps:
- name: one
  image: alpine
  environment: {PRICE: \"5$$$$\"}
  commands: ['sed s/\\//_/']
  volumes: [{name: c, path: /c}]
",
    );
    let spec = |words: &str| bed.pod(&format!("--trusted {words}"))["spec"].take();
    let mode = |spec: &serde_json::Value| {
        let volumes = spec["volumes"].as_array().unwrap();
        let found = volumes
            .iter()
            .find(|volume| volume["configMap"].is_object());
        found.unwrap()["configMap"]["defaultMode"].clone()
    };
    let ours = spec("");
    assert_eq!(ours["nodeSelector"]["kubernetes.io/arch"], "arm64");
    assert_eq!(ours["tolerations"][0]["tolerationSeconds"], 5);
    assert!(mode(&ours).is_null());
    let official = spec("--compat");
    assert!(official["nodeSelector"].is_null());
    assert!(official["tolerations"][0]["tolerationSeconds"].is_null());
    assert_eq!(official["tolerations"][1]["tolerationSeconds"], 6);
    assert_eq!(mode(&official), 0);
    let script = |words: &str| {
        let said = bed.exec(&format!("--dry-run --dump --trusted {words}"));
        said.err
    };
    assert!(script("").contains(r"sed s/\\//_/"), "{}", script(""));
    assert!(script("--compat").contains("sed s///_/"));
    assert!(script("").contains("5$$") && !script("--compat").contains("5$$"));
    let bed = Bed::of(
        "steps: [{name: one, image: alpine, entrypoint: [sh, -c, echo a b], command: [c]}]\n",
    );
    let script = |words: &str| bed.exec(&format!("--dry-run --dump {words}")).err;
    assert!(script("").contains("exec sh -c 'echo a b' c"));
    assert!(script("--compat").contains("\\nsh -c echo a b c\\n"));
}
