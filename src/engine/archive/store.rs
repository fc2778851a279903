//! Where a packed tree lies until it is sent: in memory while it is small, else in a temporary file.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};

use sha2::{Digest, Sha256};

/// Size from which a temporary file takes over.
const MEMORY: usize = 8 << 20;

/// A packed tree of known size and hash.
#[derive(Debug)]
pub struct Archive {
    pub(super) store: Store,
    pub(super) sha256: String,
    pub(super) entries: u64,
    pub(super) gzip: bool,
    pub(super) notes: Vec<String>,
}

impl Archive {
    /// Bytes to send.
    pub fn len(&self) -> u64 {
        self.store.length
    }

    /// Whether there is nothing to send; a tar never is empty.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Files, folders and links of the working tree.
    pub fn entries(&self) -> u64 {
        self.entries
    }

    /// Whether the tar is packed with gzip.
    pub fn is_gzip(&self) -> bool {
        self.gzip
    }

    /// SHA-256 of the bytes to send, in hex.
    pub fn sha256(&self) -> &str {
        &self.sha256
    }

    /// What a person should know: files that changed or went while they were read.
    pub fn notes(&self) -> &[String] {
        &self.notes
    }

    /// Reads from the first byte on; several readers do not disturb each other.
    ///
    /// # Errors
    /// None today; opening may fail where a file cannot be shared.
    pub fn reader(&self) -> io::Result<Reader<'_>> {
        Ok(Reader { store: &self.store, at: 0 })
    }
}

/// The bytes, written once.
#[derive(Debug, Default)]
pub(super) struct Store {
    memory: Vec<u8>,
    file: Option<File>,
    length: u64,
    hash: Sha256,
}

impl Store {
    /// SHA-256 of everything written, in hex.
    pub(super) fn sha256(&self) -> String {
        use std::fmt::Write;

        self.hash.clone().finalize().iter().fold(String::new(), |mut text, byte| {
            // Writing to a string does not fail.
            let _ = write!(text, "{byte:02x}");
            text
        })
    }
}

impl Write for Store {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.hash.update(bytes);
        self.length += bytes.len() as u64;
        if self.file.is_none() && self.memory.len() + bytes.len() > MEMORY {
            let mut file = tempfile::tempfile()?;
            file.write_all(&self.memory)?;
            self.memory = Vec::new();
            self.file = Some(file);
        }
        match &mut self.file {
            Some(file) => file.write_all(bytes)?,
            None => self.memory.extend_from_slice(bytes),
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
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
        let length = match &self.store.file {
            Some(file) => {
                let mut file = file;
                file.seek(SeekFrom::Start(self.at))?;
                file.read(buffer)?
            }
            None => {
                let at = usize::try_from(self.at).unwrap_or(usize::MAX);
                let mut rest = self.store.memory.get(at..).unwrap_or_default();
                rest.read(buffer)?
            }
        };
        self.at += length as u64;
        Ok(length)
    }
}
