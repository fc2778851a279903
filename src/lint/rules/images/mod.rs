//! `DK8xx`: images and plugins.

mod plugins;
mod pull;
mod reference;
mod settings;
mod tags;

use crate::lint::rule::Rule;

/// The tables of the families.
pub(super) const FAMILIES: &[&[Rule]] =
    &[plugins::RULES, pull::RULES, settings::RULES, tags::RULES];
