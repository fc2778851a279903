//! Shows what would change in a file.

use std::io;

use console::Style;
use similar::{ChangeTag, TextDiff};

use crate::Io;
use crate::source::Color;

/// Writes a unified diff to stdout.
///
/// # Errors
/// Those of stdout.
pub(super) fn write(name: &str, old: &str, new: &str, color: Color, io: &mut Io) -> io::Result<()> {
    let diff = TextDiff::from_lines(old, new);
    let styled = |style: Style, text: &str| {
        style
            .force_styling(color == Color::Always)
            .apply_to(text)
            .to_string()
    };
    let bold = Style::new().bold();
    let head = format!("--- {name}\n+++ {name}");
    writeln!(io.stdout, "{}", styled(bold, &head))?;
    for hunk in diff.unified_diff().iter_hunks() {
        let header = hunk.header().to_string();
        writeln!(io.stdout, "{}", styled(Style::new().cyan(), &header))?;
        for change in hunk.iter_changes() {
            let (sign, style) = match change.tag() {
                ChangeTag::Delete => ('-', Style::new().red()),
                ChangeTag::Insert => ('+', Style::new().green()),
                ChangeTag::Equal => (' ', Style::new()),
            };
            let line = change.value();
            let text = line.strip_suffix('\n').unwrap_or(line);
            writeln!(io.stdout, "{}", styled(style, &format!("{sign}{text}")))?;
            if change.missing_newline() {
                writeln!(io.stdout, "\\ No newline at end of file")?;
            }
        }
    }
    Ok(())
}
