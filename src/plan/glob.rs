//! Glob patterns of `when` and `trigger`, with the meaning the official runner gives them.
//!
//! The rules are those of the `doublestar` library, version 1.1.1, and differ from most others:
//! a bad pattern matches nothing and says nothing, `[!a]` is no negation (only `[^a]` is), a brace
//! cannot hold a `/`, `a/**` does not match `a`, and one `/` at the end of a name does not count.

/// Steps of work after which a match is given up as "no match". Real patterns need a few dozen;
/// without a bound a pattern such as `*a*a*a*a*b` takes time exponential in its length.
const MAX_STEPS: u32 = 200_000;

/// Whether `name` matches `pattern`. A pattern that is not well-formed matches nothing.
pub fn matches(pattern: &str, name: &str) -> bool {
    let mut matcher = Matcher { steps: MAX_STEPS };
    matcher.path(&split(pattern, '/'), &split(name, '/')) == Ok(true)
}

/// The pattern is not well-formed, as far as the match got, or costs too much.
#[derive(Debug, PartialEq)]
struct Unusable;

/// One match and the work it may still do.
struct Matcher {
    steps: u32,
}

impl Matcher {
    fn spend(&mut self) -> Result<(), Unusable> {
        self.steps = self.steps.checked_sub(1).ok_or(Unusable)?;
        Ok(())
    }

    /// Matches the segments of a path; `**` stands for one or more of them, or for none when more
    /// of the pattern follows.
    fn path(&mut self, mut pattern: &[&str], mut name: &[&str]) -> Result<bool, Unusable> {
        while let ([first, pattern_rest @ ..], [segment, name_rest @ ..]) = (pattern, name) {
            self.spend()?;
            if *first == "**" {
                if pattern_rest.is_empty() {
                    return Ok(true);
                }
                for skip in 0..name.len() {
                    if self.path(pattern_rest, name.get(skip..).unwrap_or_default())? {
                        return Ok(true);
                    }
                }
                return Ok(false);
            }
            if !self.segment(first, segment.as_bytes())? {
                return Ok(false);
            }
            (pattern, name) = (pattern_rest, name_rest);
        }
        Ok(pattern.is_empty() && name.is_empty())
    }

    /// Matches one segment. The pattern is read only as far as the name reaches, so a mistake
    /// further on goes unseen; the runner depends on that and so do existing files.
    fn segment(&mut self, mut pattern: &str, mut name: &[u8]) -> Result<bool, Unusable> {
        loop {
            self.spend()?;
            let (Some((sign, after)), Some((letter, name_rest))) = (pop(pattern), decode(name))
            else {
                return Ok(name.is_empty() && matches!(pattern, "" | "*" | "**"));
            };
            pattern = after;
            match sign {
                '*' => return self.star(pattern, name),
                '{' => return self.braces(pattern, name),
                '[' => {
                    let end = find_unescaped(pattern, ']').ok_or(Unusable)?;
                    let (class, rest) = (&pattern[..end], &pattern[end + 1..]);
                    if !in_class(class, letter)? {
                        return Ok(false);
                    }
                    pattern = rest;
                }
                '?' => {}
                '\\' => {
                    let (literal, rest) = pop(pattern).ok_or(Unusable)?;
                    if literal != letter {
                        return Ok(false);
                    }
                    pattern = rest;
                }
                literal if literal == letter => {}
                _ => return Ok(false),
            }
            name = name_rest;
        }
    }

