//! Files of `NAME=value` lines, as `--secret-file` and `--env-file` take them.
//!
//! The format is that of dotenv files: comments, `export`, quotes, values over several lines in
//! quotes, `\n` in double quotes. Two things differ on purpose: `$` is an ordinary character, since
//! passwords hold it, and nothing that cannot be read is skipped silently.

use thiserror::Error;

/// A line that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("line {line}: {message}")]
pub struct DotenvError {
    /// Line in the file, from 1.
    pub line: usize,
    /// What is wrong. Never shows a value.
    pub message: String,
}

/// The names and values of a file in order.
///
/// # Errors
/// The first line that is not empty, a comment, or `NAME=value`.
pub fn parse(text: &str) -> Result<Vec<(String, String)>, DotenvError> {
    let text = text
        .strip_prefix('\u{feff}')
        .unwrap_or(text)
        .replace("\r\n", "\n");
    let mut reader = Reader {
        rest: &text,
        line: 1,
    };
    let mut pairs = Vec::new();
    while reader.skip_to_name() {
        let name = reader.name()?;
        pairs.push((name, reader.value()?));
    }
    Ok(pairs)
}

struct Reader<'a> {
    rest: &'a str,
    line: usize,
}

impl<'a> Reader<'a> {
    fn fail<T>(&self, message: impl Into<String>) -> Result<T, DotenvError> {
        Err(DotenvError {
            line: self.line,
            message: message.into(),
        })
    }

