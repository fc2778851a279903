//! What the official runner's YAML parser accepts and refuses, and its words.

use drone_k8s::source::Source;

use crate::notation::{show_all, untyped};

fn accepted(text: &str, value: &str) {
    let values = untyped(&Source::new("x", text));
    assert_eq!(
        values.map(|values| show_all(&values)),
        Ok(value.to_owned()),
        "{text:?}"
    );
}

fn refused(text: &str, words: &str) {
    assert_eq!(
        untyped(&Source::new("x", text)),
        Err(format!("yaml: {words}")),
        "{text:?}"
    );
}

#[test]
fn spellings_that_only_yaml_1_1_knows_are_accepted() {
    accepted("a: [-, b]\n", r#"{"a": ["-", "b"]}"#);
    accepted("a: [b,#c\n  d]\n", r#"{"a": ["b", "d"]}"#);
    accepted("a: 'b'#c\nd: |#e\n  f\n", r#"{"a": "b", "d": "f\n"}"#);
    accepted(r#"a: "don\'t""#, r#"{"a": "don't"}"#);
    accepted(
        "a: [b:]\nc: {d:, e: f}\n",
        r#"{"a": ["b:"], "c": {"d:": null, "e": "f"}}"#,
    );
    accepted(
        "a: [?b]\nc: {?d: e}\n",
        r#"{"a": [{"b": null}], "c": {"d": "e"}}"#,
    );
    accepted(
        "a: {b: c:}\nd: [e: f:, g\n  h:]\n",
        r#"{"a": {"b": "c:"}, "d": [{"e": "f:"}, "g h:"]}"#,
    );
    accepted("a: b\u{85}c: d\n", r#"{"a": "b", "c": "d"}"#);
}

#[test]
fn values_that_must_stand_in_quotes() {
    let token = "found character that cannot start any token";
    refused("a: @b\n", token);
    refused("a: `b`\n", token);
    refused("a: %b\n", token);
    let name = "did not find expected alphabetic or numeric character";
    refused("a: *.b\n", name);
    refused("a: [**/b]\n", name);
    refused("a: &b.c d\n", name);
    refused(
        "a: b: c\n",
        "mapping values are not allowed in this context",
    );
    refused("a: [b?c]\n", "did not find expected ',' or ']'");
    refused("a: [:b]\n", "did not find expected node content");
    refused("a: \"\\/\"\n", "found unknown escape character");
    refused(
        "a: \"\\ud83d\\ude00\"\n",
        "found invalid Unicode character escape code",
    );
}

#[test]
fn anchors_and_aliases() {
    accepted("a: &x-1_Y 1\nb: *x-1_Y\n", r#"{"a": int:1, "b": int:1}"#);
    accepted(
        "a: &x 1\nb: &x 2\nc: *x\n",
        r#"{"a": int:1, "b": int:2, "c": int:2}"#,
    );
    accepted("a: &x 1\n*x : 2\n", r#"{"a": int:1, int:1: int:2}"#);
    refused(
        "a: &x: 1\n",
        "mapping values are not allowed in this context",
    );
    refused("a: &x [*x]\n", "anchor 'x' value contains itself");
    refused("a: b\nc: *x\n", "unknown anchor 'x' referenced");
}

#[test]
fn keys() {
    refused(": a\n", "did not find expected key");
    refused("a:\n  : b\n", "line 1: did not find expected key");
    accepted("? a\n: b\n?\n: c\n", r#"{"a": "b", null: "c"}"#);
    refused("{a\n: b}\n", "line 1: did not find expected ',' or '}'");
    refused("? [a]\n: b\n", "invalid map key: []interface {}{\"a\"}");
    refused(
        "? {a: 1}\n: b\n",
        "invalid map key: map[interface {}]interface {}{\"a\":1}",
    );
    let key = "k".repeat(1024);
    accepted(&format!("{key}: v\n"), &format!("{{\"{key}\": \"v\"}}"));
    refused(
        &format!("k{key}: v\n"),
        "mapping values are not allowed in this context",
    );
}

#[test]
fn a_block_of_blank_lines_ends_at_a_comment() {
    accepted("a: |\n    \n  # c\nb: c\n", r#"{"a": "", "b": "c"}"#);
    accepted("a:\n- >\n     \n  # c\n # d\n- e\n", r#"{"a": ["", "e"]}"#);
    accepted("a: |\n\n   \n # c\n # d\n", r#"{"a": ""}"#);
    let key = "line 2: did not find expected key";
    refused("a: |\n    \n  c\n", key);
    refused("a: |\n    \n  # c\n     d\n", key);
}

#[test]
fn tabs() {
    accepted("a:\tb\t\n", r#"{"a": "b"}"#);
    accepted("a: |\n  b\n  \tc\n", r#"{"a": "b\n\tc\n"}"#);
    accepted("a: [b,\n\tc]\n", r#"{"a": ["b", "c"]}"#);
    accepted("a: b\n \t\nc: d\n", r#"{"a": "b", "c": "d"}"#);
    let token = "found character that cannot start any token";
    refused("a:\n\tb: c\n", &format!("line 1: {token}"));
    refused("a:\n-\tb\n", &format!("line 1: {token}"));
    refused("a: 'b'\n\t# c\n", &format!("line 1: {token}"));
    let indentation = "found a tab character that violate indentation";
    refused("a: b\n\t\nc: d\n", &format!("line 1: {indentation}"));
    refused("a: b\n\tc\n", &format!("line 1: {indentation}"));
    let space = "found a tab character where an indentation space is expected";
    refused("a:\n  b: |\n\t\tc\n", &format!("line 2: {space}"));
    refused("a: |\n  b\n\t\n", &format!("line 2: {space}"));
}

#[test]
fn tags() {
    accepted(
        "a: !foo b\nc: !foo {d: 1}\n",
        r#"{"a": "b", "c": {"d": int:1}}"#,
    );
    accepted("a: !<tag:yaml.org,2002:int> 3\n", r#"{"a": int:3}"#);
    accepted("a:\n- !main\n", r#"{"a": [""]}"#);
    refused(
        "a: !b#c d\n",
        "did not find expected whitespace or line break",
    );
    assert!(untyped(&Source::new("x", "a: [!main]\n")).is_err());
}

#[test]
fn structure() {
    refused(
        "a: 1\n  b: 2\n",
        "line 1: mapping values are not allowed in this context",
    );
    refused(
        "a:\n    b: 1\n  c: 2\n",
        "line 2: did not find expected key",
    );
    refused("- a\nb: c\n", "line 1: did not find expected '-' indicator");
    refused(
        "a: - b\n",
        "block sequence entries are not allowed in this context",
    );
    refused("a: [b\n", "did not find expected ',' or ']'");
    refused("a: 'b\n", "line 1: found unexpected end of stream");
    refused("a: \"b\" c\n", "did not find expected key");
    refused(
        "a\nb\n\nc: d\n",
        "line 3: mapping values are not allowed in this context",
    );
    refused("a: b\nc\nd: e\n", "line 2: could not find expected ':'");
    refused(
        "a: |x\n  b\n",
        "did not find expected comment or line break",
    );
    refused("a: \u{7}\n", "control characters are not allowed");
    accepted("a:\n- b\nc: d\n", r#"{"a": ["b"], "c": "d"}"#);
    accepted("a: \"b\nc\"\n", r#"{"a": "b c"}"#);
    accepted(
        &format!("{}{}\n", "[".repeat(300), "]".repeat(300)),
        &format!("{}{}", "[".repeat(300), "]".repeat(300)),
    );
}

#[test]
fn block_scalars() {
    accepted("a: |\n  b\n\n\n", r#"{"a": "b\n"}"#);
    accepted("a: |+\n  b\n\n", r#"{"a": "b\n\n"}"#);
    accepted("a: |-\n  b\n", r#"{"a": "b"}"#);
    accepted("a: |\n  b", r#"{"a": "b\n"}"#);
    accepted("a: |1\n  b\n", r#"{"a": " b\n"}"#);
    accepted("a: >\n  b\n  c\n\n   d\n", r#"{"a": "b c\n\n d\n"}"#);
}