    /// Tries the rest of the pattern at every byte, or at every n-th when the first letter has n of
    /// them: that is how the library goes through text that is not ASCII.
    fn star(&mut self, pattern: &str, name: &[u8]) -> Result<bool, Unusable> {
        if pattern.is_empty() {
            return Ok(true);
        }
        let width = decode(name).map_or(1, |(_, rest)| name.len() - rest.len());
        for at in (0..name.len()).step_by(width) {
            // A mistake in the rest of the pattern only ends this attempt.
            let attempt = self.segment(pattern, name.get(at..).unwrap_or_default());
            if self.steps == 0 {
                return Err(Unusable);
            }
            if attempt == Ok(true) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn braces(&mut self, pattern: &str, name: &[u8]) -> Result<bool, Unusable> {
        let end = find_unescaped(pattern, '}').ok_or(Unusable)?;
        let (choices, rest) = (&pattern[..end], &pattern[end + 1..]);
        for choice in split(choices, ',') {
            if self.segment(&format!("{choice}{rest}"), name)? {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

/// Whether the character class between `[` and `]` holds `letter`.
fn in_class(class: &str, letter: char) -> Result<bool, Unusable> {
    if class.is_empty() {
        return Err(Unusable);
    }
    let (negated, mut rest) = match class.strip_prefix('^') {
        Some(rest) => (true, rest),
        None => (false, class),
    };
    let mut found = false;
    while !rest.is_empty() {
        let low = class_member(&mut rest)?;
        let mut high = low;
        if let Some(range) = rest.strip_prefix('-') {
            rest = range;
            high = class_member(&mut rest)?;
        }
        found |= (low..=high).contains(&letter);
    }
    Ok(found != negated)
}

/// Takes one member, `x` or `\x`, off a character class. A bare `-` is none.
fn class_member(class: &mut &str) -> Result<char, Unusable> {
    let (mut member, mut rest) = pop(class).ok_or(Unusable)?;
    if member == '-' {
        return Err(Unusable);
    }
    if member == '\\' {
        (member, rest) = pop(rest).ok_or(Unusable)?;
    }
    *class = rest;
    Ok(member)
}

fn pop(text: &str) -> Option<(char, &str)> {
    let first = text.chars().next()?;
    Some((first, &text[first.len_utf8()..]))
}

/// The first letter of bytes that may be cut off inside one; such a byte counts as U+FFFD.
fn decode(name: &[u8]) -> Option<(char, &[u8])> {
    let (_, after) = name.split_first()?;
    let letter = name[..name.len().min(4)]
        .utf8_chunks()
        .next()
        .and_then(|chunk| chunk.valid().chars().next());
    Some(
        letter.map_or((char::REPLACEMENT_CHARACTER, after), |letter| {
            (letter, name.get(letter.len_utf8()..).unwrap_or_default())
        }),
    )
}

/// Offset of the first `wanted` that no backslash stands before.
fn find_unescaped(text: &str, wanted: char) -> Option<usize> {
    let mut escaped = false;
    for (at, letter) in text.char_indices() {
        if escaped {
            escaped = false;
        } else if letter == wanted {
            return Some(at);
        } else {
            escaped = letter == '\\';
        }
    }
    None
}

/// Parts between separators; an empty part at the end does not count.
fn split(text: &str, separator: char) -> Vec<&str> {
    let mut parts = Vec::new();
    let mut rest = text;
    while let Some(at) = find_unescaped(rest, separator) {
        parts.push(&rest[..at]);
        rest = &rest[at + separator.len_utf8()..];
    }
    if parts.is_empty() || !rest.is_empty() {
        parts.push(rest);
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::matches;
    use proptest::prelude::*;

    /// Each line: pattern, name, whether they match, separated by tabs.
    fn check(table: &str) -> usize {
        let mut rows = 0;
        for line in table.lines() {
            let fields: Vec<&str> = line.split('\t').collect();
            let [pattern, name, wanted] = fields[..] else {
                panic!("not three fields: {line}")
            };
            let wanted = wanted == "true"; // anything else: `false`, `false ERR`
            assert_eq!(
                matches(pattern, name),
                wanted,
                "{pattern:?} against {name:?}"
            );
            rows += 1;
        }
        rows
    }

    #[test]
    fn our_own_table_of_recorded_answers() {
        assert!(check(include_str!("../../testdata/plan/globs.tsv")) > 100);
    }

    #[test]
    fn the_whole_recorded_table_where_it_is_at_hand() {
        let Some(folder) = std::env::var_os("DRONE_K8S_ORACLE") else {
            println!("skipped: DRONE_K8S_ORACLE does not name the folder of recorded answers");
            return;
        };
        let table = std::path::Path::new(&folder).join("globs.tsv");
        assert!(check(&std::fs::read_to_string(table).unwrap()) > 1000);
    }

    #[test]
    fn hostile_patterns_end() {
        assert!(!matches(
            &"*a".repeat(60),
            &"a".repeat(200)[..199].replace('a', "ab")
        ));
        assert!(!matches(
            &format!("{}x", "{a,a}".repeat(60)),
            &"a".repeat(60)
        ));
        assert!(!matches(
            &format!("{}x", "**/".repeat(60)),
            &"a/".repeat(120)
        ));
    }

    proptest! {
        #[test]
        fn any_input_gets_an_answer(pattern in "[a-c*?{},\\[\\]^\\\\/é-]{0,24}", name in "[a-c/é\\\\]{0,16}") {
            let answer = matches(&pattern, &name);
            prop_assert_eq!(answer, matches(&pattern, &name));
        }

        #[test]
        fn plain_text_matches_itself_only(name in "[a-z]{1,8}(/[a-z]{1,8}){0,3}", other in "[a-z]{1,8}") {
            prop_assert!(matches(&name, &name));
            prop_assert_eq!(matches(&name, &other), name == other);
            prop_assert!(matches("**", &name));
        }
    }
}
