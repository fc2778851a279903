//! `exec --print-env`: variables as lines of a dotenv file, with their origins as comments.

use std::fmt::Write;

use crate::engine::mask::{MaskError, Masker};
use crate::plan::{Inputs, SecretText, Shown, ShownValue, Sight};

/// One line for each variable. Where the value of a secret is part of another one, such as a message,
/// it is masked.
///
/// # Errors
/// When the secrets are too large to be looked for.
pub(super) fn lines(variables: &[Shown], inputs: &Inputs) -> Result<String, MaskError> {
    let netrc = inputs.netrc.iter();
    let logins = netrc.flat_map(|netrc| [&netrc.username, &netrc.password]);
    let masker = Masker::new(
        inputs
            .secrets
            .values()
            .chain(logins)
            .map(SecretText::expose),
    )?;
    let mut text = String::new();
    for shown in variables {
        let value = match &shown.value {
            ShownValue::Text(value) => quoted(&without_password(&masker.text(value))),
            ShownValue::Secret(name) => format!("<secret {}>", name.escape_debug()),
            ShownValue::Later => "<when the step starts>".to_owned(),
        };
        let sight = match shown.sight {
            Sight::All | Sight::Step => "",
            Sight::Substitution => ", only in ${}",
            Sight::Steps => ", not in ${}",
        };
        let name = shown.name.escape_debug();
        // Writing to a string does not fail.
        let _ = writeln!(text, "{name}={value}  # {}{sight}", shown.origin);
    }
    Ok(text)
}

/// The address of a proxy without the password in it.
fn without_password(value: &str) -> String {
    let parts = value.split_once("://").and_then(|(scheme, rest)| {
        let end = rest.find('/').unwrap_or(rest.len());
        let (authority, path) = rest.split_at(end);
        let (login, host) = authority.rsplit_once('@')?;
        let (user, _) = login.split_once(':')?;
        Some(format!("{scheme}://{user}:******@{host}{path}"))
    });
    parts.unwrap_or_else(|| value.to_owned())
}

/// A value as it is where that is one word without meaning in a dotenv file, else in double quotes on
/// one line. Control characters, which could get at the terminal, are shown as `\u{…}`.
fn quoted(value: &str) -> String {
    let plain = |letter: char| letter.is_ascii_graphic() && !"\"'#\\`$".contains(letter);
    if value.chars().all(plain) {
        return value.to_owned();
    }
    let mut text = String::from('"');
    for letter in value.chars() {
        match letter {
            '\n' => text.push_str("\\n"),
            '\r' => text.push_str("\\r"),
            '\t' => text.push_str("\\t"),
            '"' | '\\' | '$' | '`' => text.extend(['\\', letter]),
            letter if letter.is_control() => text.extend(letter.escape_unicode()),
            letter => text.push(letter),
        }
    }
    text.push('"');
    text
}

#[cfg(test)]
mod tests {
    use super::{quoted, without_password};
    use crate::plan::dotenv;

    #[test]
    fn a_value_comes_back_from_a_file_of_them() {
        for value in [
            "",
            "a",
            "a b",
            "a # b",
            "it's \"so\"",
            "a\\n\nb\t",
            "$x `y`",
            "é",
            "https://x/?a=b",
        ] {
            let line = format!("A={}  # git\n", quoted(value));
            assert_eq!(line.lines().count(), 1, "{line}");
            let pairs = dotenv::parse(&line).unwrap();
            assert_eq!(pairs, [("A".to_owned(), value.to_owned())], "{line}");
        }
        assert_eq!(quoted("\u{1b}[31m"), "\"\\u{1b}[31m\"");
    }

    #[test]
    fn the_password_of_a_proxy_is_not_shown() {
        let shown = without_password("http://me:p@ss@proxy:3128/x");
        assert_eq!(shown, "http://me:******@proxy:3128/x");
        for plain in ["http://proxy:3128", "http://me@proxy/a:b@c", "a b"] {
            assert_eq!(without_password(plain), plain);
        }
    }
}
