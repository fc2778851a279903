//! `DK5xx`: settings of the Pod and quantities.

mod names;
mod resources;

pub(super) use names::is_subdomain;

use crate::lint::rule::Rule;

/// The tables of the families.
pub(super) const FAMILIES: &[&[Rule]] = &[resources::RULES];
