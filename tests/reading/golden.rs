//! Whole messages: `testdata/manifest/NAME.yml` gives `NAME.out`.
//!
//! `UPDATE_GOLDEN=1 cargo test --test reading golden` writes the answers anew.

use std::path::Path;
use std::{env, fs};

use drone_k8s::source::{Color, Source, render, render_all};
use drone_k8s::{lint, manifest};

#[test]
fn messages() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/manifest");
    let mut names: Vec<_> = fs::read_dir(&folder)
        .expect("test data")
        .map(|entry| {
            entry
                .expect("an entry")
                .file_name()
                .into_string()
                .expect("a name")
        })
        .filter_map(|name| name.strip_suffix(".yml").map(ToOwned::to_owned))
        .collect();
    names.sort();
    assert!(names.len() >= 5, "{names:?}");
    for name in names {
        let bytes = fs::read(folder.join(format!("{name}.yml"))).expect("a file");
        let source = Source::from_bytes(format!("{name}.yml"), &bytes);
        let problems = lint::lint(&source, false);
        let mut found = String::new();
        render_all(&source, &problems, Color::Never, &mut found).expect("text");
        let answer = folder.join(format!("{name}.out"));
        if env::var_os("UPDATE_GOLDEN").is_some() {
            fs::write(&answer, &found).expect("written");
        }
        let expected = fs::read_to_string(&answer).unwrap_or_default();
        assert!(found == expected, "{name}.out differs; found:\n{found}");
    }
}

#[test]
fn colour_is_a_parameter() {
    let source = Source::new("x", "a: [b");
    let problem = &manifest::load(&source).problems[0];
    assert!(render(&source, problem, Color::Always).contains("\u{1b}["));
    assert!(!render(&source, problem, Color::Never).contains('\u{1b}'));
}

#[test]
fn control_characters_do_not_reach_the_terminal() {
    let source = Source::new("x\u{1b}[2J", "kind: \"\\e[31m\"\nname: [\u{1b}[2J]\n");
    let loaded = manifest::load(&source);
    assert_eq!(loaded.problems.len(), 1);
    let text = "kind: pipeline\ntype: kubernetes\nsteps:\n- name: \"\\e[31m\"\n  depends_on: [\"\\e[2J\"]\n";
    let quoted = Source::new("x", text);
    let mut found = lint::lint(&quoted, false);
    found.retain(lint::is_refused);
    assert_eq!(found.len(), 2);
    for (source, problems) in [(&source, &loaded.problems), (&quoted, &found)] {
        let mut shown = String::new();
        render_all(source, problems, Color::Never, &mut shown).expect("text");
        assert!(!shown.contains('\u{1b}'), "{shown:?}");
    }
}

#[test]
fn long_lines_are_shown_in_part_with_their_real_column() {
    let text = format!(
        "kind: {{a: {}}}\nname: [{}]\n",
        "ä ".repeat(4000),
        "b, ".repeat(4000)
    );
    let source = Source::new("x", text);
    let problems = manifest::load(&source).problems;
    let first = render(&source, &problems[0], Color::Never);
    assert!(first.contains("x:1:7") && first.len() < 2000, "{first}");
}
