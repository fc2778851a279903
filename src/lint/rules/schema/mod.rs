//! `DK1xx`: keys, types and names. Two of `DK5xx`, which are unknown keys too, are here as well.

mod ignored;
mod kinds;
mod names;
mod nulls;
mod platform;
mod steps;
mod types;
mod unknown;

pub(super) use steps::CLONE;

use crate::lint::rule::Rule;

/// The tables of the families.
pub(super) const FAMILIES: &[&[Rule]] = &[
    kinds::RULES,
    unknown::RULES,
    unknown::RESOURCES,
    types::RULES,
    nulls::RULES,
    names::RULES,
    steps::RULES,
    ignored::RULES,
    platform::RULES,
];
