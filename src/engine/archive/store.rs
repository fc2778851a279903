//! Where the packed bytes are until they are sent.

use std::fs::File;
use std::io::{self, Read, Write};

use md5::{Digest, Md5};

use super::os;

/// Archives up to this size stay in memory.
const MEMORY: usize = 8 << 20;
/// Bytes that are hashed by themselves: see [`Archive::checksum`].
pub const PIECE: usize = 8 << 20;

/// A packed tree: exactly [`Archive::len`] bytes that can be read as often as needed.
///
/// It is in memory when it is small, otherwise in a temporary file without a name, which the system
/// removes when this program ends in whatever way.
#[derive(Debug)]
pub struct Archive {
    pub(super) store: Store,
    pub(super) entries: u64,
    pub(super) gzip: bool,
    pub(super) notes: Vec<String>,
    checksum: String,
}

/// Takes packed bytes: counts, hashes and keeps them.
pub(super) struct Sink {
    store: Store,
    hash: PieceHash,
}

/// The MD5 of the list of the pieces' MD5s, a line for each as `md5sum` prints it.
#[derive(Default)]
struct PieceHash {
    piece: Md5,
    filled: usize,
    list: Md5,
}

impl PieceHash {
    fn update(&mut self, mut bytes: &[u8]) {
        while !bytes.is_empty() {
            let (now, later) = bytes.split_at(bytes.len().min(PIECE - self.filled));
            self.piece.update(now);
            self.filled += now.len();
            if self.filled == PIECE {
                self.end_piece();
            }
            bytes = later;
        }
    }

    fn end_piece(&mut self) {
        let digits = hexadecimal(self.piece.finalize_reset().as_slice());
        self.list.update(format!("{digits}  -\n"));
        self.filled = 0;
    }

    fn finish(mut self) -> String {
        if self.filled > 0 {
            self.end_piece();
        }
        hexadecimal(self.list.finalize().as_slice())
    }
}

fn hexadecimal(bytes: &[u8]) -> String {
    let digit = |value: u8| char::from_digit(u32::from(value), 16).unwrap_or_default();
    bytes
        .iter()
        .flat_map(|byte| [digit(byte >> 4), digit(byte & 15)])
        .collect()
}

#[derive(Debug)]
pub(super) enum Store {
    Memory(Vec<u8>),
    File(File, u64),
}

impl Sink {
    pub(super) fn new() -> Self {
        Self {
            store: Store::Memory(Vec::new()),
            hash: PieceHash::default(),
        }
    }

    pub(super) fn finish(self, entries: u64, gzip: bool, notes: Vec<String>) -> Archive {
        Archive {
            store: self.store,
            entries,
            gzip,
            notes,
            checksum: self.hash.finish(),
        }
    }
}

impl Write for Sink {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.write_all(bytes)?;
        Ok(bytes.len())
    }

    fn write_all(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.hash.update(bytes);
        if let Store::Memory(memory) = &self.store
            && memory.len() + bytes.len() > MEMORY
        {
            let mut file = tempfile::tempfile()?;
            file.write_all(memory)?;
            self.store = Store::File(file, memory.len() as u64);
        }
        match &mut self.store {
            Store::Memory(memory) => memory.extend_from_slice(bytes),
            Store::File(file, len) => {
                file.write_all(bytes)?;
                *len += bytes.len() as u64;
            }
        }
        Ok(())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Archive {
    /// Bytes to send.
    pub fn len(&self) -> u64 {
        match &self.store {
            Store::Memory(memory) => memory.len() as u64,
            Store::File(_, len) => *len,
        }
    }

    /// Whether there is nothing to send. A tar never is empty.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Files, folders and links of the working tree in it.
    pub fn entries(&self) -> u64 {
        self.entries
    }

    /// Whether the tar is compressed with gzip.
    pub fn is_gzip(&self) -> bool {
        self.gzip
    }

    /// Hash of the bytes to send: the MD5, in lower-case hexadecimal digits, of the list of the MD5s of
    /// their pieces of [`PIECE`] bytes, a line for each as `md5sum` prints it (the digits and `  -`).
    /// It is there against accidents: the connection itself is safe by TLS.
    pub fn checksum(&self) -> &str {
        &self.checksum
    }

    /// What a person should know: what was left out, what changed while it was read.
    pub fn notes(&self) -> &[String] {
        &self.notes
    }

    /// All bytes from the start. Several readers do not disturb each other.
    ///
    /// Fails when somebody has cut the temporary file.
    pub fn reader(&self) -> io::Result<Reader<'_>> {
        if let Store::File(file, len) = &self.store
            && file.metadata()?.len() != *len
        {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        Ok(Reader {
            store: &self.store,
            at: 0,
        })
    }
}

/// Reads an [`Archive`].
#[derive(Debug)]
pub struct Reader<'a> {
    store: &'a Store,
    at: u64,
}

impl Read for Reader<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = match self.store {
            Store::Memory(memory) => {
                let at = usize::try_from(self.at).unwrap_or(usize::MAX);
                memory.get(at..).unwrap_or_default().read(buffer)?
            }
            Store::File(file, _) => os::read_at(file, buffer, self.at)?,
        };
        self.at += read as u64;
        Ok(read)
    }
}
