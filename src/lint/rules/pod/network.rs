//! Names and addresses inside of the Pod.

use std::net::IpAddr;

use super::names::is_subdomain;
use crate::lint::rule::{Check, Context, Fixable, Rule};
use crate::lint::rules::volumes::tree::is_open;
use crate::manifest::Pipeline;
use crate::source::Severity;

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "DK516",
        name: "host-alias",
        severity: Severity::Error,
        refused: false,
        summary: "A host alias has an address or a name that cannot be.",
        why: "The `ip` must be an address, and `hostnames` are small letters, digits, `-` and `.`.",
        official: "Sends it, and the API server refuses the Pod.",
        fix: Fixable::Safe,
        bad: "host_aliases:
- ip: 10.0.0.7
  hostnames: [«Registry.local»]
",
        good: "host_aliases:
- ip: 10.0.0.7
  hostnames: [registry.local]
",
        check: Check::Pipeline(host_alias),
    },
    Rule {
        id: "DK517",
        name: "dns-config",
        severity: Severity::Error,
        refused: false,
        summary: "A part of `dns_config` is not what Kubernetes allows.",
        why: "It takes at most 3 name servers, given by address, and 32 search domains; an option needs a name.",
        official: "Sends it, and the API server refuses the Pod.",
        fix: Fixable::No,
        bad: "dns_config:
  nameservers: [«dns.example.com»]
",
        good: "dns_config:
  nameservers: [10.0.0.53]
",
        check: Check::Pipeline(dns_config),
    },
];

/// Most name servers.
const NAMESERVERS: usize = 3;
/// Most search domains.
const SEARCHES: usize = 32;

/// Whether a text is an address as the API server reads it: zeros before a number do not matter.
fn is_ip(text: &str) -> bool {
    let without_zeros = |part: &str| {
        let digits = part.trim_start_matches('0');
        let is_zero = digits.is_empty() && !part.is_empty();
        if is_zero {
            "0".to_owned()
        } else {
            digits.to_owned()
        }
    };
    if text.contains(':') {
        return text.parse::<IpAddr>().is_ok();
    }
    let parts: Vec<String> = text.split('.').map(without_zeros).collect();
    parts.join(".").parse::<IpAddr>().is_ok()
}

/// Addresses and names of `host_aliases`.
fn host_alias(cx: &mut Context<'_>, pipeline: &Pipeline) {
    for alias in &pipeline.host_aliases {
        let ip = &alias.ip;
        if ip.is_empty() {
            let problem = cx.report(ip.span, "this host alias has no address");
            problem.help = Some("add `ip:`".to_owned());
        } else if !is_ip(ip) && !is_open(ip) {
            let problem = cx.report(ip.span, format!("`{ip}` is no address"));
            problem.help = Some("write an IPv4 or IPv6 address, such as `10.0.0.7`".to_owned());
        }
        for name in &alias.hostnames {
            if is_subdomain(name) || is_open(name) {
                continue;
            }
            let lower = name.to_ascii_lowercase();
            let is_block = cx.text(name.span).starts_with(['|', '>']);
            let problem = cx.report(name.span, format!("`{name}` cannot be the name of a host"));
            problem.help = Some(
                "use small letters, digits, `-` and `.`, with a letter or digit at both ends"
                    .to_owned(),
            );
            if is_subdomain(&lower) && !is_block {
                problem.set_fix(true, format!("write `{lower}`"), [(name.span, lower)]);
            }
        }
    }
}

/// Parts of `dns_config`.
fn dns_config(cx: &mut Context<'_>, pipeline: &Pipeline) {
    let config = &pipeline.dns_config;
    for server in &config.nameservers {
        if !is_ip(server) && !is_open(server) {
            let problem = cx.report(server.span, format!("`{server}` is no address"));
            problem.help = Some("write the IPv4 or IPv6 address of the name server".to_owned());
        }
    }
    if let Some(server) = config.nameservers.get(NAMESERVERS) {
        let message = format!("{NAMESERVERS} name servers are possible, this is one more");
        let help = "keep those that matter most";
        cx.report(server.span, message).help = Some(help.to_owned());
    }
    if let Some(domain) = config.searches.get(SEARCHES) {
        let message = format!("{SEARCHES} search domains are possible, this is one more");
        let help = "keep those that matter most";
        cx.report(domain.span, message).help = Some(help.to_owned());
    }
    for option in config
        .options
        .iter()
        .filter(|option| option.name.is_empty())
    {
        let problem = cx.report(option.name.span, "this option has no name");
        problem.help = Some("add `name:`, such as `name: ndots`".to_owned());
    }
}

#[cfg(test)]
mod tests {
    use super::is_ip;

    #[test]
    fn addresses_are_read_as_the_api_server_does() {
        assert!(is_ip("10.0.0.7") && is_ip("010.0.00.7") && is_ip("fd00::1"));
        assert!(!is_ip("10.0.0") && !is_ip("10.0.0.300") && !is_ip("") && !is_ip("1..2.3"));
    }
}
