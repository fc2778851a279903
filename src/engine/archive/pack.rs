//! Writes a scanned tree as a tar.

use std::fs::File;
use std::io::{self, BufWriter, Read, Write};
use std::path::{Path, PathBuf};

use flate2::Compression;
use flate2::write::GzEncoder;
use tar::{Builder, EntryType, Header};

use super::store::{Archive, Store};
use super::{Entry, Error, Extra, Kind, Scan};

/// gzip is worth its time when no more than so many tenths are left.
const WORTH: u64 = 9;
/// How many of the largest files, and how much of each, are tried.
const SAMPLES: usize = 16;
const SAMPLE: u64 = 64 << 10;
/// Below this, packing saves nothing that anybody could notice.
const SMALL: u64 = 64 << 10;
const BUFFER: usize = 256 << 10;

/// Packs `scan` below the folder `prefix` (no leading `/`), and `extra` files where they say.
///
/// # Errors
/// A file that cannot be read, or a temporary file that cannot be written.
pub fn write(scan: &Scan, prefix: &str, extra: Vec<Extra>) -> Result<Archive, Error> {
    let gzip = pays(scan);
    let mut notes = scan.notes.clone();
    let store = if gzip {
        let encoder = GzEncoder::new(Store::default(), Compression::fast());
        let encoder = fill(scan, prefix, extra, BufWriter::with_capacity(BUFFER, encoder), &mut notes)?;
        encoder.finish().map_err(storing)?
    } else {
        let store = BufWriter::with_capacity(BUFFER, Store::default());
        fill(scan, prefix, extra, store, &mut notes)?
    };
    Ok(Archive {
        sha256: store.sha256(),
        store,
        entries: scan.entries.len() as u64,
        gzip,
        notes,
    })
}

fn fill<W: Write>(
    scan: &Scan,
    prefix: &str,
    extra: Vec<Extra>,
    sink: BufWriter<W>,
    notes: &mut Vec<String>,
) -> Result<W, Error> {
    let mut builder = Builder::new(sink);
    for file in extra {
        let mut header = header(EntryType::Regular, file.mode, 0);
        header.set_size(file.bytes.len() as u64);
        builder.append_data(&mut header, &file.path, file.bytes.as_slice()).map_err(storing)?;
    }
    for entry in &scan.entries {
        let name = Path::new(prefix).join(&entry.path);
        match &entry.kind {
            Kind::Folder => {
                let mut header = header(EntryType::Directory, entry.mode, entry.modified);
                builder.append_data(&mut header, name, io::empty()).map_err(storing)?;
            }
            Kind::Link { target } => {
                let mut header = header(EntryType::Symlink, 0o777, entry.modified);
                builder.append_link(&mut header, name, slashes(target)).map_err(storing)?;
            }
            Kind::File { size } => append_file(&mut builder, scan, entry, &name, *size, notes)?,
        }
    }
    let sink = builder.into_inner().map_err(storing)?;
    sink.into_inner().map_err(|error| storing(error.into_error()))
}

/// The header has the size that the scan saw: a file that changes meanwhile is cut or filled with
/// zeros, so that what follows in the tar stays readable, and the person is told.
fn append_file<W: Write>(
    builder: &mut Builder<W>,
    scan: &Scan,
    entry: &Entry,
    name: &Path,
    size: u64,
    notes: &mut Vec<String>,
) -> Result<(), Error> {
    let path = scan.root.join(&entry.path);
    let file = match File::open(&path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            notes.push(format!("{} went while it was being packed", entry.path.display()));
            return Ok(());
        }
        Err(error) => return Err(Error::new(entry.path.clone(), error)),
    };
    let mut header = header(EntryType::Regular, entry.mode, entry.modified);
    header.set_size(size);
    let mut counted = Counted { file, read: 0, failed: None };
    let padded = (&mut counted).take(size).chain(io::repeat(0)).take(size);
    builder.append_data(&mut header, name, padded).map_err(storing)?;
    if let Some(error) = counted.failed {
        return Err(Error::new(entry.path.clone(), error));
    }
    let grew = counted.read == size && counted.file.read(&mut [0]).is_ok_and(|more| more > 0);
    if grew || counted.read < size {
        notes.push(format!("{} changed while it was being packed", entry.path.display()));
    }
    Ok(())
}

/// Counts what a file gave; an error ends it and is kept, for it must not look like one of the sink.
struct Counted {
    file: File,
    read: u64,
    failed: Option<io::Error>,
}

impl Read for Counted {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self.file.read(buffer) {
            Ok(length) => {
                self.read += length as u64;
                Ok(length)
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => Err(error),
            Err(error) => {
                self.failed = Some(error);
                Ok(0)
            }
        }
    }
}

fn header(kind: EntryType, mode: u32, modified: u64) -> Header {
    let mut header = Header::new_gnu();
    header.set_entry_type(kind);
    header.set_mode(mode);
    header.set_mtime(modified);
    header.set_uid(0);
    header.set_gid(0);
    header.set_size(0);
    header
}

/// A link's target as Linux writes it.
fn slashes(target: &Path) -> PathBuf {
    if cfg!(windows) {
        PathBuf::from(target.to_string_lossy().replace('\\', "/"))
    } else {
        target.to_path_buf()
    }
}

/// Whether the largest files become clearly smaller by packing.
fn pays(scan: &Scan) -> bool {
    let mut files: Vec<(u64, &Path)> = scan
        .entries
        .iter()
        .filter_map(|entry| match entry.kind {
            Kind::File { size } => Some((size, entry.path.as_path())),
            _ => None,
        })
        .collect();
    if files.iter().map(|(size, _)| size).sum::<u64>() < SMALL {
        return false;
    }
    files.sort_unstable_by_key(|(size, _)| std::cmp::Reverse(*size));
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    let mut plain = 0;
    for (_, path) in files.iter().take(SAMPLES) {
        // What cannot be read is reported when it is packed.
        if let Ok(file) = File::open(scan.root.join(path)) {
            plain += io::copy(&mut file.take(SAMPLE), &mut encoder).unwrap_or_default();
        }
    }
    let packed = encoder.finish().map_or(u64::MAX, |packed| packed.len() as u64);
    packed.saturating_mul(10) < plain * WORTH
}

fn storing(error: io::Error) -> Error {
    Error::new("the packed tree", error)
}

