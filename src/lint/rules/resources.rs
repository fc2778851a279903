//! Resource limits in the wrong place.

use super::super::Context;

/// `resources.limits` of a pipeline.
pub(super) fn stage_limits(cx: &mut Context<'_>) {
    let limits = &cx.pipeline.resources.limits;
    let cpu = limits
        .cpu
        .filter(|cpu| cpu.value.0 != 0)
        .map(|cpu| ("cpu", cpu.span));
    let memory = limits
        .memory
        .filter(|memory| memory.value.0 != 0)
        .map(|size| ("memory", size.span));
    for (what, span) in cpu.into_iter().chain(memory) {
        let problem = cx.report(span, format!("a pipeline cannot have a {what} limit"));
        problem.help = Some(format!(
            "move it to `resources.limits.{what}` of the steps; the pipeline takes `requests`"
        ));
        problem.official = Some(format!(
            "linter: {what} limit cannot be applied at stage level"
        ));
    }
}