    /// Takes `len` bytes and counts the lines in them.
    fn take(&mut self, len: usize) -> &'a str {
        let (taken, rest) = self.rest.split_at(len);
        self.rest = rest;
        self.line += taken.matches('\n').count();
        taken
    }

    fn skip_blanks(&mut self) {
        let blanks = self.rest.len() - self.rest.trim_start_matches([' ', '\t']).len();
        self.take(blanks);
    }

    fn line_end(&self) -> usize {
        self.rest.find('\n').unwrap_or(self.rest.len())
    }

    /// Steps over empty lines and comments; false at the end of the file.
    fn skip_to_name(&mut self) -> bool {
        loop {
            let blank = self.rest.len() - self.rest.trim_start().len();
            self.take(blank);
            if !self.rest.starts_with('#') {
                return !self.rest.is_empty();
            }
            self.take(self.line_end());
        }
    }

    fn name(&mut self) -> Result<String, DotenvError> {
        let line = &self.rest[..self.line_end()];
        let Some(at) = line.find(['=', ':']) else {
            return self.fail("there is no `=`; a line must be `NAME=value`");
        };
        let name = line[..at].trim();
        let name = match name.strip_prefix("export") {
            Some(rest) if rest.starts_with([' ', '\t']) => rest.trim_start(),
            _ => name,
        };
        let valid = |b: u8| b.is_ascii_alphanumeric() || b"_.-".contains(&b);
        if name.is_empty() || !name.bytes().all(valid) {
            return self.fail("what stands before `=` is no name (letters, digits, `_`, `.`, `-`)");
        }
        let name = name.to_owned();
        self.take(at + 1);
        Ok(name)
    }

    fn value(&mut self) -> Result<String, DotenvError> {
        self.skip_blanks();
        let Some(quote) = self.rest.chars().next().filter(|c| matches!(c, '"' | '\'')) else {
            return Ok(self.bare());
        };
        let value = self.quoted(quote)?;
        self.skip_blanks();
        let after = &self.rest[..self.line_end()];
        if !after.is_empty() && !after.starts_with('#') {
            return self.fail("there is text after the closing quote");
        }
        let end = self.line_end();
        self.take(end);
        Ok(value)
    }

    /// A value without quotes: the rest of the line up to a comment.
    fn bare(&mut self) -> String {
        let line = self.take(self.line_end());
        let starts_comment = |at: usize| at == 0 || line[..at].ends_with([' ', '\t']);
        let comment = line
            .match_indices('#')
            .map(|(at, _)| at)
            .find(|&at| starts_comment(at));
        line[..comment.unwrap_or(line.len())].trim_end().to_owned()
    }

    fn quoted(&mut self, quote: char) -> Result<String, DotenvError> {
        let mut value = String::new();
        let mut letters = self.rest.char_indices().skip(1);
        while let Some((at, letter)) = letters.next() {
            if letter == quote {
                self.take(at + 1);
                return Ok(value);
            }
            if letter != '\\' || quote == '\'' {
                value.push(letter);
                continue;
            }
            match letters.next() {
                Some((_, 'n')) => value.push('\n'),
                Some((_, 'r')) => value.push('\r'),
                Some((_, 't')) => value.push('\t'),
                Some((_, escaped @ ('"' | '\\' | '$' | '\'' | '`'))) => value.push(escaped),
                Some((_, other)) => value.extend(['\\', other]),
                None => break,
            }
        }
        self.fail(format!(
            "the value starts with {quote} and no second one ends it"
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::parse;
    use proptest::prelude::*;

    fn read(text: &str) -> Vec<(String, String)> {
        parse(text).unwrap()
    }

    fn one(line: &str) -> String {
        let pairs = read(line);
        assert_eq!(pairs.len(), 1, "{line}");
        pairs[0].1.clone()
    }

    #[test]
    fn values() {
        for (line, wanted) in [
            ("A=b", "b"),
            ("  export A = b c  ", "b c"),
            ("A=", ""),
            ("A: b", "b"),
            ("A=b # comment", "b"),
            ("A=b#c", "b#c"),
            ("A=#c", ""),
            ("A=pa$word`x`", "pa$word`x`"),
            ("A=\"b # c\" # d", "b # c"),
            ("A='b \\n \"c\"'", "b \\n \"c\""),
            (r#"A="l1\nl2\t\"q\" \\ \$x \d""#, "l1\nl2\t\"q\" \\ $x \\d"),
            (
                "A=\"-----BEGIN\nabc\n-----END\n\"",
                "-----BEGIN\nabc\n-----END\n",
            ),
            ("A='l1\r\nl2'\r\n", "l1\nl2"),
            ("A=b=c:d", "b=c:d"),
            ("\u{feff}A=b", "b"),
        ] {
            assert_eq!(one(line), wanted, "{line}");
        }
    }

    #[test]
    fn several_lines() {
        let pairs = read("# first\n\nA=1\nexport B='2'\n\n  # last\nC.d-e=3");
        let wanted = [("A", "1"), ("B", "2"), ("C.d-e", "3")];
        assert_eq!(
            pairs,
            wanted.map(|(name, value)| (name.to_owned(), value.to_owned()))
        );
        assert_eq!(read("\n# nothing\n"), []);
    }

    #[test]
    fn what_cannot_be_read_is_told_with_its_line_and_without_the_value() {
        for (text, line, word) in [
            ("A=1\nB\n", 2, "NAME=value"),
            ("A=\"1\n2\"\nB C=s3cret", 3, "no name"),
            ("=s3cret", 1, "no name"),
            ("A=\"s3cret\n\n", 1, "no second one"),
            ("A='x's3cret", 1, "after the closing quote"),
            ("A=\"x\\", 1, "no second one"),
        ] {
            let error = parse(text).unwrap_err();
            assert_eq!(error.line, line, "{text}");
            assert!(error.to_string().contains(word), "{error}");
            assert!(!error.to_string().contains("s3cret"), "{error}");
        }
    }

    proptest! {
        #[test]
        fn never_panics(text in "[A-C=:\"'\\\\#\n\r\té $-]{0,30}") {
            let _ = parse(&text);
        }

        #[test]
        fn a_quoted_value_comes_back(value in "[^\"\\\\\r]{0,20}") {
            prop_assert_eq!(one(&format!("A=\"{value}\"")), value);
        }
    }
}
