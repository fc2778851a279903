//! A queue of bytes between the log socket and the reporter: bounded in memory, the rest on disk.
//!
//! The kubelet drops what it rotates while a client does not read, so a slow terminal must never
//! hold up the socket.

use std::collections::VecDeque;
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};

/// Bytes kept in memory before a temporary file is used.
const MEMORY: usize = 4 << 20;
/// Largest piece that is read back from the file at once.
const PIECE: usize = 64 << 10;

/// The queue.
#[derive(Default)]
pub(super) struct Spool {
    memory: VecDeque<Vec<u8>>,
    in_memory: usize,
    file: Option<File>,
    written: u64,
    read: u64,
}

impl Spool {
    /// Puts bytes at the end.
    ///
    /// # Errors
    /// The temporary file cannot be made or written (a full disk).
    pub(super) fn push(&mut self, bytes: Vec<u8>) -> io::Result<()> {
        // Once there is a file, order asks that everything goes through it until it is empty.
        if self.read == self.written && self.in_memory + bytes.len() <= MEMORY {
            self.in_memory += bytes.len();
            self.memory.push_back(bytes);
            return Ok(());
        }
        let file = match &mut self.file {
            Some(file) => file,
            none => none.insert(tempfile::tempfile()?),
        };
        file.seek(SeekFrom::Start(self.written))?;
        file.write_all(&bytes)?;
        self.written += bytes.len() as u64;
        Ok(())
    }

    /// Takes bytes from the front; `None` when there are none.
    ///
    /// # Errors
    /// The temporary file cannot be read.
    pub(super) fn pop(&mut self) -> io::Result<Option<Vec<u8>>> {
        if let Some(bytes) = self.memory.pop_front() {
            self.in_memory -= bytes.len();
            return Ok(Some(bytes));
        }
        let Some(file) = &mut self.file else {
            return Ok(None);
        };
        let left = self.written - self.read;
        if left == 0 {
            // Start over, so that a long run does not keep what it has read.
            file.set_len(0)?;
            self.written = 0;
            self.read = 0;
            self.file = None;
            return Ok(None);
        }
        let mut bytes = vec![0; usize::try_from(left).unwrap_or(PIECE).min(PIECE)];
        file.seek(SeekFrom::Start(self.read))?;
        file.read_exact(&mut bytes)?;
        self.read += bytes.len() as u64;
        Ok(Some(bytes))
    }
}

#[cfg(test)]
mod tests {
    use super::Spool;

    #[test]
    fn order_is_kept_over_memory_and_disk() {
        let mut spool = Spool::default();
        let mut expected = Vec::new();
        let mut got = Vec::new();
        for round in 0_u32..400 {
            let piece: Vec<u8> = round.to_le_bytes().repeat(10_000);
            expected.extend_from_slice(&piece);
            spool.push(piece).unwrap();
            if round % 3 == 0 {
                got.extend(spool.pop().unwrap().unwrap_or_default());
            }
        }
        while let Some(piece) = spool.pop().unwrap() {
            got.extend(piece);
        }
        assert!(got == expected);
        assert!(spool.pop().unwrap().is_none());
    }
}
