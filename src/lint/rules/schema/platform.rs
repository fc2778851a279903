//! `platform`, which does not choose a node.

use crate::lint::keys::entry;
use crate::lint::rule::{Check, Context, Fixable, Rule};
use crate::lint::rules::tree_of;
use crate::manifest::Pipeline;
use crate::source::{Severity, Span};

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "DK123",
        name: "platform-not-scheduled",
        severity: Severity::Warning,
        refused: false,
        summary: "`platform.arch` names an architecture, but nothing sends the Pod to such a node.",
        why: "The Pod may start on a node of another architecture, where its images cannot run.",
        official: "Only sets a label of the Pod, which Kubernetes does not look at.",
        fix: Fixable::Unsafe,
        bad: "platform:
  os: linux
  arch: «arm64»
",
        good: "platform:
  os: linux
  arch: arm64
node_selector:
  kubernetes.io/arch: arm64
",
        check: Check::Pipeline(not_scheduled),
    },
    Rule {
        id: "DK124",
        name: "windows-kubernetes",
        severity: Severity::Warning,
        refused: false,
        summary: "A Kubernetes pipeline is for Windows.",
        why: "The runner makes the Pod for Linux and only starts the commands with PowerShell.",
        official: "Runs PowerShell in a Pod whose volumes and paths are those of Linux.",
        fix: Fixable::No,
        bad: "platform:
  os: «windows»
",
        good: "platform:
  os: linux
",
        check: Check::Pipeline(windows),
    },
];

fn not_scheduled(cx: &mut Context<'_>, pipeline: &Pipeline) {
    let arch = &pipeline.platform.arch;
    // Whoever chooses nodes in another way knows what they do.
    let chosen = !pipeline.node_selector.is_empty()
        || !pipeline.node_name.is_empty()
        || !pipeline.tolerations.is_empty();
    if chosen || matches!(arch.as_str(), "" | "amd64") || arch.contains("${") {
        return;
    }
    let place = end_of_platform(cx, pipeline);
    let message = format!("`arch: {}` does not choose a node", arch.value);
    let problem = cx.report(arch.span, message);
    let selector = format!("node_selector:\n  kubernetes.io/arch: {}", arch.value);
    problem.help = Some(format!(
        "add `node_selector: {{kubernetes.io/arch: {}}}`",
        arch.value
    ));
    if let Some(place) = place {
        let edit = (place, format!("\n{selector}"));
        problem.set_fix(false, "add a `node_selector`", [edit]);
    }
}

/// The end of the last line of `platform`, if it is written in lines of its own.
fn end_of_platform(cx: &Context<'_>, pipeline: &Pipeline) -> Option<Span> {
    let tree = tree_of(cx, pipeline)?;
    let root = tree.root()?;
    if entry(tree, root, "node_selector").is_some() {
        return None;
    }
    let (key, value) = entry(tree, root, "platform")?;
    let source = cx.file.source;
    let own = tree.node(key).span;
    if tree.resolve(value) != value || source.position(own.start).column != 1 {
        return None;
    }
    let end = source.line_span(source.line(tree.node(value).span.end)).end;
    Some(Span::new(end, end))
}

fn windows(cx: &mut Context<'_>, pipeline: &Pipeline) {
    let os = &pipeline.platform.os;
    if os.eq_ignore_ascii_case("windows") {
        let problem = cx.report(os.span, "Kubernetes pipelines run on Linux");
        problem.help = Some("use another type of pipeline for Windows".to_owned());
    }
}
