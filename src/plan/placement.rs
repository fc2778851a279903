//! Where and as whom the Pod runs, and the rest of what concerns the Pod as a whole.

use super::spec::{Dns, HostAlias, Placement, Toleration};
use crate::manifest::{self, Pipeline};
use crate::source::{Problem, Spanned};

/// Node, node selector, tolerations and service account.
///
/// `platform.os` and `platform.arch` select nodes when the file gives them; with the official
/// runner they have no such effect. A `node_selector` of the file wins over them.
pub(super) fn placement(pipeline: &Pipeline) -> Placement {
    let mut placement = Placement {
        service_account: text(&pipeline.service_account_name),
        node_name: text(&pipeline.node_name),
        tolerations: pipeline
            .tolerations
            .iter()
            .map(|own| toleration(own, own.seconds()))
            .collect(),
        ..Default::default()
    };
    for (label, value) in [
        ("kubernetes.io/os", &pipeline.platform.os),
        ("kubernetes.io/arch", &pipeline.platform.arch),
    ] {
        if let Some(value) = text(value) {
            placement
                .node_selector
                .insert(label.to_owned(), value.to_lowercase());
        }
    }
    for entry in &pipeline.node_selector {
        placement
            .node_selector
            .insert(entry.key.value.clone(), entry.value.value.clone());
    }
    placement
}

/// Windows containers have neither the shell nor the kernel that a run needs.
pub(super) fn refuse_windows(pipeline: &Pipeline) -> Option<Problem> {
    let os = &pipeline.platform.os;
    os.eq_ignore_ascii_case("windows").then(|| {
        Problem::error("windows", os.span, "pipelines for windows cannot be run")
            .help("only `platform.os: linux` is supported; lint and fmt do work on this file")
    })
}

/// `dns_config`, if the file has one.
pub(super) fn dns(pipeline: &Pipeline) -> Option<Dns> {
    let config = &pipeline.dns_config;
    let dns = Dns {
        nameservers: list(&config.nameservers),
        searches: list(&config.searches),
        options: config
            .options
            .iter()
            .map(|option| {
                let value = option.value.as_ref().map(|value| value.value.clone());
                (option.name.value.clone(), value)
            })
            .collect(),
    };
    let empty = dns.nameservers.is_empty() && dns.searches.is_empty() && dns.options.is_empty();
    (!empty).then_some(dns)
}

/// `host_aliases`.
pub(super) fn host_aliases(pipeline: &Pipeline) -> Vec<HostAlias> {
    let alias = |alias: &manifest::HostAlias| HostAlias {
        ip: alias.ip.value.clone(),
        hostnames: list(&alias.hostnames),
    };
    pipeline.host_aliases.iter().map(alias).collect()
}

/// One of `tolerations`, with its `seconds`.
pub(super) fn toleration(given: &manifest::Toleration, seconds: Option<i64>) -> Toleration {
    Toleration {
        key: text(&given.key),
        operator: text(&given.operator),
        value: text(&given.value),
        effect: text(&given.effect),
        seconds,
    }
}

/// Text that is there.
pub(super) fn text(value: &Spanned<String>) -> Option<String> {
    Some(value.value.clone()).filter(|text| !text.is_empty())
}

fn list(values: &[Spanned<String>]) -> Vec<String> {
    values.iter().map(|value| value.value.clone()).collect()
}
