//! Packs the files that a scan found as a tar, compressed when that pays.

use std::env;
use std::io::{self, BufWriter, Read, Write};
use std::path::Path;
use std::time::{SystemTime, UNIX_EPOCH};

use flate2::Compression;
use flate2::write::GzEncoder;
use tar::{Builder, EntryType, Header};

use super::notes::{Notes, quoted};
use super::scan::{Entry, Kind, Scan, seconds};
use super::source::{self, Stream, WHOLE, unreadable};
use super::store::{Archive, Sink};
use super::{Error, Extra, os, sample};

/// Bytes that are hashed and written in one go.
const BUFFER: usize = 128 << 10;

/// Packs `extra` and the files of `scan`, the latter below `prefix` (`drone/src`).
///
/// The tar is in GNU format, which both GNU tar and busybox read. A file that vanishes meanwhile is
/// left out, one that changes is read again; both get a note when there is no better way.
pub fn write(scan: &Scan, prefix: &str, extra: Vec<Extra>) -> Result<Archive, Error> {
    let prefix = relative(prefix)?;
    let gzip = sample::pays(
        scan,
        extra.iter().map(|extra| extra.bytes.len() as u64).sum(),
    );
    let mut packer = Packer {
        tar: Builder::new(BufWriter::with_capacity(BUFFER, Packing::new(gzip))),
        notes: scan.notes.clone(),
        entries: 0,
        buffer: Vec::new(),
    };
    let now = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_or(0, |time| time.as_secs());
    for file in extra {
        let name = relative(&file.path)?;
        let mut header = header(EntryType::Regular, file.mode, now);
        header.set_size(file.bytes.len() as u64);
        packer.append(header, name.as_bytes(), &*file.bytes)?;
    }
    for (path, entry) in &scan.entries {
        let mut name = prefix.as_bytes().to_vec();
        if !name.is_empty() {
            name.push(b'/');
        }
        name.extend_from_slice(&os::name_bytes(path));
        packer.entry(&scan.root.join(path), name, entry)?;
    }
    packer.finish(gzip)
}

/// `name` without slashes at its ends, if it stays below the root.
fn relative(name: &str) -> Result<&str, Error> {
    let trimmed = name.trim_matches('/');
    let wrong = trimmed.split('/').any(|part| part == "..") || trimmed.contains('\0');
    if wrong {
        return Err(Error::Name {
            name: name.to_owned(),
        });
    }
    Ok(trimmed)
}

fn header(kind: EntryType, mode: u32, mtime: u64) -> Header {
    let mut header = Header::new_gnu();
    header.set_entry_type(kind);
    header.set_mode(mode);
    header.set_uid(0);
    header.set_gid(0);
    header.set_mtime(mtime);
    header.set_size(0);
    header
}

struct Packer {
    tar: Builder<BufWriter<Packing>>,
    notes: Notes,
    entries: u64,
    buffer: Vec<u8>,
}

impl Packer {
    fn entry(&mut self, path: &Path, mut name: Vec<u8>, entry: &Entry) -> Result<(), Error> {
        match &entry.kind {
            Kind::Folder => {
                name.push(b'/');
                let header = header(EntryType::Directory, entry.mode, entry.mtime);
                self.append(header, &name, io::empty())?;
            }
            Kind::Link(target) => {
                let mut header = header(EntryType::Symlink, entry.mode, entry.mtime);
                let target = os::name_bytes(target.as_os_str());
                let field = &mut header.as_old_mut().linkname;
                if !fits(field, &target) {
                    self.long(EntryType::GNULongLink, &target)?;
                }
                self.append(header, &name, io::empty())?;
            }
            Kind::File(_) => {
                if !self.file(path, &name, entry)? {
                    return Ok(());
                }
            }
        }
        self.entries += 1;
        Ok(())
    }

    /// Says whether the file was still there.
    fn file(&mut self, path: &Path, name: &[u8], entry: &Entry) -> Result<bool, Error> {
        let Some((file, data)) = source::open(path, entry)? else {
            self.notes
                .add(format!("{} went away before it was packed", quoted(path)));
            return Ok(false);
        };
        let mut header = header(EntryType::Regular, entry.mode, seconds(&data));
        let steady = if data.len() <= WHOLE {
            let mut buffer = std::mem::take(&mut self.buffer);
            let steady = source::read(&file, &data, &mut buffer);
            let steady = steady.map_err(|error| unreadable(path, error))?;
            header.set_size(buffer.len() as u64);
            self.append(header, name, &*buffer)?;
            self.buffer = buffer;
            steady
        } else {
            header.set_size(data.len());
            let mut stream = Stream::new(file, data);
            self.append(header, name, &mut stream)?;
            stream.end(path)?
        };
        if !steady {
            self.notes.add(format!(
                "{} was changed while it was packed: what the steps get may be incomplete",
                quoted(path)
            ));
        }
        Ok(true)
    }

    /// Adds an entry with all that stands in `header`, but its name.
    fn append(&mut self, mut header: Header, name: &[u8], content: impl Read) -> Result<(), Error> {
        if !fits(&mut header.as_old_mut().name, name) {
            self.long(EntryType::GNULongName, name)?;
        }
        header.set_cksum();
        self.tar.append(&header, content).map_err(temporary)
    }

    /// Says the name or target of the next entry, which is too long for its header.
    fn long(&mut self, kind: EntryType, text: &[u8]) -> Result<(), Error> {
        let mut header = header(kind, 0o644, 0);
        fits(&mut header.as_old_mut().name, b"././@LongLink");
        header.set_size(text.len() as u64 + 1);
        header.set_cksum();
        self.tar
            .append(&header, text.chain(&b"\0"[..]))
            .map_err(temporary)
    }

    fn finish(self, gzip: bool) -> Result<Archive, Error> {
        let buffer = self.tar.into_inner().map_err(temporary)?;
        let packing = buffer
            .into_inner()
            .map_err(|error| temporary(error.into_error()))?;
        let sink = packing.finish().map_err(temporary)?;
        Ok(sink.finish(self.entries, gzip, self.notes.into_list()))
    }
}

/// Puts `text`, or what there is room for, into `field`. Says whether it is all.
fn fits(field: &mut [u8], text: &[u8]) -> bool {
    let len = text.len().min(field.len());
    field[..len].copy_from_slice(&text[..len]);
    len == text.len()
}

fn temporary(error: io::Error) -> Error {
    Error::Temporary {
        folder: env::temp_dir(),
        error,
    }
}

enum Packing {
    Plain(Box<Sink>),
    Gzip(Box<GzEncoder<Sink>>),
}

impl Packing {
    fn new(gzip: bool) -> Self {
        if gzip {
            Self::Gzip(Box::new(GzEncoder::new(Sink::new(), Compression::fast())))
        } else {
            Self::Plain(Box::new(Sink::new()))
        }
    }

    fn finish(self) -> io::Result<Sink> {
        match self {
            Self::Plain(sink) => Ok(*sink),
            Self::Gzip(encoder) => encoder.finish(),
        }
    }
}

impl Write for Packing {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::Plain(sink) => sink.write(bytes),
            Self::Gzip(encoder) => encoder.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
