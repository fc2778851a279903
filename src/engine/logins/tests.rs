use std::fs;

use tempfile::TempDir;

use super::*;

/// `registry user:password` for each login that a config gives for these images.
fn logins(config: &str, images: &[&str], covered: &[&str]) -> (Vec<String>, Vec<String>) {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("config.json");
    fs::write(&path, config).unwrap();
    let covered: Vec<String> = covered.iter().map(ToString::to_string).collect();
    let found = find(&Places::Given(path), images.iter().copied(), &covered, &[]).unwrap();
    let shown = found
        .logins
        .iter()
        .map(|login| {
            format!(
                "{} {}:{}",
                login.registry,
                login.username,
                login.password.expose()
            )
        })
        .collect();
    (shown, found.notes)
}

// u:p, v:q, hub:x
const CONFIG: &str = r#"{"auths": {
    "https://index.docker.io/v1/": {"auth": "aHViOng="},
    "registry.example:5000": {"auth": "dTpw"},
    "quay.io/team": {"auth": "djpx"},
    "quay.io": {"username": "u", "password": "p"},
    "never.used": {"auth": "dTpw"}
}}"#;

#[test]
fn only_registries_of_the_images_count() {
    assert_eq!(
        logins(CONFIG, &["docker.io/library/golang:1"], &[]).0,
        ["docker.io hub:x"]
    );
    assert_eq!(
        logins(
            CONFIG,
            &["registry.example:5000/a", "registry.example:5000/b:2"],
            &[]
        )
        .0,
        ["registry.example:5000 u:p"]
    );
    assert!(logins(CONFIG, &["elsewhere.example/a"], &[]).0.is_empty());
}

#[test]
fn a_part_of_a_registry_has_its_own_login() {
    assert_eq!(
        logins(CONFIG, &["quay.io/team/app"], &[]).0,
        ["quay.io/team v:q"]
    );
    assert_eq!(
        logins(CONFIG, &["quay.io/team/app", "quay.io/other/app"], &[]).0,
        ["quay.io/team v:q", "quay.io u:p"]
    );
}

#[test]
fn what_has_a_login_already_is_not_looked_up() {
    assert!(logins(CONFIG, &["golang"], &["docker.io"]).0.is_empty());
    assert!(
        logins(CONFIG, &["quay.io/team/app"], &["quay.io/team"])
            .0
            .is_empty()
    );
}

#[test]
fn one_registry_may_have_several_names() {
    // The first is empty, the others belong to a login in the browser.
    let config = r#"{"auths": {
        "docker.io": {},
        "https://index.docker.io/v1/": {"auth": "aHViOng="},
        "https://index.docker.io/v1/access-token": {"auth": "dTpw"},
        "https://index.docker.io/v1/refresh-token": {"auth": "dTpw"}
    }}"#;
    assert_eq!(logins(config, &["golang"], &[]).0, ["docker.io hub:x"]);
}

#[test]
fn identity_tokens_are_named_or_used() {
    let config = |host: &str| {
        format!(r#"{{"auths": {{"{host}": {{"auth": "dTo=", "identitytoken": "secret-token"}}}}}}"#)
    };
    let (none, notes) = logins(&config("registry.example"), &["registry.example/a"], &[]);
    assert!(none.is_empty());
    assert!(
        notes
            .iter()
            .any(|note| note.contains("identity token for registry.example"))
    );
    assert!(!notes.concat().contains("secret-token"));
    assert_eq!(
        logins(&config("my.azurecr.io"), &["my.azurecr.io/a"], &[]).0,
        ["my.azurecr.io 00000000-0000-0000-0000-000000000000:secret-token"]
    );
}

#[test]
fn a_helper_that_fails_is_told_and_the_file_asked() {
    let config =
        r#"{"credsStore": "is-not-there", "auths": {"registry.example": {"auth": "dTpw"}}}"#;
    let (found, notes) = logins(config, &["registry.example/a"], &[]);
    assert_eq!(found, ["registry.example u:p"]);
    assert!(
        notes
            .iter()
            .any(|note| note.contains("docker-credential-is-not-there"))
    );
}

#[test]
fn a_file_that_cannot_be_used_is_named_without_what_it_holds() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("config.json");
    fs::write(&path, "{s3cret").unwrap();
    let images = ["golang"];
    let given = Places::Given(path.clone());
    let error = find(&given, images, &[], &[]).unwrap_err();
    assert!(
        error.contains("config.json") && !error.contains("s3cret"),
        "{error}"
    );
    let usual = Places::Usual(vec![folder.path().join("none"), path]);
    let found = find(&usual, images, &[], &[]).unwrap();
    assert!(found.logins.is_empty());
    assert_eq!(found.notes.len(), 1, "{:?}", found.notes);
    assert!(find(&Places::Given(folder.path().join("none")), images, &[], &[]).is_err());
}

#[test]
fn the_usual_files_are_those_of_docker_and_podman() {
    let env = |name: &str| match name {
        "HOME" => Some("/home/ann".to_owned()),
        "XDG_RUNTIME_DIR" => Some("/run/user/1".to_owned()),
        _ => None,
    };
    let Places::Usual(paths) = usual(&env) else {
        panic!("nobody gave a file")
    };
    let paths: Vec<String> = paths
        .iter()
        .map(|path| path.display().to_string())
        .collect();
    assert_eq!(paths.first().unwrap(), "/home/ann/.docker/config.json");
    assert!(paths.contains(&"/run/user/1/containers/auth.json".to_owned()));
    let docker = usual(&|name| (name == "DOCKER_CONFIG").then(|| "/d".to_owned()));
    assert!(matches!(docker, Places::Usual(paths) if paths.len() == 1));
}
