//! `DK9xx`: across documents, and other kinds.

mod kinds;
mod names;
#[cfg(test)]
mod tests;
mod unused;

use crate::lint::rule::Rule;

/// The tables of the families.
pub(super) const FAMILIES: &[&[Rule]] = &[kinds::RULES, names::RULES, unused::RULES];
