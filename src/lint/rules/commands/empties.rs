//! Variables of the shell that Drone replaces by nothing.

use std::collections::{HashMap, HashSet};

use super::code::Code;
use super::site::{Site, sites};
use super::variables::{is_in_steps, is_of_shells, is_substituted};
use crate::lint::rule::{Check, Context, File, Fixable, Rule};
use crate::manifest::{Step, Variable};
use crate::source::{Severity, Span};

pub(super) const RULES: &[Rule] = &[Rule {
    id: "DK702",
    name: "substitution-empties-shell-variable",
    severity: Severity::Warning,
    refused: false,
    summary: "A `${…}` with a variable that exists in the step only.",
    why: "Drone replaces `${…}` before any step runs and knows the variables of the build only. What comes from `environment`, from the script or from the image becomes nothing: `rm -rf ${DIR}/*` becomes `rm -rf /*`.",
    official: "Replaces it by nothing and goes on.",
    fix: Fixable::Safe,
    bad: "steps:
- name: build
  image: golang:1.22
  environment:
    OUTPUT: app
  commands:
  - go build -o «${OUTPUT}»
",
    good: "steps:
- name: build
  image: golang:1.22
  environment:
    OUTPUT: app
  commands:
  - go build -o $${OUTPUT}
",
    check: Check::File(check),
}];

fn check(cx: &mut Context<'_>) {
    let sites = sites(cx.file);
    let mut assigned = Assigned::default();
    let mut removals = Deleted::default();
    for site in &sites {
        if is_substituted(site.name) || site.is_escaped(cx.file) {
            continue;
        }
        let origin = origin(cx.file, site, &mut assigned);
        if origin == Some(Origin::Secret) {
            continue;
        }
        let deletes = removals.has(site);
        if origin.is_none() && !deletes {
            continue;
        }
        report(cx, site, origin, deletes);
    }
}

fn report(cx: &mut Context<'_>, site: &Site<'_>, origin: Option<Origin>, deletes: bool) {
    let name = site.name;
    let becomes = if site.has_default {
        format!("`${{{name}…}}` always gives its default: ")
    } else {
        format!("`${{{name}}}` becomes nothing: ")
    };
    let why = match origin {
        Some(Origin::Environment) => "Drone does not look into `environment`",
        Some(Origin::Script) => "Drone does not run the script",
        Some(Origin::Shell) => "only the shell knows it",
        _ => "Drone knows no such variable",
    };
    let problem = cx.report(site.span, becomes + why);
    let escape = site.escape();
    problem.help = Some(if deletes {
        "the path that is deleted then begins at the root; write `$${` to keep it for the shell"
            .to_owned()
    } else if escape.is_some() {
        "write `$${` to keep it for the shell".to_owned()
    } else {
        "only variables of the build can be used here".to_owned()
    });
    if deletes && origin.is_some() {
        problem.severity = Severity::Error;
    }
    if let Some(edit) = escape {
        problem.set_fix(origin.is_some(), "write `$${`", [edit]);
    }
}

/// Where a variable that Drone does not know comes from.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(in crate::lint::rules) enum Origin {
    Environment,
    Secret,
    Script,
    Shell,
}

/// The names that the scripts of steps set, read when they are needed.
#[derive(Default)]
pub(in crate::lint::rules) struct Assigned<'a>(HashMap<Span, HashSet<&'a str>>);

impl<'a> Assigned<'a> {
    fn of(&mut self, file: File<'a>, step: &'a Step) -> &HashSet<&'a str> {
        self.0.entry(step.span).or_insert_with(|| {
            let mut names = HashSet::new();
            for code in Code::of(file, step) {
                for simple in &code.shell.commands {
                    names.extend(simple.assigned.iter().map(|name| code.text(name)));
                    let words = simple.texts(&code.command.value);
                    let sets = match words.first().copied() {
                        Some("export" | "local" | "readonly" | "declare" | "read") => {
                            words.get(1..)
                        }
                        Some("for") => words.get(1..2),
                        _ => None,
                    };
                    for word in sets.unwrap_or_default() {
                        names.insert(word.split('=').next().unwrap_or_default());
                    }
                }
            }
            names
        })
    }
}

