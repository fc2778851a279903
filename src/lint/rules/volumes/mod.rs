//! `DK4xx`: volumes and the workspace.

mod declared;
mod host;
mod mounts;
mod names;
mod objects;
mod paths;
mod sources;
mod temp;
pub(super) mod tree;
mod trust;
mod workspace;

use crate::lint::rule::Rule;

/// The tables of the families.
pub(super) const FAMILIES: &[&[Rule]] = &[
    declared::RULES,
    host::RULES,
    mounts::RULES,
    names::RULES,
    objects::RULES,
    paths::RULES,
    sources::RULES,
    temp::RULES,
    trust::RULES,
    workspace::RULES,
];
