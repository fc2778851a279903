//! `DK3xx`: `when` and `trigger`.

mod walk;

use crate::lint::rule::Rule;

pub(super) use walk::{Policy, policy};

/// The tables of the families.
pub(super) const FAMILIES: &[&[Rule]] = &[];
