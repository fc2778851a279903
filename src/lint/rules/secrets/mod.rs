//! `DK6xx`: secrets and safety.

mod credentials;
mod echoed;
mod from_secret;
mod names;
mod node;
mod substitution;

use crate::lint::rule::Rule;

/// The tables of the families.
pub(super) const FAMILIES: &[&[Rule]] = &[
    from_secret::RULES,
    credentials::RULES,
    echoed::RULES,
    substitution::RULES,
    node::RULES,
    names::RULES,
];
