//! Findings as a Code Quality report of GitLab.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::{self, Write};

use serde_json::{Value, json};

use super::{Findings, all, id, json_line, positions, uri};
use crate::source::Severity;

/// One array of issues.
pub(super) fn code_quality(files: &[Findings], out: &mut dyn Write) -> io::Result<()> {
    let mut seen: HashMap<u64, u64> = HashMap::new();
    let issues: Vec<Value> = all(files)
        .map(|(source, problem)| {
            let (start, end) = positions(source, problem);
            let severity = match problem.severity {
                Severity::Error => "major",
                Severity::Warning => "minor",
                Severity::Info => "info",
            };
            // Without the line, so that an edit above does not make a new issue of it.
            let mut hasher = DefaultHasher::new();
            (
                uri(source),
                problem.code,
                source.slice(problem.span),
                &problem.message,
            )
                .hash(&mut hasher);
            let hash = hasher.finish();
            let number = seen.entry(hash).or_default();
            *number += 1;
            json!({
                "description": problem.message,
                "check_name": format!("{} {}", id(problem), problem.code),
                "fingerprint": format!("{hash:016x}{number:x}"),
                "severity": severity,
                "location": {
                    "path": uri(source),
                    "lines": { "begin": start.line, "end": end.line },
                },
            })
        })
        .collect();
    json_line(&Value::from(issues), out)
}
