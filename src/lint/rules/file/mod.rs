//! `DK0xx`: the file and its YAML.

mod duplicates;
mod lost;
mod scalars;
mod syntax;
mod tidy;

use crate::lint::rule::Rule;

/// The tables of the families.
pub(super) const FAMILIES: &[&[Rule]] = &[
    syntax::RULES,
    lost::RULES,
    duplicates::RULES,
    scalars::RULES,
    tidy::RULES,
];
