//! `DK1xx`: keys, types and names.

mod steps;

pub(super) use steps::CLONE;

use crate::lint::rule::Rule;

/// The tables of the families.
pub(super) const FAMILIES: &[&[Rule]] = &[steps::RULES];
