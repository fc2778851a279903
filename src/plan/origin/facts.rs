//! Where the variables that are made of facts came from.

use std::collections::BTreeMap;

use super::{Origin, Origins};
use crate::manifest::Pipeline;
use crate::plan::env::{self, Variables};
use crate::plan::facts::Facts;
use crate::plan::git::Checkout;
use crate::plan::given::{By, FACTS, Field};
use crate::plan::overrides::Overrides;

/// Where each variable that is made of facts came from.
///
/// A variable may be made of several facts, such as the link of a commit. So each fact is changed in
/// turn: what changes with it is made of it. The strongest that has a part in it is told.
pub(super) fn origins(
    pipeline: &Pipeline,
    now: i64,
    origins: &Origins<'_>,
) -> BTreeMap<String, Origin> {
    let (checkout, overrides) = (origins.checkout, &origins.given.overrides);
    let made = |overrides: &Overrides, checkout: &Checkout, pipeline: &Pipeline| {
        let facts = Facts::new(checkout, overrides, now).for_pipeline(pipeline);
        let mut all = env::substitution(&facts, &BTreeMap::new());
        all.extend(env::of_git(&facts, false, false));
        all
    };
    let as_it_is = made(overrides, checkout, pipeline);
    let mut found: BTreeMap<String, Origin> = as_it_is
        .clone()
        .into_iter()
        .map(|(name, _)| (name, Origin::Default))
        .collect();
    let mut mark = |changed: &Variables, origin: &Origin| {
        for (name, value) in as_it_is.clone() {
            if changed.get(&name) != Some(value.as_str()) {
                found.insert(name, origin.clone());
            }
        }
    };
    mark(
        &made(overrides, checkout, &Pipeline::default()),
        &Origin::Pipeline,
    );
    mark(&made(overrides, &other(checkout), pipeline), &Origin::Git);
    let by_flag = |&&(_, by): &&(usize, By)| by == By::Flag;
    let (flags, shell): (Vec<_>, Vec<_>) = origins.given.by.iter().partition(by_flag);
    for (at, by) in shell.into_iter().chain(flags) {
        let Some(fact) = FACTS.get(at) else { continue };
        let mut changed = overrides.clone();
        match (fact.field)(&mut changed) {
            Field::Text(text) => *text = text.take().map(|text| text + "~"),
            Field::Number(number) => *number = number.map(|number| number.wrapping_add(1)),
            Field::Truth(truth) => *truth = !*truth,
        }
        let origin = match by {
            By::Flag => Origin::Flag(format!("--{}", fact.flag)),
            By::Shell(name) => Origin::Shell((*name).to_owned()),
        };
        mark(&made(&changed, checkout, pipeline), &origin);
    }
    found
}

/// A checkout in which everything that is known is something else.
fn other(checkout: &Checkout) -> Checkout {
    let mut other = checkout.clone();
    let mut texts = vec![&mut other.branch, &mut other.tag, &mut other.default_branch];
    if let Some(commit) = &mut other.commit {
        texts.extend([
            &mut commit.sha,
            &mut commit.parent,
            &mut commit.author_name,
            &mut commit.author_email,
            &mut commit.message,
        ]);
    }
    for text in texts {
        if !text.is_empty() {
            text.insert(0, '~');
            text.push('~');
        }
    }
    if let Some(top) = &mut other.top {
        top.push("~");
    }
    // An address must stay one to be read at all, with another owner and name.
    if let Some((owner, name)) = checkout.remote.rsplit_once('/') {
        other.remote = format!("{owner}/~/{name}~");
    } else if !checkout.remote.is_empty() {
        other.remote.push('~');
    }
    other
}
