//! Whether it pays to compress a tree, judged by a sample of it.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};

use flate2::Compression;
use flate2::write::DeflateEncoder;

use super::scan::Scan;

/// Places at which a piece is read, evenly over all bytes.
const PLACES: u64 = 64;
/// Bytes of a piece.
const PIECE: u64 = 16 << 10;
/// Bytes of a header in a tar and of what fills up the last block, about.
const HEADER: u64 = 768;
/// Compression pays when it leaves at most this share, in percent.
const SHARE: u64 = 90;

/// Whether `scan` and `extra` bytes of text beside it get small enough by compression.
pub(super) fn pays(scan: &Scan, extra: u64) -> bool {
    let bytes = scan.bytes();
    // headers and scripts shrink to a tenth
    let text = scan.len() as u64 * HEADER + extra;
    let (taken, packed) = sample(scan, bytes);
    let content = if taken == 0 {
        bytes
    } else {
        u64::try_from(u128::from(bytes) * u128::from(packed) / u128::from(taken)).unwrap_or(bytes)
    };
    (text / 10 + content) * 100 <= (text + bytes) * SHARE
}

/// How many bytes were read, and how many they are compressed. Files that cannot be read are passed
/// over: packing reports them.
fn sample(scan: &Scan, bytes: u64) -> (u64, u64) {
    let stride = (bytes / PLACES).max(PIECE);
    let mut encoder = DeflateEncoder::new(Counter(0), Compression::fast());
    let mut taken = 0;
    // where the current file starts, and the next place, in all bytes
    let (mut start, mut place) = (0, stride.min(bytes) / 2);
    for (path, entry) in &scan.entries {
        let end = start + entry.size();
        while place < end {
            let piece = piece(scan, path, place - start);
            taken += piece.as_ref().map_or(0, |piece| piece.len() as u64);
            if encoder.write_all(&piece.unwrap_or_default()).is_err() {
                return (0, 0);
            }
            place += stride;
        }
        start = end;
    }
    encoder
        .finish()
        .map_or((0, 0), |counter| (taken, counter.0))
}

fn piece(scan: &Scan, path: &std::ffi::OsStr, at: u64) -> io::Result<Vec<u8>> {
    let mut file = File::open(scan.root.join(path))?;
    file.seek(SeekFrom::Start(at))?;
    let mut piece = Vec::new();
    file.take(PIECE).read_to_end(&mut piece)?;
    Ok(piece)
}

struct Counter(u64);

impl Write for Counter {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0 += bytes.len() as u64;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
