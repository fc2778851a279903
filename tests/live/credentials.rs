//! Kubeconfigs, good ones and bad ones.

use std::fs;
use std::io::{Read, Write};
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt;
use std::thread;

use crate::bed::{bed, ours};
use crate::harness::{Run, wait_until};
use crate::support::{Deaf, kubeconfig, shell};

fn good() -> Run {
    shell(&["echo hi"])
}

/// The kubeconfig of a user of the test bed as text.
fn text_of(user: &str) -> String {
    fs::read_to_string(bed().kubeconfig(user)).unwrap()
}

#[test]
fn the_file_in_the_home_folder_is_the_default() {
    if ours("the kubeconfig of the limited user").is_none() {
        return;
    }
    let run = good().with("home/.kube/config", text_of("drone"));
    let home = run.path().join("home").display().to_string();
    run.env("HOME", &home)
        .env("KUBECONFIG", "")
        .done()
        .code(0)
        .says(&["it | hi"]);
}

#[test]
fn several_files_are_one_configuration() {
    if ours("the kubeconfig of the limited user").is_none() {
        return;
    }
    let run = good().with("first", "apiVersion: v1\nkind: Config\n");
    let list = format!(
        "{}:{}:{}",
        run.path().join("first").display(),
        run.path().join("is-not-there").display(),
        bed().kubeconfig("drone")
    );
    run.env("KUBECONFIG", &list)
        .done()
        .code(0)
        .says(&["it | hi"]);
}

#[test]
fn files_that_cannot_be_used_are_named() {
    let missing_cluster = kubeconfig("http://127.0.0.1:9", "{}")
        .replace("name: c, cluster: {s", "name: d, cluster: {s");
    let missing_user =
        kubeconfig("http://127.0.0.1:9", "{}").replace("name: u, user", "name: v, user");
    let no_context = kubeconfig("http://127.0.0.1:9", "{}").replace("current-context: c", "");
    let no_file = kubeconfig(
        "https://127.0.0.1:9",
        "{client-certificate: gone.crt, client-key: gone.key}",
    );
    for (text, words) in [
        ("", &["context"][..]),
        ("not: [a, kubeconfig", &["config"]),
        ("just text", &["config"]),
        (&missing_cluster, &["cluster", "c"]),
        (&missing_user, &["user", "u"]),
        (&no_context, &["no current context", "--context"]),
        (&no_file, &["gone."]),
    ] {
        good()
            .with("config", text)
            .args(&["--kubeconfig", "config"])
            .done()
            .code(2)
            .says(words)
            .says(&["error: "])
            .says_not(&["panicked"]);
    }
}

#[test]
fn a_folder_is_no_kubeconfig() {
    good()
        .args(&["--kubeconfig", "."])
        .done()
        .code(2)
        .says(&["kubeconfig"]);
}

#[test]
fn a_program_that_gives_the_credentials_is_run() {
    let Some(bed) = ours("tokens") else { return };
    let text = fs::read_to_string(bed.kubeconfig("token")).unwrap();
    let user = text
        .lines()
        .find_map(|line| line.trim().strip_prefix("user: {\"token\""))
        .unwrap();
    let token = user.trim_matches([':', ' ', '"', '}']).to_string();
    let run = good().with(
        "login",
        format!(
            "#!/bin/sh\necho '{{\"apiVersion\":\"client.authentication.k8s.io/v1\",\"kind\":\"ExecCredential\",\"status\":{{\"token\":\"{token}\"}}}}'\n"
        ),
    );
    let program = run.path().join("login");
    fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).unwrap();
    let exec = format!(
        "exec: {{apiVersion: client.authentication.k8s.io/v1, command: '{}', interactiveMode: Never}}",
        program.display()
    );
    let text = text.replace(&format!("\"token\": \"{token}\""), &exec);
    assert!(text.contains("exec:"), "{text}");
    run.with("config", text)
        .args(&["--kubeconfig", "config"])
        .done()
        .code(0)
        .says(&["it | hi"]);
}

#[test]
fn a_program_that_gives_none_is_named() {
    let exec = "{exec: {apiVersion: client.authentication.k8s.io/v1, command: no-such-login, interactiveMode: Never}}";
    let done = good()
        .with("config", kubeconfig("https://127.0.0.1:9", exec))
        .args(&["--kubeconfig", "config"])
        .done();
    assert!([2, 3].contains(&done.code), "{done:?}");
    done.says(&["no-such-login"]);
}

#[test]
fn a_server_with_an_unknown_certificate_is_not_trusted() {
    if ours("the certificates of the API server").is_none() {
        return;
    }
    let text = text_of("drone");
    let lines: Vec<&str> = text
        .lines()
        .filter(|line| !line.contains("certificate-authority"))
        .collect();
    good()
        .with("config", lines.join("\n"))
        .args(&["--kubeconfig", "config"])
        .done()
        .code(3)
        .says(&["certificate"]);
}

#[test]
fn impersonation_takes_the_rights_of_the_other_user() {
    if ours("users of the test bed").is_none() {
        return;
    }
    good()
        .user("admin")
        .args(&["--as", "nobody"])
        .done()
        .code(3)
        .says(&["create pods"]);
    good()
        .user("admin")
        .args(&["--as", "drone"])
        .done()
        .code(0)
        .says(&["it | hi"]);
}

#[test]
fn a_server_that_lets_in_and_says_nothing_is_given_up() {
    let server = Deaf::new();
    good()
        .with("config", server.kubeconfig())
        .args(&["--kubeconfig", "config"])
        .done()
        .code(3)
        .says(&["127.0.0.1", "error: "]);
}

#[test]
fn a_server_that_is_no_kubernetes_is_told_from_one() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let mut request = [0; 4096];
            let _ = stream.read(&mut request);
            let _ = stream.write_all(
                b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 13\r\nConnection: close\r\n\r\n<html></html>",
            );
        }
    });
    good()
        .with("config", kubeconfig(&format!("http://{address}"), "{}"))
        .args(&["--kubeconfig", "config"])
        .done()
        .code(3)
        .says(&["error: ", &address.to_string()])
        .says_not(&["panicked"]);
}

#[test]
fn an_interrupt_ends_the_wait_for_a_server() {
    let server = Deaf::new();
    let run = good()
        .with("config", server.kubeconfig())
        .args(&["--kubeconfig", "config"])
        .start();
    run.until_stderr("runs as");
    wait_until("the server is called", || server.was_called());
    run.signal("INT");
    run.done().code(130);
}
