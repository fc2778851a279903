//! Reads files that others may be writing.

use std::fs::{File, Metadata};
use std::io::{self, Read, Seek};
use std::path::Path;

use super::scan::Entry;
use super::{Error, os};

/// Files up to this size are read whole before they are packed, and again when they change
/// meanwhile.
pub(super) const WHOLE: u64 = 1 << 20;
/// What is taken of a file that grows while it is read whole.
const LIMIT: u64 = 4 * WHOLE;
const ATTEMPTS: u32 = 3;

/// Opens the file that `entry` describes. `None`: it is gone, or something else has its name now.
pub(super) fn open(path: &Path, entry: &Entry) -> Result<Option<(File, Metadata)>, Error> {
    let opened = File::open(path).and_then(|file| {
        let data = file.metadata()?;
        let known = os::identity(&data) == entry.identity;
        // an editor writes a new file and gives it the name of the old one; a link in its place
        // leads somewhere else
        let same = known || {
            let now = path.symlink_metadata()?;
            now.is_file() && os::identity(&now) == os::identity(&data)
        };
        Ok((same && data.is_file()).then_some((file, data)))
    });
    match opened {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        other => other.map_err(|error| unreadable(path, error)),
    }
}

/// Reads all of `file` into `buffer`. Says whether it was the same from the first byte to the last.
pub(super) fn read(mut file: &File, data: &Metadata, buffer: &mut Vec<u8>) -> io::Result<bool> {
    let mut before = (data.len(), data.modified().ok());
    for _ in 0..ATTEMPTS {
        buffer.clear();
        file.rewind()?;
        file.take(LIMIT).read_to_end(buffer)?;
        let now = file.metadata()?;
        let after = (now.len(), now.modified().ok());
        if before == after && buffer.len() as u64 == after.0 {
            return Ok(true);
        }
        before = after;
    }
    Ok(false)
}

/// Gives exactly the bytes that a file had when it was opened: a shorter one is filled up with
/// zeros, a longer one cut.
pub(super) struct Stream {
    file: File,
    data: Metadata,
    left: u64,
    /// Zeros stand for what was not there.
    filled: bool,
    error: Option<io::Error>,
}

impl Stream {
    pub(super) fn new(file: File, data: Metadata) -> Self {
        Self {
            left: data.len(),
            file,
            data,
            filled: false,
            error: None,
        }
    }

    /// Whether the file was the same from the first byte to the last.
    pub(super) fn end(self, path: &Path) -> Result<bool, Error> {
        let end = match self.error {
            Some(error) => Err(error),
            None => self.file.metadata(),
        };
        let now = end.map_err(|error| unreadable(path, error))?;
        let before = (self.data.len(), self.data.modified().ok());
        Ok(!self.filled && before == (now.len(), now.modified().ok()))
    }
}

impl Read for Stream {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let room = usize::try_from(self.left).map_or(buffer.len(), |left| left.min(buffer.len()));
        let buffer = &mut buffer[..room];
        let read = if self.filled || room == 0 {
            0
        } else {
            match self.file.read(buffer) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => return Err(error),
                // reported at the end, where it is clear which side failed
                Err(error) => {
                    self.error = Some(error);
                    0
                }
                Ok(read) => read,
            }
        };
        let read = if read == 0 {
            self.filled |= room > 0;
            buffer.fill(0);
            room
        } else {
            read
        };
        self.left -= read as u64;
        Ok(read)
    }
}

pub(super) fn unreadable(path: &Path, error: io::Error) -> Error {
    Error::Read {
        path: path.to_owned(),
        error,
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    /// What a stream gives of a file that `change` changes after its first bytes were read.
    fn stream(change: impl Fn(&mut File)) -> (Vec<u8>, bool) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("file");
        let mut writer = File::create(&path).unwrap();
        writer.write_all(b"0123456789").unwrap();
        let file = File::open(&path).unwrap();
        let data = file.metadata().unwrap();
        let mut stream = Stream::new(file, data);
        let mut bytes = vec![b'x'; 4];
        stream.read_exact(&mut bytes).unwrap();
        change(&mut writer);
        let mut rest = [b'x'; 100];
        while let Ok(read @ 1..) = stream.read(&mut rest) {
            bytes.extend_from_slice(&rest[..read]);
        }
        (bytes, stream.end(&path).unwrap())
    }

    #[test]
    fn a_stream_has_the_length_that_was_announced() {
        assert_eq!(stream(|_| {}), (b"0123456789".to_vec(), true));
        let cut = stream(|file| file.set_len(6).unwrap());
        assert_eq!(cut, (b"012345\0\0\0\0".to_vec(), false));
        let longer = stream(|file| file.write_all(b"more").unwrap());
        assert_eq!(longer, (b"0123456789".to_vec(), false));
    }
}
