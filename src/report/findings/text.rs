//! Findings for people.

use std::io::{self, Write};

use console::Style;

use super::{Findings, all, id};
use crate::source::{Color, Severity, render};

/// With the lines of the file.
pub(super) fn full(files: &[Findings], color: Color, out: &mut dyn Write) -> io::Result<()> {
    for (source, problem) in all(files) {
        writeln!(out, "{}", render(source, problem, color))?;
        writeln!(out)?;
    }
    Ok(())
}

/// `file:line:column: severity[number]: message`.
pub(super) fn concise(files: &[Findings], color: Color, out: &mut dyn Write) -> io::Result<()> {
    for (source, problem) in all(files) {
        let style = match problem.severity {
            Severity::Error => Style::new().red().bold(),
            Severity::Warning => Style::new().yellow().bold(),
            Severity::Info => Style::new().cyan(),
        };
        let style = style.force_styling(color == Color::Always);
        let level = format!("{}[{}]", problem.severity.word(), id(problem));
        writeln!(
            out,
            "{}:{}: {}: {}",
            source.name(),
            source.position(problem.span.start),
            style.apply_to(level),
            problem.message
        )?;
    }
    Ok(())
}
