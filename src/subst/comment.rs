//! Where comments are, as far as that can be said before the text is read as YAML.

/// Goes through a text once and says which places lie in comments.
///
/// A comment is what follows a `#` that starts its line, or a ` #` where no quote is open. In a
/// block scalar that may be wrong for YAML, but then it is a comment of the shell.
pub(super) struct Comments<'a> {
    raw: &'a str,
    /// How far the text was looked at.
    at: usize,
    /// The quote that is open on this line.
    quote: Option<char>,
    /// Only blanks so far on this line, or a blank just before.
    after_blank: bool,
    found: bool,
}

impl<'a> Comments<'a> {
    pub(super) fn new(raw: &'a str) -> Self {
        Self {
            raw,
            at: 0,
            quote: None,
            after_blank: true,
            found: false,
        }
    }

    /// Whether `at` lies in a comment. Places must be asked about in their order.
    pub(super) fn hold(&mut self, at: usize) -> bool {
        for letter in self.raw.get(self.at..at).unwrap_or_default().chars() {
            match (letter, self.quote) {
                ('\n', _) => (self.quote, self.found) = (None, false),
                ('#', None) if self.after_blank => self.found = true,
                ('"' | '\'', None) => self.quote = Some(letter),
                (_, Some(quote)) if quote == letter => self.quote = None,
                _ => {}
            }
            self.after_blank = matches!(letter, ' ' | '\t' | '\n');
        }
        self.at = self.at.max(at);
        self.found
    }
}
