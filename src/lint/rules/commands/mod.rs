//! `DK7xx`: substitution and commands.

mod code;
mod dollars;
mod empties;
mod image_shell;
mod joined;
mod keys;
mod kinds;
mod lost;
mod operators;
mod portable;
mod shellcheck;
mod site;
mod syntax;
mod transport;
mod variables;

pub(in crate::lint::rules) use code::Code;
pub(in crate::lint::rules) use empties::{Assigned, Origin, origin};
pub(in crate::lint::rules) use keys::{Keys, Pair, pairs, steps};
pub(in crate::lint::rules) use portable::is_posix;
pub(in crate::lint::rules) use site::sites;
pub(in crate::lint::rules) use variables::is_substituted;

use crate::lint::rule::Rule;

/// The tables of the families.
pub(super) const FAMILIES: &[&[Rule]] = &[
    syntax::RULES,
    empties::RULES,
    operators::RULES,
    dollars::RULES,
    lost::RULES,
    transport::RULES,
    portable::RULES,
    kinds::RULES,
    shellcheck::RULES,
];
