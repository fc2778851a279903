//! `DK4xx`: volumes and the workspace.

mod mounts;
mod names;
mod trust;

use crate::lint::rule::Rule;

/// The tables of the families.
pub(super) const FAMILIES: &[&[Rule]] = &[mounts::RULES, names::RULES, trust::RULES];
