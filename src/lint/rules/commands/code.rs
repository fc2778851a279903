//! Commands of steps as shell code, with the way back to the file.

use std::ops::Range;

use crate::lint::rule::File;
use crate::lint::script::Script;
use crate::lint::shell::Shell;
use crate::manifest::Step;
use crate::source::{Span, Spanned};

/// A command and what it is made of.
pub(in crate::lint::rules) struct Code<'a> {
    /// The item of `commands`.
    pub(in crate::lint::rules) command: &'a Spanned<String>,
    /// Its parts.
    pub(in crate::lint::rules) shell: Shell,
    script: Script,
}

impl<'a> Code<'a> {
    pub(in crate::lint::rules) fn new(file: File<'a>, command: &'a Spanned<String>) -> Self {
        Self {
            command,
            shell: Shell::parse(command),
            script: Script::new(file.source.slice(command.span), command),
        }
    }

    /// All commands of a step.
    pub(in crate::lint::rules) fn of(file: File<'a>, step: &'a Step) -> Vec<Self> {
        let commands = step.commands.iter();
        commands.map(|command| Self::new(file, command)).collect()
    }

    /// A part of the text.
    pub(in crate::lint::rules) fn text(&self, range: &Range<usize>) -> &'a str {
        self.command.value.get(range.clone()).unwrap_or_default()
    }

    /// Where a part of the text stands in the file.
    pub(in crate::lint::rules) fn span(&self, range: &Range<usize>) -> Span {
        self.script.span(range)
    }

    /// Whether the part stands in the file as it is in the text, so that it can be edited.
    pub(in crate::lint::rules) fn is_verbatim(&self, file: File<'_>, range: &Range<usize>) -> bool {
        self.script.is_exact() && file.source.slice(self.span(range)) == self.text(range)
    }

    /// The offset in the text of an offset in the file.
    pub(in crate::lint::rules) fn text_offset(&self, raw: u32) -> Option<usize> {
        self.script.text_offset(raw)
    }
}
