//! `DK2xx`: steps, services and their order.

mod dependencies;

use crate::lint::rule::Rule;

/// The tables of the families.
pub(super) const FAMILIES: &[&[Rule]] = &[dependencies::RULES];
