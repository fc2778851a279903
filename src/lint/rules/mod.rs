//! The rules: a folder for each hundred of numbers, in it a file for each rule or tight family.

mod commands;
mod conditions;
mod documents;
mod file;
mod graph;
mod images;
mod pod;
mod schema;
mod secrets;
mod volumes;

use std::sync::LazyLock;

use super::rule::{Context, Rule};
use crate::lint::keys::tree_at;
use crate::manifest::Pipeline;
use crate::yaml::Tree;

/// The tables of all families.
const FAMILIES: &[&[&[Rule]]] = &[
    file::FAMILIES,
    schema::FAMILIES,
    graph::FAMILIES,
    conditions::FAMILIES,
    volumes::FAMILIES,
    pod::FAMILIES,
    secrets::FAMILIES,
    commands::FAMILIES,
    images::FAMILIES,
    documents::FAMILIES,
    &[super::ignores::RULES],
];

/// All rules by number.
pub static RULES: LazyLock<Vec<&'static Rule>> = LazyLock::new(|| {
    let families = FAMILIES.iter().copied().flatten().copied();
    let mut rules: Vec<&'static Rule> = families.flatten().collect();
    rules.sort_by_key(|rule| rule.id);
    rules
});

/// The document of a pipeline as a tree.
fn tree_of<'a>(cx: &Context<'a>, pipeline: &Pipeline) -> Option<&'a Tree> {
    tree_at(cx.file.trees, pipeline.span)
}
