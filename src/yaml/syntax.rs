//! Says what a syntax error means, in our words and in those of the official runner.

use granit_parser::{ErrorKind, ScanError};

use super::parse::MAX_DEPTH;
use super::text::{Text, quote_value, without_tabs};
use crate::source::{Problem, Span};

/// The problem for an error that stopped the parser.
pub(super) fn problem(text: Text<'_>, error: &ScanError) -> Problem {
    let at = error
        .marker()
        .byte_offset()
        .unwrap_or_default()
        .min(text.body.len());
    let (at, official_at) = places(text, error.kind(), at);
    let words = words(error.kind(), text.body.get(at..).unwrap_or_default());
    let code = match error.kind() {
        ErrorKind::RecursionLimitExceeded => "too-large",
        _ if words.message == TAB_MESSAGE => "tab-indentation",
        _ => "yaml-syntax",
    };
    let mut problem = Problem::error(code, text.char_span(at), words.message);
    if let Some(help) = words.help {
        problem = problem.help(help);
    }
    if let Some(official) = words.official {
        problem = problem.official(text.official(official_at, official));
    }
    if code == "tab-indentation"
        && let Some(edit) = without_tabs(text, at)
    {
        problem.set_fix(false, "indent with spaces", [edit]);
    }
    if let Some((span, quoted)) = quoted(text, error.kind(), at) {
        problem.set_fix(false, "put the value in quotes", [(span, quoted)]);
    }
    problem
}

/// The value of the line in quotes, if they would help.
fn quoted(text: Text<'_>, kind: &ErrorKind, at: usize) -> Option<(Span, String)> {
    let (start, span, quoted) = quote_value(text, at)?;
    let value = text.source.slice(span);
    let helps = match kind {
        ErrorKind::UnexpectedCharacter { character } => *character != '\t' && start == at,
        ErrorKind::MissingAnchorOrAliasName => start == at,
        ErrorKind::InvalidTrailingSingleQuotedScalar
        | ErrorKind::InvalidTrailingDoubleQuotedScalar => value.starts_with(['"', '\'']),
        ErrorKind::MappingValueNotAllowed | ErrorKind::InvalidColonPlacement => {
            start < at && !value.starts_with(['[', '{', '"', '\'', '&', '!'])
        }
        ErrorKind::ExpectedBlockMappingKey | ErrorKind::ExpectedBlockSequenceEntry => {
            value.starts_with('[') && !value.ends_with(']')
        }
        _ => false,
    };
    helps.then_some((span, quoted))
}

/// Where we show an error, and where the official runner sees it.
fn places(text: Text<'_>, kind: &ErrorKind, at: usize) -> (usize, usize) {
    let rest = text.body.get(at..).unwrap_or_default();
    match kind {
        // The parser points at the text that should be a key, the runner at what comes after it.
        ErrorKind::SimpleKeyExpected | ErrorKind::InvalidSimpleKey => {
            let mut next = at + rest.find('\n').map_or(rest.len(), |newline| newline + 1);
            for line in text.body[next..].split_inclusive('\n') {
                if !matches!(line.trim().bytes().next(), None | Some(b'#')) {
                    break;
                }
                next += line.len();
            }
            (at, next)
        }
        // The parser points at the beginning of the text that a tab stands in.
        ErrorKind::TabInPlainScalar | ErrorKind::TabAtBlockScalarStart => {
            let mut line_start = at;
            for line in rest.split_inclusive('\n') {
                let spaces = line.len() - line.trim_start_matches(' ').len();
                if line_start > at && line[spaces..].starts_with('\t') {
                    return (line_start + spaces, line_start + spaces);
                }
                line_start += line.len();
            }
            (at, at)
        }
        ErrorKind::UnclosedQuotedScalar => (at, text.body.len()),
        _ => (at, at),
    }
}

struct Words {
    message: String,
    help: Option<String>,
    official: Option<&'static str>,
}

impl Words {
    fn new(message: impl Into<String>, official: &'static str) -> Self {
        Self {
            message: message.into(),
            help: None,
            official: Some(official),
        }
    }

    fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}

