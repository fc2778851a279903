//! What is read as a command.

use super::Shell;
use proptest::prelude::*;

fn commands(code: &str) -> Vec<String> {
    let shell = Shell::parse(code);
    let texts = shell.commands.iter().map(|simple| {
        let marks = [
            (simple.has_input, '<'),
            (simple.is_captured, '>'),
            (simple.is_inner, '+'),
        ];
        let marks: String = marks.iter().filter(|m| m.0).map(|m| m.1).collect();
        simple.texts(code).join("|") + &marks
    });
    texts.collect()
}

#[test]
fn commands_and_words() {
    assert_eq!(
        commands("A=1 go 'a b' \"c d\"e # no"),
        ["go|'a b'|\"c d\"e"]
    );
    assert_eq!(
        commands("a | b && c >f 2>&1; d 2>g"),
        ["a>", "b<", "c>", "d"]
    );
    assert_eq!(commands("x $(y z) `w`"), ["y|z<>+", "w<>+", "x|$(y z)|`w`"]);
    assert_eq!(
        commands("if a; then b; fi; for i in 1 2; do c; done\nd"),
        ["a+", "b+", "for|i|in|1|2", "c+", "d"]
    );
    assert_eq!(commands("cat <<E\nx y\nE\nz"), ["cat<", "z"]);
    assert_eq!(commands("echo a\\\n b"), ["echo|a|b"]);
    assert!(Shell::parse("grep \"x").is_open && !Shell::parse("grep \"x\"").is_open);
}

#[test]
fn places_where_nothing_is_replaced() {
    let code = "a '$x' \"$y\" # $z\nb";
    let shell = Shell::parse(code);
    let at = |text: &str| code.find(text).unwrap();
    assert!(!shell.expands_at(at("$x")) && shell.expands_at(at("$y")));
    assert!(!shell.expands_at(at("$z")) && shell.expands_at(at("b")));
}

proptest! {
    #[test]
    fn never_panics(code in "([a $'\"`(){}<>|&;\\\\\n#=é]|<<E|\\$\\{|\\$\\$){0,30}") {
        let shell = Shell::parse(&code);
        for simple in &shell.commands {
            for word in &simple.words {
                prop_assert!(code.get(word.clone()).is_some());
            }
        }
    }
}
