//! `DK5xx`: settings of the Pod and quantities.

mod resources;

use crate::lint::rule::Rule;

/// The tables of the families.
pub(super) const FAMILIES: &[&[Rule]] = &[resources::RULES];
