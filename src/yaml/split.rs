//! Cuts a file into documents the way Drone does, which is not the way YAML does.
//!
//! Drone looks at lines before any YAML parser sees the text: a line that starts with `---` begins
//! a new document and is itself thrown away with all that stands on it, a line that starts with
//! `...` ends the file. This holds inside of quoted and block scalars too.

use super::syntax::UNCLOSED_QUOTE;
use crate::source::{Problem, Source, Span, offset};

/// Longest line in bytes that the official runner reads; see [`split`].
const LONGEST_LINE: usize = 65_535;

/// The text of each document, in order; texts may be empty or hold only comments.
///
/// Warns about text that Drone silently loses: what stands on a `---` line, what follows a `...`
/// line, and everything from the first line over 64 KiB on. The last is read here all the same.
pub(crate) fn split(source: &Source, problems: &mut Vec<Problem>) -> Vec<Span> {
    let text = source.text();
    let mut parts = Vec::new();
    let mut part_start = 0;
    let mut at = 0;
    let mut long_line_seen = false;
    for line in text.split_inclusive('\n') {
        let next = at + line.len();
        if !long_line_seen && line.trim_end_matches('\n').len() > LONGEST_LINE {
            long_line_seen = true;
            problems.push(line_too_long(text, at));
        }
        if let Some(rest) = line.strip_prefix("---") {
            parts.push(Span::new(offset(part_start), offset(at)));
            part_start = next;
            problems.extend(text_on_separator(rest, at));
        } else if line.starts_with("...") {
            parts.push(Span::new(offset(part_start), offset(at)));
            problems.extend(text_after_end(text, at, next));
            return parts;
        }
        at = next;
    }
    parts.push(Span::new(offset(part_start), offset(text.len())));
    parts
}

fn line_too_long(text: &str, at: usize) -> Problem {
    let mut end = at + 40;
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    Problem::warning(
        "line-too-long",
        Span::new(offset(at), offset(end)),
        "this line is longer than 64 KiB: the official runner and server stop reading here, \
         without a word, and lose the rest of the file",
    )
    .help("break the line up; drone-k8s itself reads it to the end")
}

fn text_on_separator(rest: &str, at: usize) -> Option<Problem> {
    let lost = rest.trim_start_matches('-').trim();
    if lost.is_empty() || lost.starts_with('#') {
        return None;
    }
    let start = at + 3 + rest.find(lost).unwrap_or_default();
    let span = Span::new(offset(start), offset(start + lost.len()));
    let message = "Drone throws away what stands on a line that starts with `---`";
    let mut problem =
        Problem::warning("content-on-separator", span, message).help("move it to the next line");
    if !lost.starts_with(['|', '>', '!', '&', '%']) {
        let dashes = rest.len() - rest.trim_start_matches('-').len();
        let gap = Span::new(offset(at + 3 + dashes), span.start);
        problem.set_fix(true, "move it to the next line", [(gap, "\n".to_owned())]);
    }
    Some(problem)
}

fn text_after_end(text: &str, at: usize, next: usize) -> Option<Problem> {
    let mut start = next;
    for line in text.get(next..).unwrap_or_default().split_inclusive('\n') {
        let content = line.trim();
        let is_lost = !content.trim_start_matches('-').is_empty() && !content.starts_with('#');
        if is_lost {
            let span = Span::new(offset(start), offset(start + line.trim_end().len()));
            let mut problem = Problem::warning(
                "content-after-terminator",
                Span::new(offset(at), offset(at + 3)),
                "a line that starts with `...` ends the file for Drone",
            )
            .label(span, "never read")
            .help("remove the line, or begin the next document with `---` instead");
            let line = Span::new(offset(at), offset(next));
            let separated = text
                .get(next..start)
                .unwrap_or_default()
                .lines()
                .any(|line| line.starts_with("---"));
            if text
                .get(line.range())
                .is_some_and(|line| line.trim_end() == "...")
            {
                if separated {
                    problem.set_fix(true, "remove the line", [(line, String::new())]);
                } else {
                    let edit = (problem.span, "---".to_owned());
                    let safe = content.starts_with("kind:");
                    problem.set_fix(safe, "begin the next document with `---`", [edit]);
                }
            }
            return Some(problem);
        }
        start += line.len();
    }
    None
}

/// Whether the line between two parts of a file cuts a text in quotes in two.
pub(super) fn cut_text(
    source: &Source,
    part: Span,
    next: Span,
    found: &[Problem],
) -> Option<Problem> {
    let unclosed = found
        .iter()
        .find(|problem| problem.message == UNCLOSED_QUOTE)?;
    let quote = source.slice(unclosed.span);
    // The first quote after the line must end the text, or it is only the end that is missing.
    let closes = |line: &str| {
        line.split_once(quote).is_some_and(|(_, after)| {
            let after = after.trim_start_matches([',', ']', '}', ' ']).trim();
            after.is_empty() || after.starts_with('#')
        })
    };
    let closing = source
        .slice(next)
        .lines()
        .find(|line| line.contains(quote))?;
    if quote.is_empty() || !closes(closing) {
        return None;
    }
    let between = Span::new(part.end, next.start);
    let line = source.slice(between).trim_end();
    let span = Span::new(part.end, part.end + offset(line.len()));
    let message = "this line is within a text in quotes, but begins a new document for Drone";
    let mut problem = Problem::error("separator-in-scalar", span, message)
        .label(unclosed.span, "the text begins here")
        .help("indent the line, or write `\\n---` within double quotes");
    problem.official.clone_from(&unclosed.official);
    Some(problem)
}
