//! Findings as SARIF 2.1.0.

use std::io::{self, Write};

use serde_json::{Value, json};

use super::{Findings, all, id, json_line, positions, uri};
use crate::lint::RULES;
use crate::source::{Severity, Source, Span};

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "note",
    }
}

fn region(source: &Source, span: Span) -> Value {
    let (start, end) = (source.position(span.start), source.position(span.end));
    json!({
        "startLine": start.line,
        "startColumn": start.column,
        "endLine": end.line,
        "endColumn": end.column,
    })
}

/// A whole log with one run.
pub(super) fn log(files: &[Findings], out: &mut dyn Write) -> io::Result<()> {
    let rules: Vec<Value> = RULES
        .iter()
        .map(|rule| {
            json!({
                "id": rule.id,
                "name": rule.name,
                "shortDescription": { "text": rule.summary },
                "fullDescription": { "text": rule.why },
                "defaultConfiguration": { "level": level(rule.severity) },
            })
        })
        .collect();
    let results: Vec<Value> = all(files)
        .map(|(source, problem)| {
            let (start, _) = positions(source, problem);
            let related: Vec<Value> = problem
                .labels
                .iter()
                .map(|label| {
                    json!({
                        "message": { "text": label.text },
                        "physicalLocation": {
                            "artifactLocation": { "uri": uri(source) },
                            "region": region(source, label.span),
                        },
                    })
                })
                .collect();
            let text = match &problem.help {
                Some(help) => format!("{}\n{help}", problem.message),
                None => problem.message.clone(),
            };
            let mut result = json!({
                "ruleId": id(problem),
                "level": level(problem.severity),
                "message": { "text": text },
                "locations": [{
                    "physicalLocation": {
                        "artifactLocation": { "uri": uri(source) },
                        "region": region(source, problem.span),
                    },
                }],
                "partialFingerprints": {
                    "ruleAndText": format!("{}:{}", problem.code, source.slice(source.line_span(start.line)).trim()),
                },
            });
            if !related.is_empty() {
                result["relatedLocations"] = related.into();
            }
            if let Some(fix) = &problem.fix {
                let replacements: Vec<Value> = fix
                    .edits
                    .iter()
                    .map(|edit| {
                        json!({
                            "deletedRegion": region(source, edit.span),
                            "insertedContent": { "text": edit.text },
                        })
                    })
                    .collect();
                result["fixes"] = json!([{
                    "description": { "text": fix.title },
                    "artifactChanges": [{
                        "artifactLocation": { "uri": uri(source) },
                        "replacements": replacements,
                    }],
                }]);
            }
            result
        })
        .collect();
    let driver = json!({
        "name": "drone-k8s",
        "version": env!("CARGO_PKG_VERSION"),
        "rules": rules,
    });
    json_line(
        &json!({
            "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
            "version": "2.1.0",
            "runs": [{ "tool": { "driver": driver }, "columnKind": "unicodeCodePoints", "results": results }],
        }),
        out,
    )
}
