//! `DK2xx`: steps, services and their order.

pub(in crate::lint::rules) mod cycles;
mod dependencies;
mod detached;
mod faults;
mod many;
mod network;
mod order;
mod parallel;
pub(in crate::lint::rules) mod raw;
#[cfg(test)]
mod tests;

use crate::lint::rule::Rule;

/// The tables of the families.
pub(super) const FAMILIES: &[&[Rule]] = &[
    dependencies::RULES,
    detached::RULES,
    many::RULES,
    network::RULES,
    order::RULES,
    parallel::RULES,
];
