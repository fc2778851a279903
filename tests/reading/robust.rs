//! No input makes reading, linting or rendering panic or go on for ever.

use drone_k8s::source::{Color, Source, render};
use drone_k8s::{lint, manifest};
use proptest::prelude::*;

/// Everything that is done with a file.
fn read(bytes: &[u8]) {
    let source = Source::from_bytes("x", bytes);
    let loaded = manifest::load(&source);
    let problems = lint::lint(&source, false);
    let _ = manifest::select(&loaded.manifest, None).map_err(|error| error.to_string());
    for problem in problems.iter().take(20) {
        assert!(
            problem.span.end as usize <= source.text().len(),
            "{problem:?}"
        );
        assert!(!render(&source, problem, Color::Never).is_empty());
    }
    let (trees, _) = drone_k8s::yaml::parse(&source);
    for tree in &trees {
        drone_k8s::yaml::untyped(&source, tree);
    }
}

const SAMPLES: [&str; 4] = [
    include_str!("../../testdata/manifest/full.yml"),
    "kind: pipeline\ntype: kubernetes\nx: &x {a: [1, 'b'], \"c\": |}\nsteps:\n- &s\n  name: a\n  <<: [*x, {e: f}]\n  commands: [\"\\'\", -, b?, ?c, d:]\n  when: {branch: {include: [a]}}\n- *s\n---\n# c\n? k\n: v\n",
    "a: |+2\n    b\n\n\tc\r\nd: >-\n e\n  f\n...\ng\n",
    "\u{feff}a: 'b'#c\nd: [e,#f\n g]\nh: !!int \"1\"\ni: !<x> j\nk: *a\n\u{85}l: \u{2028}m\n",
];

fn mutated() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop_oneof![
        Just(" "),
        Just("\n"),
        Just("\t"),
        Just(":"),
        Just(": "),
        Just("- "),
        Just("-"),
        Just("?"),
        Just("#"),
        Just("\""),
        Just("'"),
        Just("["),
        Just("]"),
        Just("{"),
        Just("}"),
        Just(","),
        Just("&a "),
        Just("*a"),
        Just("!"),
        Just("|"),
        Just(">"),
        Just("%"),
        Just("\\"),
        Just("<<: *x"),
        Just("~"),
        Just("\r"),
        Just("\u{85}"),
        Just("\u{2029}"),
        Just("\u{7ff}"),
        Just("---"),
        Just("\0"),
    ];
    let edit = (any::<prop::sample::Index>(), 0_usize..6, piece);
    (0..SAMPLES.len(), prop::collection::vec(edit, 1..6)).prop_map(|(sample, edits)| {
        let mut bytes = SAMPLES[sample].as_bytes().to_vec();
        for (at, removed, piece) in edits {
            let start = at.index(bytes.len() + 1);
            let end = (start + removed).min(bytes.len());
            bytes.splice(start..end, piece.bytes());
        }
        bytes
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, max_shrink_iters: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        read(&bytes);
    }

    #[test]
    fn yaml_like_text(text in "[-?:,\\[\\]{}#&*!|>'\"%@`a-c0-9~<=\\\\ \t\n]{0,80}") {
        read(text.as_bytes());
    }

    #[test]
    fn mutated_files(bytes in mutated()) {
        read(&bytes);
    }

    /// Every node's span lies within the file, and that of a plain scalar is its text.
    #[test]
    fn spans_are_true(bytes in mutated()) {
        let source = Source::from_bytes("x", &bytes);
        for tree in drone_k8s::yaml::parse(&source).0 {
            check_spans(&source, &tree);
        }
    }
}

fn check_spans(source: &Source, tree: &drone_k8s::yaml::Tree) {
    use drone_k8s::yaml::{NodeKind, ScalarStyle};
    let mut open: Vec<_> = tree.root().into_iter().collect();
    while let Some(id) = open.pop() {
        let node = tree.node(id);
        assert!(source.text().get(node.span.range()).is_some(), "{node:?}");
        match &node.kind {
            NodeKind::Scalar {
                text,
                style: ScalarStyle::Plain,
            } if !text.contains([' ', '\n']) => {
                assert_eq!(source.slice(node.span), text);
            }
            NodeKind::Sequence { items, .. } => open.extend(items),
            NodeKind::Mapping { pairs, .. } => open.extend(pairs.iter().flat_map(|&(k, v)| [k, v])),
            _ => {}
        }
    }
}

#[test]
fn documents_of_very_many_values_are_refused() {
    let text = format!("[{}]", "x,".repeat(1_000_001));
    let problems = manifest::load(&Source::new("x", text)).problems;
    let codes: Vec<_> = problems.iter().map(|problem| problem.code).collect();
    assert_eq!(codes, ["too-large", "line-too-long"]);
}

#[test]
fn hostile_files_end_soon() {
    let pipeline = "kind: pipeline\ntype: kubernetes\n";
    let keys = |value: &str| {
        (0..8_000)
            .map(|n| format!("    k{n}: {value}"))
            .collect::<Vec<_>>()
            .join("\n")
            + "\n"
    };
    for text in [
        "[".repeat(6_000),
        "- ".repeat(6_000),
        "? ".repeat(6_000),
        "{a: ".repeat(10_000),
        "a:\tb\n".repeat(10_000),
        format!("{{{}}}", "a:\tb, ".repeat(10_000)),
        format!("[a, {}]", "b: c, ".repeat(10_000)),
        format!("[{}]", "a:, ".repeat(10_000)),
        format!("[{}]", "-,".repeat(10_000)),
        "- 'a'#b\n".repeat(6_000),
        ": v\n".repeat(10_000),
        "- *a\n".repeat(10_000),
        format!("a: {}", "\u{2028}".repeat(10_000)),
        format!(
            "{pipeline}steps:\n- name: a\n  environment:\n{}{}",
            keys("v"),
            keys("~")
        ),
        format!("{pipeline}steps:\n{}", "- name: a\n".repeat(8_000)),
        format!(
            "{pipeline}steps:\n- name: a\n  depends_on: [{}]\n",
            "b, ".repeat(10_000)
        ),
        format!(
            "{pipeline}x: &x {}\nsteps:\n- {{name: a, commands: [{}]}}\n",
            "y".repeat(10_000),
            "*x, ".repeat(10_000)
        ),
        format!("{pipeline}steps: &s\n- name: a\n  settings: {{a: *s}}\n  when: *s\n"),
    ] {
        read(text.as_bytes());
    }
}
