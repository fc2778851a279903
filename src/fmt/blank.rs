//! Empty lines.

use super::lines::{Line, Role};

/// If any two items have an empty line between them, all have. `starts` are the lines of their dashes.
pub(super) fn between(lines: &mut [Line], starts: &[usize]) {
    let tops: Vec<usize> = starts
        .iter()
        .skip(1)
        .map(|&start| top(lines, start))
        .collect();
    let is_apart = |&top: &usize| top > 0 && lines[top - 1].role == Role::Blank;
    if !tops.iter().any(is_apart) {
        return;
    }
    for top in tops {
        // Behind a text that keeps its empty lines one more would be text.
        let before = top.checked_sub(1).map(|before| lines[before]);
        if before.is_some_and(|line| {
            !matches!(line.role, Role::Blank | Role::Separator) && !line.keeps_blank
        }) {
            lines[top].gap = true;
        }
    }
}

/// The first of the comments that stand right above a line and belong to it.
fn top(lines: &[Line], start: usize) -> usize {
    let mut top = start;
    while top > 0 && lines[top - 1].role == Role::Comment && lines[top - 1].new == lines[start].new
    {
        top -= 1;
    }
    top
}

/// Takes out the empty lines at the start and the end, and all but one of those in a row.
pub(super) fn squeeze(lines: &mut Vec<Line>) {
    let mut kept: Vec<Line> = Vec::with_capacity(lines.len());
    for line in lines.drain(..) {
        let after_blank = kept.last().is_none_or(|last| last.role == Role::Blank);
        if line.role == Role::Blank && after_blank {
            continue;
        }
        kept.push(line);
    }
    while kept.last().is_some_and(|last| last.role == Role::Blank) {
        kept.pop();
    }
    *lines = kept;
}
