//! `DK5xx`: settings of the Pod and quantities.

mod cpu;
mod memory;
mod metadata;
mod names;
mod network;
mod placement;
mod pull_secrets;
mod quantities;
mod requests;
mod resources;
mod tolerations;

pub(super) use names::is_subdomain;

use crate::lint::rule::Rule;

/// The tables of the families.
pub(super) const FAMILIES: &[&[Rule]] = &[
    cpu::RULES,
    memory::RULES,
    metadata::RULES,
    network::RULES,
    placement::RULES,
    pull_secrets::RULES,
    quantities::RULES,
    requests::RULES,
    resources::RULES,
    tolerations::RULES,
];
