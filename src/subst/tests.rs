//! Tests of substitution as a whole.

use super::{Mode, Substituted, substitute};
use crate::source::Problem;
use proptest::prelude::*;

/// The variables with which `testdata/plan/subst.tsv` was recorded.
fn lookup(name: &str) -> Option<String> {
    let value = match name {
        "V" => "0123456789ab",
        "B" => "feat/a/b",
        "T" => "v1.2.0",
        "E" => "",
        "N" => "-3",
        "NB" => "-99",
        "NEG" => "-1",
        "BIG" => "99",
        "P" => "2",
        "U" => "héllo",
        "X" => "aXbXc",
        "ST" => "a*b",
        "S" => "/a/b/",
        "D" => "a$b",
        "BR" => "a}b",
        "SS" => "ß",
        "O" => "[a]",
        "ML" => "l1\nl2",
        _ => return None,
    };
    Some(value.to_owned())
}

fn run(raw: &str, mode: Mode) -> Result<Substituted, Vec<Problem>> {
    substitute(raw, mode, &lookup)
}

fn text(raw: &str) -> String {
    run(raw, Mode::Default).unwrap().text
}

/// The place and message of the only problem.
fn fault(raw: &str) -> (String, String) {
    let problems = run(raw, Mode::Default).unwrap_err();
    assert_eq!(problems.len(), 1, "{problems:?}");
    (
        raw[problems[0].span.range()].to_owned(),
        problems[0].message.clone(),
    )
}

#[test]
fn recorded_answers_of_the_library() {
    let table = include_str!("../../testdata/plan/subst.tsv");
    for line in table.lines() {
        let (raw, wanted) = line.split_once('\t').unwrap();
        let got = match run(raw, Mode::Compat) {
            Ok(done) => format!("={}", done.text),
            Err(problems) => format!("!{}", problems[0].official.clone().unwrap()),
        };
        assert_eq!(got, wanted, "{raw}");
    }
    assert!(table.lines().count() > 200);
}

#[test]
fn backslashes_stay_unless_compatibility_is_asked_for() {
    let raw = r#"- sed 's/\//_/g' "\\d" \n \$ \${V:0:2}"#;
    assert_eq!(text(raw), r#"- sed 's/\//_/g' "\\d" \n \$ \01"#);
    let compat = run(raw, Mode::Compat).unwrap().text;
    assert_eq!(compat, r#"- sed 's///_/g' "\d" \n \$ \01"#);
    assert_eq!(text(r"a\\$${V}\\${P}"), r"a\\${V}\\2");
}

#[test]
fn only_braces_are_substituted() {
    let raw = "echo $V $(cmd) `x` %{V} $ } $1 $?";
    assert_eq!(text(raw), raw);
    assert_eq!(text("echo $${HOME} $HOME $$$$"), "echo ${HOME} $HOME $$");
}

#[test]
fn values_with_line_breaks_are_quoted() {
    assert_eq!(text("message: ${ML}"), r#"message: "l1\nl2""#);
}

#[test]
fn a_negative_length_counts_from_the_end() {
    assert_eq!(text("${V:0:-2}"), "0123456789");
    assert_eq!(text("${V:2:-10}"), "");
    let (place, message) = fault("a: ${V:3:-10}\n");
    assert_eq!(place, "${V:3:-10}");
    assert!(
        message.contains("-10") && message.contains("12 bytes"),
        "{message}"
    );
}

#[test]
fn problems_name_their_place_and_all_are_told() {
    let raw = "a: 1\nb: ${x-y}\nc: ${V}\nd: ${V/1}\ne: ${unclosed";
    let problems = run(raw, Mode::Default).unwrap_err();
    let places: Vec<&str> = problems
        .iter()
        .map(|problem| &raw[problem.span.range()])
        .collect();
    assert_eq!(places, ["${x", "${V/1}", "${unclosed"]);
    let official: Vec<_> = problems
        .iter()
        .map(|p| p.official.as_deref().unwrap())
        .collect();
    assert_eq!(
        official,
        [
            "missing closing brace",
            "bad substitution",
            "missing closing brace"
        ]
    );
    assert!(
        problems
            .iter()
            .all(|problem| problem.help.as_ref().unwrap().contains("$${"))
    );
    assert!(
        problems[0].message.contains(":-"),
        "{}",
        problems[0].message
    );
}

#[test]
fn comments_cannot_break_a_file() {
    for raw in [
        "# ${x-y}\na: b\n",
        "a: b # see ${x-y} and ${\n",
        "  # ${V:-\n  # }\nc: d\n",
        "- ls\t# ${V/1}\n",
        "- echo \"#1\" 'x # y' # it's ${x-y}\n",
    ] {
        assert_eq!(text(raw), raw);
        assert_eq!(run(raw, Mode::Default).unwrap().unknown, []);
    }
    assert_eq!(text("# ${V:0:2} ${NOPE}.\n"), "# 01 .\n");
    assert!(run("# ${x-y}", Mode::Compat).is_err());
    assert!(
        run("a: 'x # ${x-y}'", Mode::Default).is_err(),
        "a quoted # starts no comment"
    );
}

#[test]
fn a_forgotten_slash_does_not_swallow_the_next_line() {
    let raw = "- echo ${V//1}\n- cp a/b c}\n";
    assert!(run(raw, Mode::Default).is_err());
    assert_eq!(
        run(raw, Mode::Compat).unwrap().text,
        "- echo 0123456789ab\n"
    );
}

#[test]
fn unknown_variables_are_empty_and_reported() {
    let raw = "a: ${HOME}${NOPE:-x}${E}\nb: ${MY_VAR//a/b} # ${COMMENT}";
    let done = run(raw, Mode::Default).unwrap();
    assert_eq!(done.text, "a: x\nb:  # ");
    let names: Vec<&str> = done
        .unknown
        .iter()
        .map(|name| name.value.as_str())
        .collect();
    assert_eq!(names, ["HOME", "MY_VAR"]);
    assert_eq!(&raw[done.unknown[1].span.range()], "${MY_VAR//a/b}");
}

#[test]
fn deep_nesting_is_an_error() {
    let raw = format!("{}{}", "${E:-".repeat(10_000), "}".repeat(10_000));
    assert!(run(&raw, Mode::Compat).is_err());
}

proptest! {
    #[test]
    fn never_panics_and_maps_back(raw in r"([a ]|\$|\{|\}|V|E|:|-|/|#|%|\^|,|\\|é|\n|\$\{V|\$\{E:-|\$\{V/|\*|\[|'){0,24}") {
        for mode in [Mode::Default, Mode::Compat] {
            if let Ok(done) = run(&raw, mode) {
                let mut last = 0;
                for at in 0..=u32::try_from(done.text.len()).unwrap() {
                    let raw_at = done.map.raw_offset(at);
                    prop_assert!(raw_at >= last && raw_at as usize <= raw.len());
                    last = raw_at;
                }
            }
        }
    }

    #[test]
    fn text_without_dollars_is_left_alone(raw in "[^$]{0,40}") {
        prop_assert_eq!(text(&raw), raw);
    }
}
