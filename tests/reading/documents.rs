//! How a file becomes documents.

use drone_k8s::source::{Position, Problem, Source};

use crate::notation::{show_all, untyped};
use crate::support::{load, official};

fn names(text: &str) -> Vec<String> {
    load(text)
        .manifest
        .documents
        .iter()
        .map(|document| document.header.name.value.clone())
        .collect()
}

fn codes(text: &str) -> Vec<&'static str> {
    load(text)
        .problems
        .iter()
        .map(|problem| problem.code)
        .collect()
}

#[test]
fn documents_begin_at_every_line_that_starts_with_three_dashes() {
    assert_eq!(
        names("name: a\n---\nname: b\n--- # note\nname: c\n----\nname: d\n"),
        ["a", "b", "c", "d"]
    );
    assert_eq!(names("---\n---\n# only a comment\n---\nname: a\n"), ["a"]);
}

#[test]
fn a_separator_inside_of_text_splits_too() {
    let text = "name: |\n  a\n---\nname: b\n";
    assert_eq!(names(text), ["a\n", "b"]);
    let text = "name: \"a\n---\nb\"\n";
    assert_eq!(codes(text), ["separator-in-scalar"]);
}

#[test]
fn text_on_a_separator_line_is_lost_with_a_warning() {
    assert_eq!(
        names("--- {name: x}\nname: a\n---foo\nname: b\n"),
        ["a", "b"]
    );
    assert_eq!(
        codes("--- {name: x}\nname: a\n---foo\n"),
        ["content-on-separator"; 2]
    );
    assert_eq!(codes("--- # note\nname: a\n-----\nname: b\n"), [""; 0]);
}

#[test]
fn three_dots_end_the_file_with_a_warning_when_something_follows() {
    assert_eq!(names("name: a\n...\nname: b\n---\nname: c\n"), ["a"]);
    assert_eq!(
        codes("name: a\n...\n# note\n---\nname: c\n"),
        ["content-after-terminator"]
    );
    assert_eq!(codes("name: a\n...\n\n# note\n"), [""; 0]);
}

#[test]
fn lines_over_64_kib_are_read_with_a_warning() {
    let long = |bytes: usize| format!("name: a\nx: {}\nkind: secret\n", "y".repeat(bytes - 3));
    assert_eq!(codes(&long(65_535)), [""; 0]);
    assert_eq!(codes(&long(65_536)), ["line-too-long"]);
    assert_eq!(
        load(&long(65_536)).manifest.documents[0].header.kind.value,
        "secret"
    );
}

#[test]
fn anchors_do_not_cross_documents() {
    let problems = load("name: &a x\n---\nname: *a\n").problems;
    assert_eq!(official(&problems), ["yaml: unknown anchor 'a' referenced"]);
}

#[test]
fn a_broken_document_does_not_hide_the_others() {
    let loaded = load("a: [b\n---\nname: ok\n---\nkind: [x]\n");
    assert_eq!(loaded.problems.len(), 2);
    assert_eq!(loaded.manifest.documents.len(), 2);
}

#[test]
fn text_after_the_end_of_a_document_is_lost_with_a_warning() {
    let text = " kind: pipeline\ntype: kubernetes\n";
    assert_eq!(codes(text), ["content-after-document"]);
    assert_eq!(
        load(text).manifest.documents[0].header.document_type.value,
        ""
    );
}

#[test]
fn line_endings_and_byte_order_marks_do_not_matter() {
    let plain = untyped(&Source::new("x", "name: a\nb: |\n  c\n  d\n")).expect("accepted");
    for text in [
        "name: a\r\nb: |\r\n  c\r\n  d\r\n",
        "\u{feff}name: a\nb: |\n  c\n  d",
    ] {
        assert_eq!(
            untyped(&Source::new("x", text)).as_ref(),
            Ok(&plain),
            "{text:?}"
        );
    }
}

#[test]
fn places_are_those_of_the_file_as_it_stands() {
    let text = "\u{feff}kind: pipeline\r\ntype: kubernetes\r\n---\r\nnäme: ä\r\nkind: [ö]\r\n";
    let source = Source::new("x", text);
    let problem = &load(text).problems[0];
    assert_eq!(source.slice(problem.span), "[ö]");
    assert_eq!(
        source.position(problem.span.start),
        Position { line: 5, column: 7 }
    );
    assert_eq!(source.position(3), Position { line: 1, column: 1 });
    assert_eq!(
        problem.official.as_deref(),
        Some("line 2: cannot unmarshal !!seq into string")
    );
}

#[test]
fn bytes_that_are_no_text_are_a_problem_with_a_place() {
    for (bytes, words) in [
        (
            &b"a: b\nc: \xffx\n"[..],
            "yaml: invalid leading UTF-8 octet",
        ),
        (b"a: b\nc: \xc3x\n", "yaml: invalid trailing UTF-8 octet"),
    ] {
        let source = Source::from_bytes("x", bytes);
        let loaded = drone_k8s::manifest::load(&source);
        assert_eq!(official(&loaded.problems), [words]);
        let place = source.position(loaded.problems[0].span.start);
        assert_eq!(place, Position { line: 2, column: 4 });
        assert!(loaded.manifest.documents.is_empty());
    }
}

#[test]
fn empty_input_has_no_documents() {
    for text in ["", "\n", "# note", "---\n", "...\n", "\u{feff}", "~\n"] {
        let loaded = load(text);
        assert!(
            loaded.manifest.documents.is_empty() && loaded.problems.is_empty(),
            "{text:?}"
        );
    }
}

#[test]
fn comments_keep_their_places() {
    let text = "# top\na: b # right\n---\nc: |\n  # text\n# last\n";
    let source = Source::new("x", text);
    let (trees, problems) = drone_k8s::yaml::parse(&source);
    assert_eq!(problems, Vec::<Problem>::new());
    let comments: Vec<_> = trees
        .iter()
        .flat_map(drone_k8s::yaml::Tree::comments)
        .map(|comment| (source.slice(comment.span), comment.trailing))
        .collect();
    assert_eq!(
        comments,
        [("# top", false), ("# right", true), ("# last", false)]
    );
}

#[test]
fn yaml_directives_are_refused_as_the_runner_does() {
    for (text, words) in [
        (
            "%YAML 1.1\n---\na: b\n",
            "yaml: line 1: did not find expected <document start>",
        ),
        (
            "%YAML 1.2\n---\na: b\n",
            "yaml: found incompatible YAML document",
        ),
        ("%FOO\n---\na: b\n", "yaml: found unknown directive name"),
    ] {
        assert_eq!(
            untyped(&Source::new("x", text)),
            Err(words.to_owned()),
            "{text}"
        );
    }
    let text = "a: |\n  %YAML\n";
    assert_eq!(
        show_all(&untyped(&Source::new("x", text)).expect("accepted")),
        "{\"a\": \"%YAML\\n\"}"
    );
}
