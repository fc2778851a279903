//! Problems as text for people: the line with carets, what to do, and the official runner's words.

use std::fmt;

use annotate_snippets::{AnnotationKind, Level, Origin, Renderer, Snippet};

use super::{Problem, Severity, Source, Span};

/// Whether rendered text carries colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Color {
    /// Plain text.
    Never,
    /// With terminal colours.
    Always,
}

/// One problem with the line it is in, without a line break at the end.
///
/// ```text
/// error[missing-image]: the step `test` has no image
///   --> .drone.yml:7:9
///    |
///  7 | - name: test
///    |         ^^^^
///    |
///    = help: add `image:` to the step
///    = note: the official runner says: linter: invalid or missing image
/// ```
pub fn render(source: &Source, problem: &Problem, color: Color) -> String {
    let lines = window(source, problem);
    let shown = if lines.len() > LONGEST_SHOWN {
        cut(source, problem.span, lines)
    } else {
        lines
    };
    let text = source.slice(shown);
    let within = |span: Span| {
        let clamp = |offset: u32| {
            let mut at = (offset.clamp(shown.start, shown.end) - shown.start) as usize;
            while !text.is_char_boundary(at) {
                at -= 1;
            }
            at
        };
        clamp(span.start)..clamp(span.end)
    };
    let labels = problem
        .labels
        .iter()
        .filter(|label| shown == lines || label.span == problem.span);
    let labels = labels.map(|label| {
        AnnotationKind::Context
            .span(within(label.span))
            .label(label.text.as_str())
    });
    let position = source.position(problem.span.start);
    let snippet = Snippet::source(text)
        .line_start(source.line(shown.start) as usize)
        .annotation(AnnotationKind::Primary.span(within(problem.span)))
        .annotations(labels);
    let level = match problem.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Info => Level::INFO,
    };
    let title = level
        .primary_title(problem.message.as_str())
        .id(problem.code);
    let name = printable(source.name());
    let mut report = if shown == lines {
        title.element(snippet.path(name))
    } else {
        let (line, column) = (position.line as usize, position.column as usize);
        let origin = Origin::path(name).line(line).char_column(column);
        title.element(origin).element(snippet)
    };
    if let Some(help) = &problem.help {
        report = report.element(Level::HELP.message(printable(help)));
    }
    if let Some(fix) = &problem.fix {
        let option = if fix.safe {
            "--fix"
        } else {
            "--fix --unsafe-fixes"
        };
        let text = format!("{} ({option})", fix.title);
        report = report.element(Level::HELP.with_name("fix").message(printable(&text)));
    }
    if let Some(official) = &problem.official {
        let note = format!("the official runner says: {official}");
        report = report.element(Level::NOTE.message(printable(&note)));
    }
    let renderer = match color {
        Color::Never => Renderer::plain(),
        Color::Always => Renderer::styled(),
    };
    renderer.render(&[report])
}

/// Text without what could steer a terminal; the renderer sees to the file's own lines.
fn printable(text: &str) -> String {
    let steers = |character: char| character.is_control() && character != '\n';
    text.replace(steers, "\u{fffd}")
}

/// Most text that is handed to the renderer, in bytes; of more only what is near the problem.
const LONGEST_SHOWN: u32 = 4096;

/// Some text around the beginning of a place.
fn cut(source: &Source, span: Span, lines: Span) -> Span {
    let around = |from: u32, to: u32| {
        let text = source.text();
        let boundary = |mut at: u32| {
            while !text.is_char_boundary(at as usize) {
                at += 1;
            }
            at
        };
        Span::new(boundary(from.max(lines.start)), boundary(to.min(lines.end)))
    };
    around(
        span.start.saturating_sub(100),
        span.start.saturating_add(200),
    )
}

/// Writes all problems in the order given, each with an empty line after it.
pub fn render_all(
    source: &Source,
    problems: &[Problem],
    color: Color,
    out: &mut dyn fmt::Write,
) -> fmt::Result {
    for problem in problems {
        writeln!(out, "{}\n", render(source, problem, color))?;
    }
    Ok(())
}

/// The lines that hold all places of a problem: the renderer need not see the whole file.
fn window(source: &Source, problem: &Problem) -> Span {
    let spans = problem.labels.iter().map(|label| label.span);
    let all = spans.fold(problem.span, Span::to);
    let lines = source.line_span(source.line(all.start));
    // The end of the span may be the start of a line that has nothing to do with it.
    let last = if all.end > all.start {
        all.end - 1
    } else {
        all.end
    };
    let mut window = lines.to(source.line_span(source.line(last)));
    if source.slice(window).starts_with('\u{feff}') {
        window.start += 3;
    }
    window
}
