//! Files made by changing others, and the files to change: the same seed gives the same files.

#[path = "files.rs"]
pub(crate) mod files;

use std::path::{Path, PathBuf};

const PIECES: [&str; 44] = [
    " ",
    "\n",
    "\t",
    ":",
    ": ",
    "- ",
    "-",
    "?",
    "#",
    " #",
    "\"",
    "'",
    "[",
    "]",
    "{",
    "}",
    ",",
    "&a ",
    "*a",
    "!",
    "|",
    ">",
    "%",
    "\\",
    "<<: *x",
    "~",
    "\r\n",
    "\u{85}",
    "\u{2029}",
    "\0",
    "\n---\n",
    "\n...\n",
    "${",
    "}",
    "${A:-b}",
    "$$",
    "from_secret: x",
    "when: {event: push}",
    "depends_on: [a]",
    "commands:",
    "name: ",
    "image: x",
    "!!int ",
    "\u{feff}",
];

/// Numbers by the method xorshift64*.
pub(crate) struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_F491_4F6C_DD1D)
    }

    fn below(&mut self, limit: usize) -> usize {
        usize::try_from(self.next() % u64::try_from(limit.max(1)).unwrap()).unwrap()
    }
}

/// Where the numbers of a file begin.
pub(crate) fn start_of(seed: u64, number: u64) -> Random {
    Random((seed << 32 ^ number).wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
}

pub(crate) fn mutant(seeds: &[Vec<u8>], random: &mut Random) -> Vec<u8> {
    let mut bytes = seeds[random.below(seeds.len())].clone();
    for _ in 0..=random.below(6) {
        let start = random.below(bytes.len() + 1);
        match random.below(4) {
            0 => {
                let end = (start + random.below(12)).min(bytes.len());
                bytes.drain(start..end);
            }
            // A piece of the same file at another place.
            1 => {
                let end = (start + random.below(80)).min(bytes.len());
                let piece = bytes[start..end].to_vec();
                let at = random.below(bytes.len() + 1);
                bytes.splice(at..at, piece);
            }
            2 => {
                let piece = PIECES[random.below(PIECES.len())];
                let end = (start + random.below(4)).min(bytes.len());
                bytes.splice(start..end, piece.bytes());
            }
            _ => {
                if let Some(byte) = bytes.get_mut(start) {
                    *byte = u8::try_from(random.below(256)).unwrap();
                }
            }
        }
    }
    bytes
}

/// The files of `testdata/` and the examples of all rules.
pub(crate) fn own_files() -> Vec<Vec<u8>> {
    let mut paths = Vec::new();
    files::files(
        &Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata"),
        &mut paths,
    );
    let is_yaml = |path: &PathBuf| {
        path.extension()
            .is_some_and(|end| end == "yml" || end == "yaml")
    };
    let texts = paths.iter().filter(|path| is_yaml(path));
    let texts = texts.map(|path| std::fs::read(path).unwrap());
    let mut found: Vec<Vec<u8>> = texts.filter(|text| text.len() < 20_000).collect();
    for rule in drone_k8s::lint::RULES.iter() {
        for example in [rule.bad, rule.good] {
            found.push(drone_k8s::lint::example::file(example).0.into_bytes());
        }
    }
    found
}
