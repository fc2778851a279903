//! Where the packed bytes are until they are sent.

use std::fs::File;
use std::io::{self, Read, Write};

use md5::{Digest, Md5};

use super::os;

/// Archives up to this size stay in memory.
const MEMORY: usize = 8 << 20;

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
    hash: Md5,
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
            hash: Md5::new(),
        }
    }

    pub(super) fn finish(self, entries: u64, gzip: bool, notes: Vec<String>) -> Archive {
        let digits = |byte: &u8| format!("{byte:02x}");
        Archive {
            store: self.store,
            entries,
            gzip,
            notes,
            checksum: self.hash.finalize().iter().map(digits).collect(),
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

    /// MD5 of the bytes to send, in lower-case hexadecimal digits. It is there against accidents:
    /// the connection itself is safe by TLS.
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
