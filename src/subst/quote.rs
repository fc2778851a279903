//! Text in double quotes with Go's escapes, in which the runner puts values with line breaks.

use std::fmt::Write;

/// `text` as Go's `%q` prints it.
pub(super) fn go_quote(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for letter in text.chars() {
        match letter {
            '"' | '\\' => out.extend(['\\', letter]),
            '\u{7}' => out.push_str("\\a"),
            '\u{8}' => out.push_str("\\b"),
            '\u{c}' => out.push_str("\\f"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\u{b}' => out.push_str("\\v"),
            _ if is_printable(letter) => out.push(letter),
            _ => {
                let code = u32::from(letter);
                // Writing to a string cannot fail.
                let _ = match code {
                    0..=0x1f | 0x7f => write!(out, "\\x{code:02x}"),
                    0x80..=0xffff => write!(out, "\\u{code:04x}"),
                    _ => write!(out, "\\U{code:08x}"),
                };
            }
        }
    }
    out.push('"');
    out
}

/// Whether Go prints the letter as it is. The standard library's own escaping follows the same
/// Unicode classes, once a letter stands before marks that combine with it.
fn is_printable(letter: char) -> bool {
    letter == '\'' || format!("a{letter}").escape_debug().count() == 2
}

#[cfg(test)]
mod tests {
    use super::go_quote;

    #[test]
    fn escapes_are_those_of_go() {
        assert_eq!(go_quote("l1\nl2"), r#""l1\nl2""#);
        assert_eq!(
            go_quote("it's \"é\" \\ \u{1b}[0m\r\t"),
            r#""it's \"é\" \\ \x1b[0m\r\t""#
        );
        assert_eq!(
            go_quote("\u{a0}\u{200b}\u{1f600}\u{e000}\u{301}"),
            "\"\\u00a0\\u200b😀\\ue000\u{301}\""
        );
    }
}
