//! What the text of a glob says about it, without anything to match it against.

/// Whether a pattern can match at all. In doubt it can.
pub(super) fn is_valid(pattern: &str) -> bool {
    segments(pattern).into_iter().all(is_valid_segment)
}

/// The parts between `/` that no `\` stands before.
fn segments(pattern: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let (mut start, mut escaped) = (0, false);
    for (at, letter) in pattern.char_indices() {
        if letter == '/' && !escaped {
            found.push(pattern.get(start..at).unwrap_or_default());
            start = at + 1;
        }
        escaped = letter == '\\' && !escaped;
    }
    found.push(pattern.get(start..).unwrap_or_default());
    found
}

fn is_valid_segment(segment: &str) -> bool {
    let mut rest = segment.chars();
    while let Some(sign) = rest.next() {
        match sign {
            '\\' if rest.next().is_none() => return false,
            '[' => match until(&mut rest, ']') {
                Some(class) if is_valid_class(&class) => {}
                _ => return false,
            },
            '{' => match until(&mut rest, '}') {
                // A class within braces is read in ways that are hard to tell.
                Some(choices) if choices.contains('[') => return true,
                Some(_) => {}
                None => return false,
            },
            _ => {}
        }
    }
    true
}

/// Takes all up to a sign that no `\` stands before, and the sign itself.
fn until(rest: &mut std::str::Chars<'_>, end: char) -> Option<String> {
    let mut taken = String::new();
    let mut escaped = false;
    for letter in rest {
        if letter == end && !escaped {
            return Some(taken);
        }
        escaped = letter == '\\' && !escaped;
        taken.push(letter);
    }
    None
}

/// Whether the text between `[` and `]` is a list of letters and ranges.
fn is_valid_class(class: &str) -> bool {
    let mut rest = class.strip_prefix('^').unwrap_or(class).chars().peekable();
    if class.is_empty() {
        return false;
    }
    let member = |rest: &mut std::iter::Peekable<std::str::Chars<'_>>| match rest.next() {
        None | Some('-') => false,
        Some('\\') => rest.next().is_some(),
        Some(_) => true,
    };
    while rest.peek().is_some() {
        if !member(&mut rest) {
            return false;
        }
        if rest.next_if_eq(&'-').is_some() && !member(&mut rest) {
            return false;
        }
    }
    true
}

/// Whether a pattern is certainly meant as a regular expression. `v1.*` is a good glob and is not.
pub(super) fn looks_like_regex(pattern: &str) -> bool {
    let has = |part: &str| pattern.contains(part);
    let classes = [
        "\\d", "\\w", "\\s", "\\b", "\\D", "\\W", "\\S", "]+", ")+", ".+", ")?", ")*",
    ];
    pattern.starts_with('^')
        || pattern.ends_with('$')
        || pattern.starts_with(".*")
        || has("/.*")
        || classes.into_iter().any(has)
        || (has("(") && has("|") && has(")"))
        || (pattern.len() > 2 && pattern.starts_with('/') && pattern.ends_with('/'))
}

#[cfg(test)]
mod tests {
    use super::{is_valid, looks_like_regex};

    #[test]
    fn valid_and_invalid_patterns() {
        for good in [
            "main", "**", "v[0-9]*", "[^a]", "{a,b}", "\\[", "a{[b],c}", "[\\-a]", "",
        ] {
            assert!(is_valid(good), "{good}");
        }
        for bad in ["[a-", "[]", "[a-]", "{a,b/c}", "a\\", "x/[", "[-a]", "{a"] {
            assert!(!is_valid(bad), "{bad}");
        }
    }

    #[test]
    fn regular_expressions() {
        for regex in ["^v\\d+$", ".*", "release/.*", "(a|b)", "v[0-9]+", "/main/"] {
            assert!(looks_like_regex(regex), "{regex}");
        }
        for glob in [
            "v1.*",
            "release-*",
            "a.b",
            "refs/tags/**",
            "v[0-9]*",
            "{a,b}",
        ] {
            assert!(!looks_like_regex(glob), "{glob}");
        }
    }
}
