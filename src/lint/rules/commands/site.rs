//! Where the `${…}` of a file stand: in which pipeline, in which command.

use std::rc::Rc;

use super::code::Code;
use crate::lint::rule::File;
use crate::manifest::{Pipeline, Step};
use crate::source::{Span, Spanned};
use crate::subst::ExpressionKind;

/// A `${NAME…}` of a Kubernetes pipeline, outside of comments.
pub(in crate::lint::rules) struct Site<'a> {
    /// All of it.
    pub(in crate::lint::rules) span: Span,
    /// The name.
    pub(in crate::lint::rules) name: &'a str,
    /// Where the name is.
    pub(in crate::lint::rules) name_span: Span,
    /// The sign behind it.
    pub(in crate::lint::rules) operator: &'a str,
    /// Whether there is a value even if the variable has none.
    pub(in crate::lint::rules) has_default: bool,
    /// The pipeline it is in.
    pub(in crate::lint::rules) pipeline: &'a Pipeline,
    /// The command it is in.
    pub(in crate::lint::rules) command: Option<InCommand<'a>>,
    /// Whether it is in another one, or has one in it.
    pub(in crate::lint::rules) is_nested: bool,
}

/// A place in a command.
pub(in crate::lint::rules) struct InCommand<'a> {
    /// The first step that has the command.
    pub(in crate::lint::rules) step: &'a Step,
    /// The command.
    pub(in crate::lint::rules) code: Rc<Code<'a>>,
    /// The offset in its text.
    pub(in crate::lint::rules) at: usize,
}

impl Site<'_> {
    /// Whether a shell would replace the variable here, had Drone not done so before.
    pub(in crate::lint::rules) fn in_shell(&self) -> bool {
        self.command
            .as_ref()
            .is_some_and(|command| command.code.shell.expands_at(command.at))
    }

    /// What keeps the expression for the shell; none where no shell would see it.
    pub(in crate::lint::rules) fn escape(&self) -> Option<(Span, String)> {
        let here = Span::new(self.span.start, self.span.start);
        (self.in_shell() && !self.is_nested).then(|| (here, "$".to_owned()))
    }
}

/// The steps and commands of all pipelines by their place, each place once.
pub(in crate::lint::rules) fn commands(file: File<'_>) -> Vec<(&Step, &Spanned<String>)> {
    let mut commands: Vec<(&Step, &Spanned<String>)> = Vec::new();
    for pipeline in file.manifest.pipelines() {
        for step in pipeline.services.iter().chain(&pipeline.steps) {
            commands.extend(step.commands.iter().map(|command| (step, command)));
        }
    }
    commands.sort_by_key(|(_, command)| command.span);
    commands.dedup_by_key(|(_, command)| command.span);
    commands
}

/// All sites in the order of the file.
pub(in crate::lint::rules) fn sites(file: File<'_>) -> Vec<Site<'_>> {
    let mut found: Vec<Site<'_>> = Vec::new();
    if file.expressions.is_empty() {
        return found;
    }
    let pipelines: Vec<&Pipeline> = file.manifest.pipelines().collect();
    let commands = commands(file);
    let mut last: Option<Rc<Code<'_>>> = None;
    for expression in file.expressions {
        let ExpressionKind::Variable {
            name,
            name_span,
            operator,
            has_default,
        } = expression.kind
        else {
            continue;
        };
        let span = expression.span;
        let after = pipelines.partition_point(|pipeline| pipeline.span.start <= span.start);
        let pipeline = after.checked_sub(1).and_then(|at| pipelines.get(at));
        let Some(pipeline) = pipeline.filter(|pipeline| span.end <= pipeline.span.end) else {
            continue;
        };
        if expression.in_comment {
            continue;
        }
        let after = commands.partition_point(|(_, command)| command.span.start <= span.start);
        let command = after
            .checked_sub(1)
            .and_then(|at| commands.get(at))
            .filter(|(_, command)| span.end <= command.span.end);
        let command = command.and_then(|&(step, command)| {
            let code = match &last {
                Some(code) if code.command.span == command.span => Rc::clone(code),
                _ => Rc::new(Code::new(file, command)),
            };
            last = Some(Rc::clone(&code));
            let at = code.text_offset(span.start)?;
            Some(InCommand { step, code, at })
        });
        let mut is_nested = false;
        if let Some(before) = found.last_mut()
            && span.end <= before.span.end
        {
            before.is_nested = true;
            is_nested = true;
        }
        found.push(Site {
            span,
            name,
            name_span,
            operator,
            has_default,
            pipeline,
            command,
            is_nested,
        });
    }
    found
}

impl Site<'_> {
    /// Whether a backslash stands before it.
    pub(in crate::lint::rules) fn is_escaped(&self, file: File<'_>) -> bool {
        let before = file.source.text().get(..self.span.start as usize);
        let before = before.unwrap_or_default();
        (before.len() - before.trim_end_matches('\\').len()) % 2 == 1
    }
}
