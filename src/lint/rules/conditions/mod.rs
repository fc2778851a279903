//! `DK3xx`: `when` and `trigger`.

mod glob;
mod globs;
mod never;
mod publish;
mod shape;
#[cfg(test)]
mod tests;
mod trigger;
mod walk;
mod words;

use crate::lint::rule::Rule;

pub(super) use trigger::is_apart;
pub(super) use walk::{Policy, policy};

/// The tables of the families.
pub(super) const FAMILIES: &[&[Rule]] = &[
    globs::RULES,
    never::RULES,
    publish::RULES,
    shape::RULES,
    trigger::RULES,
    words::RULES,
];