fn words(kind: &ErrorKind, rest: &str) -> Words {
    const QUOTE_IT: &str = "put the value in quotes";
    const COLUMN: &str = "check the indentation: keys of one mapping must begin in the same column";
    match kind {
        ErrorKind::UnexpectedCharacter { character: '\t' }
        | ErrorKind::TabNotAllowed
        | ErrorKind::TabInIndentation
        | ErrorKind::TabInBlockIndentation => tab(),
        ErrorKind::UnexpectedCharacter { character } => {
            let message = format!("a value cannot begin with `{}`", character.escape_default());
            Words::new(message, "found character that cannot start any token").help(QUOTE_IT)
        }
        ErrorKind::MissingAnchorOrAliasName => {
            let what = if rest.starts_with('&') {
                "anchor"
            } else {
                "alias"
            };
            let message = format!(
                "`{}` begins an {what}, but no name follows",
                &rest[..rest.len().min(1)]
            );
            Words::new(
                message,
                "did not find expected alphabetic or numeric character",
            )
            .help("a value that begins with `*` or `&` must stand in quotes")
        }
        ErrorKind::MappingValueNotAllowed | ErrorKind::InvalidColonPlacement => Words::new(
            "a `:` is not possible here",
            "mapping values are not allowed in this context",
        )
        .help("put text that holds `: ` in quotes, or check the indentation of this line"),
        ErrorKind::ExpectedBlockMappingKey => {
            Words::new("a key was expected here", "did not find expected key").help(COLUMN)
        }
        ErrorKind::ExpectedBlockSequenceEntry => Words::new(
            "a `- ` item was expected here",
            "did not find expected '-' indicator",
        )
        .help("items of one list must begin in the same column"),
        ErrorKind::BlockSequenceEntryNotAllowed | ErrorKind::BlockEntryInFlowCollection => {
            Words::new(
                "a `- ` item is not possible here",
                "block sequence entries are not allowed in this context",
            )
            .help("begin the list on a line of its own")
        }
        ErrorKind::ExpectedFlowSequenceSeparator => {
            Words::new("expected `,` or `]`", "did not find expected ',' or ']'")
        }
        ErrorKind::ExpectedFlowMappingSeparator => {
            Words::new("expected `,` or `}`", "did not find expected ',' or '}'")
        }
        ErrorKind::UnclosedFlowCollection { open: '{' } | ErrorKind::UnexpectedEofFlowMapping => {
            Words::new(
                "this `{` is never closed",
                "did not find expected ',' or '}'",
            )
        }
        ErrorKind::UnclosedFlowCollection { .. } | ErrorKind::UnexpectedEofFlowSequence => {
            Words::new(
                "this `[` is never closed",
                "did not find expected ',' or ']'",
            )
        }
        ErrorKind::UnclosedQuotedScalar => {
            Words::new(UNCLOSED_QUOTE, "found unexpected end of stream")
        }
        ErrorKind::InvalidTrailingSingleQuotedScalar
        | ErrorKind::InvalidTrailingDoubleQuotedScalar => {
            Words::new("text after the closing quote", "did not find expected key")
                .help("put the whole value in quotes, or in none; `|` takes any text")
        }
        ErrorKind::CommentInterceptedScalar => Words::new(
            "a comment stands in the middle of this text",
            "could not find expected ':'",
        )
        .help("a comment ends text without quotes; move it, or put the text in quotes"),
        ErrorKind::SimpleKeyExpected | ErrorKind::InvalidSimpleKey => Words::new(
            "a `:` was expected after this key",
            "could not find expected ':'",
        )
        .help(COLUMN),
        ErrorKind::InvalidIndentation | ErrorKind::InvalidBlockScalarIndent => {
            Words::new("wrong indentation", "did not find expected key").help(COLUMN)
        }
        ErrorKind::TabInPlainScalar => Words {
            official: Some(TAB_IN_TEXT),
            ..tab()
        },
        ErrorKind::TabAtBlockScalarStart => Words {
            official: Some(TAB_IN_BLOCK),
            ..tab()
        },
        ErrorKind::InvalidBlockScalarHeader => Words::new(
            "only a comment can follow `|` or `>` on its line",
            "did not find expected comment or line break",
        ),
        ErrorKind::ZeroBlockScalarIndent => Words::new(
            "the indentation of a block of text cannot be 0",
            "found an indentation indicator equal to 0",
        ),
        ErrorKind::UnknownQuotedScalarEscape => unknown_escape(),
        ErrorKind::InvalidQuotedScalarHexEscape | ErrorKind::InvalidLowSurrogateHexEscape => {
            Words::new(
                "hexadecimal digits were expected",
                "did not find expected hexdecimal number",
            )
        }
        ErrorKind::InvalidLowSurrogate
        | ErrorKind::MissingLowSurrogate
        | ErrorKind::UnpairedLowSurrogate
        | ErrorKind::InvalidUnicodeEscape => Words::new(
            "this escape is not a Unicode character",
            "found invalid Unicode character escape code",
        ),
        ErrorKind::ExpectedDocumentStart => Words::new(
            "nothing more can follow here",
            "did not find expected <document start>",
        ),
        ErrorKind::ExpectedNodeContent => Words::new(
            "a value was expected here",
            "did not find expected node content",
        ),
        ErrorKind::UnexpectedEof
        | ErrorKind::UnexpectedEofBlockMapping
        | ErrorKind::UnexpectedEofBlockSequence => Words::new(
            "the file ends in the middle of a value",
            "did not find expected node content",
        ),
        ErrorKind::MappingKeyNotAllowed => Words::new(
            "a `? ` key is not possible here",
            "mapping keys are not allowed in this context",
        ),
        ErrorKind::MisplacedFlowCollectionEnd | ErrorKind::MismatchedFlowCollectionEnd { .. } => {
            Words::new("this bracket closes nothing", "did not find expected key")
                .help("text that begins with a bracket must stand in quotes")
        }
        ErrorKind::UndeclaredTagHandle => {
            Words::new("this tag is not known", "found undefined tag handle").help(QUOTE_IT)
        }
        ErrorKind::RecursionLimitExceeded => Words {
            message: format!("more than {MAX_DEPTH} levels of nesting"),
            help: None,
            official: None,
        },
        other => Words {
            message: other.to_string(),
            help: None,
            official: None,
        },
    }
}

/// What we say to a quote without its end.
pub(super) const UNCLOSED_QUOTE: &str = "this quote is never closed";

/// What we say to a tab in the indentation.
const TAB_MESSAGE: &str = "a tab in the indentation";

/// The official words for a tab in the indentation of a text's second or later line.
pub(super) const TAB_IN_TEXT: &str = "found a tab character that violate indentation";

/// The official words for a tab where a key or an item may begin.
pub(super) const TAB: &str = "found character that cannot start any token";

/// The official words for a tab in the indentation of a block scalar.
pub(super) const TAB_IN_BLOCK: &str =
    "found a tab character where an indentation space is expected";

fn tab() -> Words {
    Words::new(TAB_MESSAGE, TAB).help("indent with spaces")
}

fn unknown_escape() -> Words {
    Words::new(
        "unknown escape in double quotes",
        "found unknown escape character",
    )
    .help("write `\\\\` for a backslash, or use single quotes, where backslashes are plain text")
}
