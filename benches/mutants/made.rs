//! Files made by changing others, and the files to change: the same seed gives the same files.

use std::path::Path;

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

pub(crate) fn seeds(folder: &Path, found: &mut Vec<Vec<u8>>) {
    let mut entries: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            seeds(&path, found);
        } else if path
            .extension()
            .is_some_and(|ending| ending == "yml" || ending == "yaml")
        {
            let bytes = std::fs::read(&path).unwrap();
            if bytes.len() < 20_000 {
                found.push(bytes);
            }
        }
    }
}

/// The files of `testdata/` and the examples of all rules.
pub(crate) fn own_files() -> Vec<Vec<u8>> {
    let mut found = Vec::new();
    let testdata = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata");
    seeds(&testdata, &mut found);
    for rule in drone_k8s::lint::RULES.iter() {
        for example in [rule.bad, rule.good] {
            found.push(drone_k8s::lint::example::file(example).0.into_bytes());
        }
    }
    found
}
