//! Findings as XML: `JUnit` and Checkstyle.

use std::io::{self, Write};

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};

use super::{Findings, id, uri};

type Xml<'w> = Writer<&'w mut dyn Write>;

fn document(out: &mut dyn Write) -> io::Result<Xml<'_>> {
    let mut xml = Writer::new_with_indent(out, b' ', 2);
    xml.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    Ok(xml)
}

/// A test suite for each file, a failed test case for each finding, and a good one for a clean file.
pub(super) fn junit(files: &[Findings], out: &mut dyn Write) -> io::Result<()> {
    let mut xml = document(out)?;
    let total = |failed: bool| -> usize {
        let count = |file: &Findings| {
            if failed {
                file.problems.len()
            } else {
                file.problems.len().max(1)
            }
        };
        files.iter().map(count).sum()
    };
    xml.create_element("testsuites")
        .with_attribute(("name", "drone-k8s lint"))
        .with_attribute(("tests", total(false).to_string().as_str()))
        .with_attribute(("failures", total(true).to_string().as_str()))
        .write_inner_content(|xml| files.iter().try_for_each(|file| suite(file, xml)))?;
    writeln!(xml.into_inner())
}

fn suite(file: &Findings, xml: &mut Xml<'_>) -> io::Result<()> {
    let name = uri(&file.source);
    let failures = file.problems.len();
    xml.create_element("testsuite")
        .with_attribute(("name", name.as_str()))
        .with_attribute(("tests", failures.max(1).to_string().as_str()))
        .with_attribute(("failures", failures.to_string().as_str()))
        .write_inner_content(|xml| {
            if failures == 0 {
                xml.create_element("testcase")
                    .with_attribute(("classname", name.as_str()))
                    .with_attribute(("name", "lint"))
                    .write_empty()?;
            }
            for problem in &file.problems {
                let position = file.source.position(problem.span.start);
                let case = format!("{} {}:{position}", id(problem), problem.code);
                let text = problem.help.as_deref().unwrap_or_default();
                xml.create_element("testcase")
                    .with_attribute(("classname", name.as_str()))
                    .with_attribute(("name", case.as_str()))
                    .write_inner_content(|xml| {
                        xml.create_element("failure")
                            .with_attribute(("type", problem.severity.word()))
                            .with_attribute(("message", clean(&problem.message).as_str()))
                            .write_text_content(BytesText::new(&clean(&format!(
                                "{name}:{position}: {text}"
                            ))))?;
                        Ok(())
                    })?;
            }
            Ok(())
        })?;
    Ok(())
}

/// Checkstyle's format.
pub(super) fn checkstyle(files: &[Findings], out: &mut dyn Write) -> io::Result<()> {
    let mut xml = document(out)?;
    xml.create_element("checkstyle")
        .with_attribute(("version", "4.3"))
        .write_inner_content(|xml| {
            for file in files.iter().filter(|file| !file.problems.is_empty()) {
                xml.create_element("file")
                    .with_attribute(("name", uri(&file.source).as_str()))
                    .write_inner_content(|xml| errors(file, xml))?;
            }
            Ok(())
        })?;
    writeln!(xml.into_inner())
}

fn errors(file: &Findings, xml: &mut Xml<'_>) -> io::Result<()> {
    for problem in &file.problems {
        let position = file.source.position(problem.span.start);
        xml.create_element("error")
            .with_attribute(("line", position.line.to_string().as_str()))
            .with_attribute(("column", position.column.to_string().as_str()))
            .with_attribute(("severity", problem.severity.word()))
            .with_attribute(("message", clean(&problem.message).as_str()))
            .with_attribute((
                "source",
                format!("drone-k8s.{}.{}", id(problem), problem.code).as_str(),
            ))
            .write_empty()?;
    }
    Ok(())
}

/// Text without the characters that XML cannot hold.
fn clean(text: &str) -> String {
    let forbidden = |c: char| {
        c.is_control() && !matches!(c, '\t' | '\n' | '\r') || matches!(c, '\u{fffe}' | '\u{ffff}')
    };
    text.replace(forbidden, "\u{fffd}")
}
