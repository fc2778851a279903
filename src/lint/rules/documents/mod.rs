//! `DK9xx`: across documents, and other kinds.

use crate::lint::rule::Rule;

/// The tables of the families.
pub(super) const FAMILIES: &[&[Rule]] = &[];
