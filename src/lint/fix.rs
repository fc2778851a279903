//! Mends what was found: edits of byte ranges, in rounds, until nothing is left to mend.

use crate::manifest::load;
use crate::source::{Edit, Problem, Source};

/// Rounds after which it is given up: a fix that makes the next one necessary is rare.
const ROUNDS: usize = 10;

/// A file after mending.
#[derive(Debug)]
pub struct Fixed {
    /// The new text.
    pub source: Source,
    /// What is left.
    pub problems: Vec<Problem>,
    /// How many findings were mended.
    pub count: usize,
}

/// Mends a file with the safe fixes, or with all. `lint` finds and judges.
///
/// Fixes that overlap wait for the next round. A round after which the official runner would refuse
/// more than before is not taken.
pub fn fix(mut source: Source, all: bool, lint: &dyn Fn(&Source) -> Vec<Problem>) -> Fixed {
    let mut problems = lint(&source);
    let mut count = 0;
    for _ in 0..ROUNDS {
        let (text, mended) = round(&source, &problems, all);
        if mended == 0 {
            break;
        }
        let next = Source::new(source.name(), text);
        if refusals(&next) > refusals(&source) {
            break;
        }
        count += mended;
        source = next;
        problems = lint(&source);
    }
    Fixed {
        source,
        problems,
        count,
    }
}

fn refusals(source: &Source) -> usize {
    let loaded = load(source);
    loaded
        .problems
        .iter()
        .filter(|problem| problem.is_error())
        .count()
}

/// The text after one round, and how many findings that mends.
fn round(source: &Source, problems: &[Problem], all: bool) -> (String, usize) {
    let mut taken: Vec<&Edit> = Vec::new();
    let mut mended = 0;
    for fix in problems.iter().filter_map(|problem| problem.fix.as_ref()) {
        if !all && !fix.safe {
            continue;
        }
        let is_known = fix.edits.iter().all(|edit| taken.contains(&edit));
        let is_free = fix.edits.iter().all(|edit| {
            taken.iter().all(|other| {
                let apart = edit.span.end < other.span.start || other.span.end < edit.span.start;
                let beside = !edit.span.is_empty()
                    && !other.span.is_empty()
                    && (edit.span.end == other.span.start || other.span.end == edit.span.start);
                apart || beside
            })
        });
        if is_known && !fix.edits.is_empty() {
            mended += 1;
        } else if is_free && !fix.edits.is_empty() {
            mended += 1;
            taken.extend(&fix.edits);
        }
    }
    taken.sort_by_key(|edit| edit.span);
    let mut text = String::with_capacity(source.text().len());
    let mut at = 0;
    for edit in taken {
        text.push_str(
            source
                .text()
                .get(at..edit.span.start as usize)
                .unwrap_or_default(),
        );
        text.push_str(&edit.text);
        at = edit.span.end as usize;
    }
    text.push_str(source.text().get(at..).unwrap_or_default());
    (text, mended)
}

#[cfg(test)]
mod tests {
    use super::fix;
    use crate::source::{Problem, Source, Span, offset};

    /// Finds every `a` and wants `b` in its place.
    fn finder(source: &Source) -> Vec<Problem> {
        let places = source.text().match_indices('a').map(|(at, _)| offset(at));
        places
            .map(|at| {
                let span = Span::new(at, at + 1);
                let mut problem = Problem::warning("x", span, "an a");
                problem.set_fix(at % 2 == 0, "make it b", [(span, "b".to_owned())]);
                problem
            })
            .collect()
    }

    #[test]
    fn safe_fixes_are_taken_and_others_wait_for_consent() {
        let source = Source::new("x", "k: aaxa");
        let safe = fix(source.clone(), false, &finder);
        assert_eq!((safe.source.text(), safe.count), ("k: abxb", 2));
        assert_eq!(safe.problems.len(), 1);
        let all = fix(source, true, &finder);
        assert_eq!((all.source.text(), all.count), ("k: bbxb", 3));
        assert!(all.problems.is_empty());
    }

    #[test]
    fn a_fix_that_breaks_the_file_is_not_taken() {
        let breaker = |source: &Source| {
            let span = Span::new(0, 1);
            let mut problem = Problem::warning("x", span, "");
            problem.set_fix(true, "break it", [(span, "[".to_owned())]);
            if source.text().starts_with('[') {
                Vec::new()
            } else {
                vec![problem]
            }
        };
        let fixed = fix(Source::new("x", "k: a"), true, &breaker);
        assert_eq!((fixed.source.text(), fixed.count), ("k: a", 0));
    }

    #[test]
    fn a_fix_that_never_ends_is_given_up() {
        let grower = |source: &Source| {
            let span = Span::new(offset(source.text().len()), offset(source.text().len()));
            let mut problem = Problem::warning("x", span, "");
            problem.set_fix(true, "grow", [(span, "x".to_owned())]);
            vec![problem]
        };
        assert_eq!(fix(Source::new("x", "k: a"), true, &grower).count, 10);
    }
}
