//! The forms in which programs print a value: URL, JSON, shell and hex spellings.
//!
//! Each function here works character by character, so that the spelling of a value is the
//! spellings of its pieces one after another. Base64 does not, see
//! [`needles`](super::needles).

use std::fmt::Write as _;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// RFC 3986 unreserved characters stay: Go `url.QueryEscape`, Python `quote(safe="")`, jq `@uri`.
const STRICT: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'_')
    .remove(b'.')
    .remove(b'~');
/// Python `quote`.
const SLASH: &AsciiSet = &STRICT.remove(b'/');
/// JavaScript `encodeURIComponent`.
const COMPONENT: &AsciiSet = &STRICT
    .remove(b'!')
    .remove(b'\'')
    .remove(b'(')
    .remove(b')')
    .remove(b'*');
/// JavaScript `encodeURI`.
const WHOLE: &AsciiSet = &COMPONENT
    .remove(b';')
    .remove(b',')
    .remove(b'/')
    .remove(b'?')
    .remove(b':')
    .remove(b'@')
    .remove(b'&')
    .remove(b'=')
    .remove(b'+')
    .remove(b'$')
    .remove(b'#');
/// Go `url.UserPassword`: how a password stands in a clone URL.
const USERINFO: &AsciiSet = &STRICT
    .remove(b'$')
    .remove(b'&')
    .remove(b'+')
    .remove(b',')
    .remove(b';')
    .remove(b'=');
/// Go `url.PathEscape`.
const SEGMENT: &AsciiSet = &STRICT
    .remove(b'$')
    .remove(b'&')
    .remove(b'+')
    .remove(b'=')
    .remove(b':')
    .remove(b'@');
/// HTML forms: JavaScript `URLSearchParams`, Java `URLEncoder` (a space is `+`).
const FORM: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'_')
    .remove(b'.')
    .remove(b'*');

/// All text forms of `text`, the text itself first. Forms may be equal to each other.
pub(super) fn spellings(text: &str) -> Vec<String> {
    let mut forms = vec![text.to_owned()];
    forms.extend(json(text));
    forms.extend(shell(text));
    forms.extend(url(text));
    forms
}

/// Hexadecimal digits of `bytes`, lower and upper case.
pub(super) fn hex(bytes: &[u8]) -> [String; 2] {
    let mut lower = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        let _ = write!(lower, "{byte:02x}");
    }
    let upper = lower.to_ascii_uppercase();
    [lower, upper]
}

fn url(text: &str) -> Vec<String> {
    let mut forms: Vec<String> = [STRICT, SLASH, COMPONENT, WHOLE, USERINFO, SEGMENT]
        .iter()
        .map(|set| utf8_percent_encode(text, set).to_string())
        .collect();
    for set in [STRICT, FORM] {
        // `%20` can only come from a space: a literal `%` is `%25` by now
        forms.push(
            utf8_percent_encode(text, set)
                .to_string()
                .replace("%20", "+"),
        );
    }
    let lower: Vec<String> = forms.iter().map(|form| lower_escapes(form)).collect();
    forms.extend(lower);
    forms
}

/// `%2F` as `%2f`.
fn lower_escapes(form: &str) -> String {
    let mut digits = 0;
    form.chars()
        .map(|c| match c {
            '%' => {
                digits = 2;
                c
            }
            _ if digits > 0 => {
                digits -= 1;
                c.to_ascii_lowercase()
            }
            _ => c,
        })
        .collect()
}

fn json(text: &str) -> Vec<String> {
    let plain: String = text.chars().map(|c| json_char(c, false)).collect();
    let ascii: String = text.chars().map(|c| json_char(c, true)).collect();
    // Go's encoder escapes these three by default, PHP's the slash
    let html = plain
        .replace('<', "\\u003c")
        .replace('>', "\\u003e")
        .replace('&', "\\u0026");
    let slash = plain.replace('/', "\\/");
    vec![plain, ascii, html, slash]
}

fn json_char(c: char, ascii: bool) -> String {
    match c {
        '"' => "\\\"".to_owned(),
        '\\' => "\\\\".to_owned(),
        '\n' => "\\n".to_owned(),
        '\r' => "\\r".to_owned(),
        '\t' => "\\t".to_owned(),
        '\u{8}' => "\\b".to_owned(),
        '\u{c}' => "\\f".to_owned(),
        c if c < ' ' || (ascii && !c.is_ascii()) => {
            let mut escaped = String::new();
            for unit in c.encode_utf16(&mut [0; 2]) {
                let _ = write!(escaped, "\\u{unit:04x}");
            }
            escaped
        }
        c => c.to_string(),
    }
}

/// What a shell prints between the outer quotes, `set -x` and `printf %q` included.
fn shell(text: &str) -> Vec<String> {
    let with = |escape: fn(char) -> Option<&'static str>| -> String {
        text.chars()
            .fold(String::with_capacity(text.len()), |mut form, c| {
                match escape(c) {
                    Some("\\") => form.extend(['\\', c]),
                    Some(other) => form.push_str(other),
                    None => form.push(c),
                }
                form
            })
    };
    vec![
        text.replace('\'', "'\\''"),
        text.replace('\'', "'\"'\"'"),
        with(|c| matches!(c, '"' | '$' | '`' | '\\').then_some("\\")),
        with(|c| {
            (!c.is_alphanumeric()
                && !matches!(c, '_' | '@' | '%' | '+' | '=' | ':' | ',' | '.' | '/' | '-'))
            .then_some("\\")
        }),
        with(|c| match c {
            '\'' | '\\' => Some("\\"),
            '\n' => Some("\\n"),
            '\r' => Some("\\r"),
            '\t' => Some("\\t"),
            _ => None,
        }),
    ]
}
