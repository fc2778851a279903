//! What the name of a context and the host of its server say about a cluster.

use std::net::IpAddr;

/// Names of the tools that make clusters on one's own machine.
const LOCAL_TOOLS: [&str; 9] = [
    "kind",
    "k3d",
    "minikube",
    "colima",
    "docker-desktop",
    "docker-for-desktop",
    "rancher-desktop",
    "orbstack",
    "microk8s",
];

/// Whether a cluster is on this machine. `host` may have a port.
pub fn is_local(context: &str, host: &str) -> bool {
    let tool = |tool: &str| {
        context
            .strip_prefix(tool)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
    };
    LOCAL_TOOLS.iter().any(|name| tool(name)) || is_loopback(name_of(host))
}

/// Whether the context or its server is named as what people would not run a pipeline on by mistake.
pub fn looks_like_production(context: &str, host: &str) -> bool {
    names_production(context) || names_production(name_of(host))
}

/// Without the port: `[::1]:6443` is `::1`.
fn name_of(host: &str) -> &str {
    if let Some(rest) = host.strip_prefix('[') {
        return rest.split(']').next().unwrap_or(rest);
    }
    match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|b| b.is_ascii_digit()) && !name.contains(':') => {
            name
        }
        _ => host,
    }
}

fn is_loopback(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    match name.parse::<IpAddr>() {
        // Some tools write 0.0.0.0 for this machine.
        Ok(address) => address.is_loopback() || address.is_unspecified(),
        Err(_) => {
            name == "localhost"
                || name.ends_with(".localhost")
                || name.ends_with(".docker.internal")
        }
    }
}

/// Looks for the words for production: `prod-eu`, `eks/Prod2`; not for `product`, `non-prod`, `preprod`.
fn names_production(text: &str) -> bool {
    let text = text.to_lowercase();
    let mut before = "";
    for word in text.split(|c: char| !c.is_alphanumeric()) {
        let bare = word.trim_matches(|c: char| c.is_ascii_digit());
        let is_word = matches!(bare, "prod" | "production" | "prd" | "live");
        if is_word && !matches!(before, "non" | "not" | "no" | "pre") {
            return true;
        }
        before = word;
    }
    false
}

#[cfg(test)]
mod tests {
    use super::{is_local, looks_like_production};

    #[test]
    fn clusters_of_this_machine_are_local() {
        for (context, host) in [
            ("kind-ci", "10.0.0.1:6443"),
            ("kind", "10.0.0.1"),
            ("k3d-dev", "example.com"),
            ("minikube", "192.168.49.2:8443"),
            ("docker-desktop", "kubernetes.docker.internal:6443"),
            ("colima-arm", "x"),
            ("any", "127.0.0.1:6443"),
            ("any", "127.1.2.3"),
            ("any", "[::1]:6443"),
            ("any", "::1"),
            ("any", "localhost:8001"),
            ("any", "0.0.0.0:39999"),
        ] {
            assert!(is_local(context, host), "{context} {host}");
        }
        for (context, host) in [
            ("kindergarten", "10.0.0.1:6443"),
            ("prod", "api.example.com"),
            ("any", "[2001:db8::1]:6443"),
            ("any", "localhost.example.com"),
            ("", ""),
        ] {
            assert!(!is_local(context, host), "{context} {host}");
        }
    }

    #[test]
    fn production_is_known_by_whole_words() {
        for (context, host) in [
            ("prod", ""),
            ("eu-prod-1", ""),
            ("PROD_EU", ""),
            ("arn:aws:eks:eu-west-1:1234:cluster/prod2", ""),
            ("gke_team-production_europe-west1_main", ""),
            ("live", ""),
            ("shop-prd", ""),
            ("main", "api.prod.example.com:6443"),
        ] {
            assert!(looks_like_production(context, host), "{context} {host}");
        }
        for (context, host) in [
            ("product", ""),
            ("non-prod", ""),
            ("preprod", ""),
            ("pre-prod", ""),
            ("delivery", ""),
            ("dev", "api.dev.example.com"),
            ("reproducer", "10.0.0.1"),
        ] {
            assert!(!looks_like_production(context, host), "{context} {host}");
        }
    }
}
