//! Findings of `lint` in every format.

mod github;
mod gitlab;
mod json;
mod sarif;
mod text;
mod xml;

use std::io::{self, Write};

use crate::lint;
use crate::source::{Color, Position, Problem, Source};

/// The findings of one file.
#[derive(Debug)]
pub struct Findings {
    /// The file.
    pub source: Source,
    /// What was found, in the order of the file.
    pub problems: Vec<Problem>,
}

/// A way to show findings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// With the lines of the file, for people.
    Full(Color),
    /// One line for each.
    Concise(Color),
    /// One JSON array.
    Json,
    /// One JSON object a line.
    Jsonl,
    /// Annotations of GitHub Actions.
    Github,
    /// Code Quality of GitLab.
    Gitlab,
    /// SARIF 2.1.0.
    Sarif,
    /// `JUnit` XML.
    Junit,
    /// Checkstyle XML.
    Checkstyle,
    /// Reviewdog's diagnostics.
    Rdjson,
}

/// Writes all findings.
///
/// # Errors
/// Those of `out`.
pub fn write(files: &[Findings], format: Format, out: &mut dyn Write) -> io::Result<()> {
    match format {
        Format::Full(color) => text::full(files, color, out),
        Format::Concise(color) => text::concise(files, color, out),
        Format::Json => json::array(files, out),
        Format::Jsonl => json::lines(files, out),
        Format::Rdjson => json::rdjson(files, out),
        Format::Github => github::annotations(files, out),
        Format::Gitlab => gitlab::code_quality(files, out),
        Format::Sarif => sarif::log(files, out),
        Format::Junit => xml::junit(files, out),
        Format::Checkstyle => xml::checkstyle(files, out),
    }
}

/// All findings with their files.
fn all(files: &[Findings]) -> impl Iterator<Item = (&Source, &Problem)> {
    files
        .iter()
        .flat_map(|file| file.problems.iter().map(|problem| (&file.source, problem)))
}

/// The rule's number, or the code of a refusal that is no rule.
fn id(problem: &Problem) -> &'static str {
    lint::find(problem.code).map_or(problem.code, |rule| rule.id)
}

/// Begin and end of a finding.
fn positions(source: &Source, problem: &Problem) -> (Position, Position) {
    (
        source.position(problem.span.start),
        source.position(problem.span.end),
    )
}

/// The file's name with `/` between its parts, as in addresses.
fn uri(source: &Source) -> String {
    source
        .name()
        .replace('\\', "/")
        .trim_start_matches("./")
        .to_owned()
}

/// A JSON value, followed by a line break.
fn json_line(value: &serde_json::Value, out: &mut dyn Write) -> io::Result<()> {
    serde_json::to_writer(&mut *out, value)?;
    writeln!(out)
}
