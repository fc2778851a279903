//! Patterns of `${V#…}` and `${V%…}`: `*`, `?`, `[a-c]`, `[^x]`, `\x`. Here `*` and `?` match `/`.

/// Which end of the value is cut off.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    Start,
    End,
}

/// `value` without the shortest or longest part at one side that matches `pattern`. The part has at
/// least one letter. A pattern that is not well-formed matches nothing.
///
/// At the end the library matches everything turned around, the text of the pattern too: classes
/// and backslashes do not work there (`${V%[0-9]}` changes nothing). So it is here.
pub(super) fn trim(value: &str, pattern: &str, side: Side, longest: bool) -> String {
    match side {
        Side::Start => trim_start(value, pattern, longest).to_owned(),
        Side::End => reversed(trim_start(&reversed(value), &reversed(pattern), longest)),
    }
}

fn reversed(text: &str) -> String {
    text.chars().rev().collect()
}

fn trim_start<'a>(value: &'a str, pattern: &str, longest: bool) -> &'a str {
    let Some(pattern) = compile(pattern) else {
        return value;
    };
    let mut cuts: Vec<usize> = value.char_indices().skip(1).map(|(at, _)| at).collect();
    cuts.extend((!value.is_empty()).then_some(value.len()));
    if longest {
        cuts.reverse();
    }
    let cut = cuts
        .into_iter()
        .find(|&cut| matches(&pattern, &value[..cut]));
    cut.map_or(value, |cut| &value[cut..])
}

/// One element of a pattern.
#[derive(Debug, PartialEq)]
enum Item {
    /// `*`.
    Any,
    /// `?`.
    One,
    Letter(char),
    Class {
        negated: bool,
        ranges: Vec<(char, char)>,
    },
}

impl Item {
    fn accepts(&self, letter: char) -> bool {
        match self {
            Self::Any => false,
            Self::One => true,
            Self::Letter(wanted) => *wanted == letter,
            Self::Class { negated, ranges } => {
                ranges
                    .iter()
                    .any(|&(low, high)| (low..=high).contains(&letter))
                    != *negated
            }
        }
    }
}

fn compile(pattern: &str) -> Option<Vec<Item>> {
    let mut items = Vec::new();
    let mut rest = pattern.chars().peekable();
    while let Some(sign) = rest.next() {
        items.push(match sign {
            '*' => Item::Any,
            '?' => Item::One,
            '\\' => Item::Letter(rest.next()?),
            '[' => {
                let negated = rest.next_if_eq(&'^').is_some();
                let mut ranges = Vec::new();
                while ranges.is_empty() || rest.next_if_eq(&']').is_none() {
                    let low = member(&mut rest)?;
                    let high = match rest.next_if_eq(&'-') {
                        Some(_) => member(&mut rest)?,
                        None => low,
                    };
                    ranges.push((low, high));
                }
                Item::Class { negated, ranges }
            }
            letter => Item::Letter(letter),
        });
    }
    Some(items)
}

/// One end of a range in a class; `-` and `]` need a backslash.
fn member(rest: &mut std::iter::Peekable<std::str::Chars<'_>>) -> Option<char> {
    match rest.next()? {
        '-' | ']' => None,
        '\\' => rest.next(),
        letter => Some(letter),
    }
}

/// Whether the pattern matches all of `text`. Only the last `*` is ever tried again, which is
/// enough and keeps the work within length times length.
fn matches(pattern: &[Item], text: &str) -> bool {
    let letters: Vec<char> = text.chars().collect();
    let (mut item, mut letter) = (0, 0);
    let mut retry = None;
    while letter < letters.len() {
        match (pattern.get(item), retry) {
            (Some(Item::Any), _) => {
                retry = Some((item + 1, letter));
                item += 1;
            }
            (Some(wanted), _) if wanted.accepts(letters[letter]) => {
                item += 1;
                letter += 1;
            }
            (_, Some((after_star, from))) => {
                retry = Some((after_star, from + 1));
                (item, letter) = (after_star, from + 1);
            }
            (_, None) => return false,
        }
    }
    pattern[item..].iter().all(|rest| *rest == Item::Any)
}
