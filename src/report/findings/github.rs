//! Findings as annotations of GitHub Actions.

use std::io::{self, Write};

use super::{Findings, all, id, positions, uri};
use crate::source::Severity;

/// One workflow command for each finding.
pub(super) fn annotations(files: &[Findings], out: &mut dyn Write) -> io::Result<()> {
    for (source, problem) in all(files) {
        let (start, end) = positions(source, problem);
        let command = match problem.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Info => "notice",
        };
        let mut message = problem.message.clone();
        if let Some(help) = &problem.help {
            message += "\n";
            message += help;
        }
        writeln!(
            out,
            "::{command} file={},line={},endLine={},col={},endColumn={},title={}::{}",
            property(&uri(source)),
            start.line,
            end.line,
            start.column,
            end.column,
            property(&format!("{} {}", id(problem), problem.code)),
            data(&message)
        )?;
    }
    Ok(())
}

/// Text of a workflow command.
fn data(text: &str) -> String {
    text.replace('%', "%25")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
}

/// A value of a workflow command's property.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
