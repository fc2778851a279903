//! Proxies of this machine for the steps.

use super::env::Variables;

/// The variables that are passed on, in lower case; each is also read in upper case.
const NAMES: [&str; 4] = ["http_proxy", "https_proxy", "no_proxy", "all_proxy"];

/// Proxies from the environment of this process, which `lookup` reads: both spellings of each that
/// is set in either. As with the official runner steps get them.
pub fn proxies(lookup: &dyn Fn(&str) -> Option<String>) -> Variables {
    let mut out = Variables::default();
    for name in NAMES {
        let upper = name.to_uppercase();
        let value = lookup(name)
            .or_else(|| lookup(&upper))
            .filter(|value| !value.is_empty());
        if let Some(value) = value {
            out.set(name, value.as_str());
            out.set(upper, value);
        }
    }
    out
}

/// The same without those that only this machine can reach, and a note about them.
pub(super) fn reachable(proxies: &Variables, notes: &mut Vec<String>) -> Variables {
    let mut out = Variables::default();
    for (name, value) in proxies.clone() {
        if !name.eq_ignore_ascii_case("no_proxy") && is_loopback(&value) {
            if name.ends_with("_proxy") {
                notes.push(format!(
                    "{name} is not passed on to steps: {} is this machine itself",
                    host(&value)
                ));
            }
        } else {
            out.set(name, value);
        }
    }
    out
}

fn is_loopback(address: &str) -> bool {
    let host = host(address);
    host.eq_ignore_ascii_case("localhost") || host.starts_with("127.") || host == "[::1]"
}

/// Host of `http://user:password@host:port/`, where only the host is needed.
fn host(address: &str) -> &str {
    let rest = address.split_once("://").map_or(address, |(_, rest)| rest);
    let authority = rest.split('/').next().unwrap_or(rest);
    let host = authority
        .rsplit_once('@')
        .map_or(authority, |(_, host)| host);
    match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|b| b.is_ascii_digit()) => name,
        _ => host,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_spellings_come_from_either() {
        let set = proxies(&|name| match name {
            "HTTP_PROXY" => Some("http://proxy:3128".to_owned()),
            "no_proxy" => Some("localhost,10.0.0.0/8".to_owned()),
            "all_proxy" => Some(String::new()),
            _ => None,
        });
        assert_eq!(set.get("http_proxy"), Some("http://proxy:3128"));
        assert_eq!(set.get("HTTP_PROXY"), Some("http://proxy:3128"));
        assert_eq!(set.get("NO_PROXY"), Some("localhost,10.0.0.0/8"));
        assert_eq!((set.get("all_proxy"), set.get("https_proxy")), (None, None));
        let mut notes = Vec::new();
        assert_eq!(reachable(&set, &mut notes), set);
        assert_eq!(notes, Vec::<String>::new());
    }

    #[test]
    fn a_proxy_on_this_machine_is_of_no_use_in_a_pod() {
        for address in [
            "http://127.0.0.1:3128",
            "localhost:8080",
            "http://me:s3cret@[::1]:1/",
        ] {
            let set = proxies(&|name| (name == "https_proxy").then(|| address.to_owned()));
            let mut notes = Vec::new();
            assert_eq!(
                reachable(&set, &mut notes),
                Variables::default(),
                "{address}"
            );
            assert_eq!(notes.len(), 1);
            assert!(notes[0].starts_with("https_proxy") && !notes[0].contains("s3cret"));
        }
    }
}
