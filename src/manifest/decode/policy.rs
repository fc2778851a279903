//! The keys of a policy.

use super::super::policy::{Policy, PolicyResources};
use crate::yaml::record;

record! { Policy as "policy.Policy", pointer = false, span = span;
    "kind" => kind,
    "name" => name,
    "match" => conditions,
    "metadata" => metadata,
    "resources" => resources,
    "node_selector" => node_selector,
    "service_account" => service_account,
    "tolerations" => tolerations,
}

record! { PolicyResources as "policy.Resources", pointer = false;
    "request" => request,
    "limit" => limit,
}
