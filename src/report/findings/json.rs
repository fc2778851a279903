//! Findings as JSON.

use std::io::{self, Write};

use serde_json::{Value, json};

use super::{Findings, all, id, json_line, positions, uri};
use crate::source::{Position, Problem, Source, Span};

/// One array of objects.
pub(super) fn array(files: &[Findings], out: &mut dyn Write) -> io::Result<()> {
    let values: Vec<Value> = all(files)
        .map(|(source, problem)| object(source, problem))
        .collect();
    serde_json::to_writer_pretty(&mut *out, &values)?;
    writeln!(out)
}

/// One object a line.
pub(super) fn lines(files: &[Findings], out: &mut dyn Write) -> io::Result<()> {
    for (source, problem) in all(files) {
        json_line(&object(source, problem), out)?;
    }
    Ok(())
}

fn place(source: &Source, span: Span) -> Value {
    let (start, end) = (source.position(span.start), source.position(span.end));
    json!({
        "start": { "line": start.line, "column": start.column, "offset": span.start },
        "end": { "line": end.line, "column": end.column, "offset": span.end },
    })
}

fn object(source: &Source, problem: &Problem) -> Value {
    let labels: Vec<Value> = problem
        .labels
        .iter()
        .map(|label| json!({ "text": label.text, "location": place(source, label.span) }))
        .collect();
    let fix = problem.fix.as_ref().map(|fix| {
        let edits: Vec<Value> = fix
            .edits
            .iter()
            .map(|edit| json!({ "location": place(source, edit.span), "text": edit.text }))
            .collect();
        json!({ "title": fix.title, "safe": fix.safe, "edits": edits })
    });
    json!({
        "file": source.name(),
        "rule": id(problem),
        "name": problem.code,
        "severity": problem.severity.word(),
        "message": problem.message,
        "help": problem.help,
        "official": problem.official,
        "location": place(source, problem.span),
        "labels": labels,
        "fix": fix,
    })
}

/// The format of reviewdog: <https://github.com/reviewdog/reviewdog/tree/master/proto/rdf>.
pub(super) fn rdjson(files: &[Findings], out: &mut dyn Write) -> io::Result<()> {
    let range = |start: Position, end: Position| {
        json!({
            "start": { "line": start.line, "column": start.column },
            "end": { "line": end.line, "column": end.column },
        })
    };
    let diagnostics: Vec<Value> = all(files)
        .map(|(source, problem)| {
            let (start, end) = positions(source, problem);
            let suggestions: Vec<Value> = problem
                .fix
                .iter()
                .flat_map(|fix| &fix.edits)
                .map(|edit| {
                    let start = source.position(edit.span.start);
                    let end = source.position(edit.span.end);
                    json!({ "range": range(start, end), "text": edit.text })
                })
                .collect();
            json!({
                "message": problem.message,
                "location": { "path": uri(source), "range": range(start, end) },
                "severity": problem.severity.word().to_uppercase(),
                "code": { "value": id(problem) },
                "suggestions": suggestions,
            })
        })
        .collect();
    let source = json!({ "name": "drone-k8s" });
    json_line(
        &json!({ "source": source, "diagnostics": diagnostics }),
        out,
    )
}