/// Where the variable of a site comes from; none if nothing is known of it.
pub(in crate::lint::rules) fn origin<'a>(
    file: File<'a>,
    site: &Site<'a>,
    assigned: &mut Assigned<'a>,
) -> Option<Origin> {
    let step = match &site.command {
        Some(command) => Some(command.step),
        None => step_at(site),
    };
    let own = step.and_then(|step| step.environment.get(site.name));
    match own {
        Some(Variable::Secret(_)) => return Some(Origin::Secret),
        // `environment: {X: "${X:-default}"}` hands a parameter of the build on.
        Some(Variable::Text(_)) if site.command.is_none() && is_handed_on(file, site) => {
            return None;
        }
        Some(Variable::Text(_)) => return Some(Origin::Environment),
        None if site.pipeline.environment.contains_key(site.name) => {
            let is_own = site.command.is_none() && is_handed_on(file, site);
            return (!is_own).then_some(Origin::Environment);
        }
        None => {}
    }
    let command = site.command.as_ref()?;
    if is_of_shells(site.name) || is_in_steps(site.name) {
        Some(Origin::Shell)
    } else if !is_handed_on(file, site) && assigned.of(file, command.step).contains(site.name) {
        Some(Origin::Script)
    } else {
        None
    }
}

/// Whether the site is what a variable of its own name is set to: `X: ${X:-default}` hands a
/// parameter of the build on to the step.
fn is_handed_on(file: File<'_>, site: &Site<'_>) -> bool {
    let before = file.source.text().get(..site.span.start as usize);
    let before = before.unwrap_or_default();
    if is_of_shells(site.name) {
        return false;
    }
    let before = before.trim_end_matches(['"', '\'', '\\', ' ', ':', '=']);
    before
        .strip_suffix(site.name)
        .is_some_and(|before| !before.ends_with(|c: char| c.is_ascii_alphanumeric() || c == '_'))
}

/// The step in whose text a site stands.
fn step_at<'a>(site: &Site<'a>) -> Option<&'a Step> {
    let pipeline = site.pipeline;
    [&pipeline.services, &pipeline.steps]
        .into_iter()
        .filter_map(|steps| {
            let after = steps.partition_point(|step| step.span.start <= site.span.start);
            steps.get(after.checked_sub(1)?)
        })
        .find(|step| site.span.end <= step.span.end)
}

/// The words of `rm` in each command that was asked about.
#[derive(Default)]
struct Deleted(HashMap<Span, HashSet<usize>>);

impl Deleted {
    /// Whether `rm` deletes a path that begins with the expression.
    fn has(&mut self, site: &Site<'_>) -> bool {
        let Some(command) = &site.command else {
            return false;
        };
        let code = &command.code;
        if site.has_default || !site.in_shell() {
            return false;
        }
        let starts = self
            .0
            .entry(code.command.span)
            .or_insert_with(|| words_of_rm(code));
        let rest = code.command.value.get(command.at..).unwrap_or_default();
        let end = rest.find('}').map_or(rest.len(), |at| at + 1);
        let after = rest.get(end..).unwrap_or_default();
        starts.contains(&command.at) && after.trim_start_matches('"').starts_with('/')
    }
}

/// Where the arguments of `rm` begin, behind their quotes.
fn words_of_rm(code: &Code<'_>) -> HashSet<usize> {
    let mut found = HashSet::new();
    for simple in &code.shell.commands {
        let mut words = simple.words.iter();
        let is_rm = match words.next().map(|word| code.text(word)) {
            Some("rm") => true,
            Some("sudo") => words.next().is_some_and(|word| code.text(word) == "rm"),
            _ => false,
        };
        if is_rm {
            found.extend(words.map(|word| {
                let text = code.text(word);
                word.start + (text.len() - text.trim_start_matches('"').len())
            }));
        }
    }
    found
}
