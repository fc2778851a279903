//! A line from the terminal that is not shown while it is typed.

/// What Ctrl-C counts as.
pub(super) const SIGINT: i32 = 2;

#[cfg(unix)]
pub(super) use unix::hidden_line;

/// Asks on `out` and reads a line; `None` after Ctrl-C.
#[cfg(not(unix))]
pub(super) fn hidden_line(
    question: &str,
    out: &mut dyn std::io::Write,
) -> std::io::Result<Option<String>> {
    out.write_all(question.as_bytes())?;
    out.flush()?;
    console::Term::stderr().read_secure_line().map(Some)
}

/// Reading key by key, so that Ctrl-C is a key like others: a signal would end the process while the
/// terminal shows nothing of what is typed, and leave it so.
#[cfg(unix)]
mod unix {
    use std::io::{self, Read, Stdin, Write};

    use rustix::termios::{LocalModes, OptionalActions, Termios, tcgetattr, tcsetattr};

    const CTRL_C: u8 = 3;
    const CTRL_D: u8 = 4;
    const CTRL_U: u8 = 21;
    const ESCAPE: u8 = 27;

    /// Asks on `out` and reads a line; `None` after Ctrl-C.
    ///
    /// # Errors
    /// The terminal cannot be set or read.
    pub(in super::super) fn hidden_line(
        question: &str,
        out: &mut dyn Write,
    ) -> io::Result<Option<String>> {
        let stdin = io::stdin();
        // Whoever sees the question may type at once.
        let _quiet = Quiet::new(&stdin)?;
        out.write_all(question.as_bytes())?;
        out.flush()?;
        let mut line = Vec::new();
        for byte in stdin.lock().bytes() {
            match byte? {
                b'\r' | b'\n' | CTRL_D => break,
                CTRL_C => return Ok(None),
                CTRL_U => line.clear(),
                0x08 | 0x7f => backspace(&mut line),
                // An arrow key writes a sequence: nothing good can come of guessing its end.
                ESCAPE => {
                    let message = "only plain text can be typed here";
                    return Err(io::Error::new(io::ErrorKind::InvalidInput, message));
                }
                byte => line.push(byte),
            }
        }
        match String::from_utf8(line) {
            Ok(line) => Ok(Some(line)),
            // The error of the conversion holds the bytes.
            Err(_) => Err(io::Error::new(
                io::ErrorKind::InvalidData,
                "what was typed is no UTF-8",
            )),
        }
    }

    /// Takes the last character away.
    fn backspace(line: &mut Vec<u8>) {
        while let Some(byte) = line.pop() {
            // The first byte of a character is no continuation.
            if byte & 0xc0 != 0x80 {
                return;
            }
        }
    }

    /// The terminal without echo; as it was before when this is dropped.
    struct Quiet<'a> {
        stdin: &'a Stdin,
        before: Termios,
    }

    impl<'a> Quiet<'a> {
        fn new(stdin: &'a Stdin) -> io::Result<Self> {
            let before = tcgetattr(stdin)?;
            let mut quiet = before.clone();
            quiet
                .local_modes
                .remove(LocalModes::ECHO | LocalModes::ICANON | LocalModes::ISIG);
            quiet.special_codes[rustix::termios::SpecialCodeIndex::VMIN] = 1;
            quiet.special_codes[rustix::termios::SpecialCodeIndex::VTIME] = 0;
            // What was typed before the question was meant for somebody else, or pasted: it stays.
            tcsetattr(stdin, OptionalActions::Now, &quiet)?;
            Ok(Self { stdin, before })
        }
    }

    impl Drop for Quiet<'_> {
        fn drop(&mut self) {
            let _ = tcsetattr(self.stdin, OptionalActions::Now, &self.before);
        }
    }

    #[cfg(test)]
    mod tests {
        use super::backspace;

        #[test]
        fn backspace_takes_whole_characters() {
            let mut line = "aé日".as_bytes().to_vec();
            backspace(&mut line);
            assert_eq!(line, "aé".as_bytes());
            backspace(&mut line);
            backspace(&mut line);
            backspace(&mut line);
            assert!(line.is_empty());
        }
    }
}
