//! Steps and services themselves: there, named once, with an image.

use std::collections::HashMap;

use super::super::Context;
use crate::manifest::{NullList, Step};
use crate::source::Span;

/// Name of the step that fetches the repository.
pub(super) const CLONE: &str = "clone";

/// Empty list items. Empty `steps` items are refused when the file is read.
pub(super) fn null_entries(cx: &mut Context<'_>) {
    for null in &cx.pipeline.null_entries {
        let (list, official) = match null.list {
            NullList::Steps => continue,
            NullList::Services => ("services", Some("linter: nil step")),
            NullList::Volumes | NullList::Mounts => ("volumes", None),
        };
        let problem = cx.report(null.span, format!("this item of `{list}` is empty"));
        problem.official = official.map(ToOwned::to_owned);
        problem.help = Some(match official {
            Some(_) => "delete the `-`, or write the service after it".to_owned(),
            None => "delete the `-`; the official runner crashes on it".to_owned(),
        });
    }
}

/// Equal names. Two equal names within `steps` are refused when the file is read.
pub(super) fn duplicate_names(cx: &mut Context<'_>) {
    let clone = &cx.pipeline.clone;
    let mut seen: HashMap<&str, Span> = HashMap::new();
    if !clone.disable.value {
        seen.insert(CLONE, Span::default());
    }
    for service in &cx.pipeline.services {
        duplicate_name(service, &mut seen, cx);
    }
    let services = seen.clone();
    for step in &cx.pipeline.steps {
        // Steps are compared with what comes before all steps only.
        if services.contains_key(step.name.as_str()) && !step.name.is_empty() {
            duplicate_name(step, &mut seen, cx);
        }
    }
}

fn duplicate_name<'p>(step: &'p Step, seen: &mut HashMap<&'p str, Span>, cx: &mut Context<'_>) {
    let Some(&first) = seen.get(step.name.as_str()) else {
        seen.insert(&step.name, step.name.span);
        return;
    };
    let is_clone = first == Span::default();
    let message = match step.name.as_str() {
        "" => "a second service has no name".to_owned(),
        name if is_clone => format!("`{name}` is the name of the step that fetches the repository"),
        name => format!("the name `{name}` is taken already"),
    };
    let problem = cx.report(step.name.span, message);
    if is_clone {
        problem.help = Some("use another name, or set `clone: {disable: true}`".to_owned());
    } else {
        problem.labels.push(crate::source::Label {
            span: first,
            text: "the first one".to_owned(),
        });
        problem.help = Some("names of services and steps must differ".to_owned());
    }
    problem.official = Some("linter: duplicate step names".to_owned());
}

/// No image.
pub(super) fn missing_image(cx: &mut Context<'_>) {
    let pipeline = cx.pipeline;
    let services = pipeline.services.iter().map(|step| ("service", step));
    let steps = pipeline.steps.iter().map(|step| ("step", step));
    for (what, step) in services
        .chain(steps)
        .filter(|(_, step)| step.image.is_empty())
    {
        let span = if step.name.is_empty() {
            step.image.span
        } else {
            step.name.span
        };
        let message = match step.name.as_str() {
            "" => format!("this {what} has no image"),
            name => format!("the {what} `{name}` has no image"),
        };
        let problem = cx.report(span, message);
        problem.help = Some(format!("add `image:` to the {what}"));
        problem.official = Some("linter: invalid or missing image".to_owned());
    }
}
