//! Made files of every shape: only blanks change, values stay, and a second run changes nothing.

use crate::support::{Kept, keeps};

/// Numbers by the method xorshift64*.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        let number = self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 16;
        usize::try_from(number).unwrap() % limit
    }

    fn one_in(&mut self, limit: usize) -> bool {
        self.below(limit) == 0
    }

    fn of<T: Copy>(&mut self, choices: &[T]) -> T {
        choices[self.below(choices.len())]
    }

    fn blanks(&mut self, limit: usize) -> String {
        " ".repeat(self.below(limit))
    }
}

/// A file while it is made.
struct Maker {
    random: Random,
    out: String,
    anchors: usize,
    keys: usize,
}

const PLAIN: [&str; 12] = [
    "word",
    "5",
    "true",
    "~",
    "a b c",
    "x:y",
    "it's",
    "\"q\\n\"",
    "'s ''t'' u'",
    "!!str 5",
    "''",
    "é ü",
];

const FLOW: [&str; 9] = [
    "[a,b ,  c]",
    "{ a : b,c: [d,{e: f}] }",
    "[ ]",
    "{}",
    "[ a, # in a list\n#INDENTb ]",
    "[[[[[[deep]]]]], {a: {b: {c: d}}}]",
    "[\n#INDENTa,\n#INDENTb\n#INDENT]",
    "{a: 'x\n#INDENTy', b: \"z\"}",
    "[\"a\", 'b', c]",
];

impl Maker {
    fn file(seed: u64) -> String {
        let mut maker = Self {
            random: Random(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1),
            out: String::new(),
            anchors: 0,
            keys: 0,
        };
        if maker.random.one_in(10) {
            maker.out.push('\u{feff}');
        }
        for document in 0..=maker.random.below(2) {
            if document > 0 || maker.random.one_in(3) {
                maker.out += "---\n";
            }
            maker.map(0, 0);
        }
        let mut text = maker.out;
        if maker.random.one_in(8) {
            text = text.trim_end().to_owned();
        }
        if maker.random.one_in(8) {
            text = text.replace('\n', "\r\n");
        }
        text
    }

    /// Empty lines and comments that may stand before a line.
    fn between(&mut self, indent: usize) {
        for _ in 0..self.random.below(3) {
            match self.random.below(5) {
                0 => self.out += "\n",
                1 => self.out += "   \n",
                2 => {
                    self.out += &" ".repeat(indent);
                    self.out += "#  a comment  \n";
                }
                3 => {
                    self.out += &self.random.blanks(9);
                    self.out += "# at any place\n";
                }
                _ => {}
            }
        }
    }

    fn map(&mut self, indent: usize, depth: usize) {
        for number in 0..=self.random.below(4) {
            if number > 0 || depth == 0 {
                self.between(indent);
            }
            self.out += &" ".repeat(indent);
            self.pair(indent, depth);
        }
    }

    fn pair(&mut self, indent: usize, depth: usize) {
        self.keys += 1;
        let name = self
            .random
            .of(&["steps", "name", "image", "commands", "x y", "\"q\"", "é"]);
        self.out += &match name {
            "\"q\"" => format!("\"q{}\"", self.keys),
            name => format!("{name}{}", self.keys),
        };
        self.out += &self.random.blanks(2);
        self.out.push(':');
        self.value(indent, depth, true);
    }

    fn list(&mut self, indent: usize, depth: usize) {
        for number in 0..=self.random.below(3) {
            if number > 0 {
                self.between(indent);
            }
            self.out += &" ".repeat(indent);
            self.item(indent, depth);
        }
    }

    fn item(&mut self, indent: usize, depth: usize) {
        self.out.push('-');
        let gap = 1 + self.random.below(3);
        match self.random.below(6) {
            // A map that begins on the line of the dash.
            0 | 1 if depth < 4 => {
                self.out += &" ".repeat(gap);
                let inner = indent + 1 + gap;
                self.pair(inner, depth + 1);
                for _ in 0..self.random.below(3) {
                    self.between(inner);
                    self.out += &" ".repeat(inner);
                    self.pair(inner, depth + 1);
                }
            }
            2 if depth < 4 => {
                self.out += &" ".repeat(gap);
                self.item(indent + 1 + gap, depth + 1);
            }
            _ => self.value(indent, depth, false),
        }
    }

    /// What stands behind a colon or a dash, with the end of its line.
    fn value(&mut self, indent: usize, depth: usize, in_map: bool) {
        let gap = " ".repeat(1 + self.random.below(3));
        let has_anchor = self.random.one_in(6);
        if has_anchor {
            self.anchors += 1;
            self.out += &format!("{gap}&a{}", self.anchors);
        }
        let deeper = indent + 1 + self.random.below(4);
        match self.random.below(if depth < 4 { 9 } else { 6 }) {
            0 => self.end(),
            1 if self.anchors > 0 && !has_anchor => {
                self.out += &format!("{gap}*a{}", 1 + self.random.below(self.anchors));
                self.end();
            }
            2 => {
                self.out += &gap;
                let flow = self
                    .random
                    .of(&FLOW)
                    .replace("#INDENT", &" ".repeat(deeper + 1));
                self.out += &flow;
                self.end();
            }
            3 => self.block_scalar(indent, &gap),
            4 => {
                self.out += &gap;
                let lines = self.random.of(&[
                    "one\ntwo",
                    "one\n\n\ntwo",
                    "\"one\n  two\\\n three\"",
                    "'one\n\n two'",
                ]);
                self.out += &lines.replace('\n', &format!("\n{}", " ".repeat(deeper)));
                self.end();
            }
            5 | 1 => {
                self.out += &gap;
                self.out += self.random.of(&PLAIN);
                self.end();
            }
            6 | 7 => {
                self.end();
                self.map(deeper, depth + 1);
            }
            _ => {
                self.end();
                let indent = if in_map && self.random.one_in(2) {
                    indent
                } else {
                    deeper
                };
                self.list(indent, depth + 1);
            }
        }
    }

    fn end(&mut self) {
        if self.random.one_in(5) {
            self.out += &self.random.blanks(3);
            self.out += "\t #comment behind";
        }
        self.out += &self.random.blanks(3);
        self.out.push('\n');
    }

    fn block_scalar(&mut self, indent: usize, gap: &str) {
        let digit = 1 + self.random.below(4);
        let sign = self.random.of(&["|", ">"]);
        let chomp = self.random.of(&["", "-", "+"]);
        let is_explicit = self.random.one_in(3);
        self.out += gap;
        self.out += sign;
        if is_explicit {
            self.out += &digit.to_string();
        }
        self.out += chomp;
        self.end();
        let text = " ".repeat(indent + digit);
        if self.random.one_in(3) {
            self.out += "\n";
        }
        if is_explicit && self.random.one_in(2) {
            self.out += &format!("{text}   deeper first\n");
        }
        for _ in 0..=self.random.below(3) {
            let line = self.random.of(&[
                "text",
                "# no comment",
                "- no item",
                "a: b   ",
                "  deeper",
                "\ttab",
            ]);
            self.out += &format!("{text}x{line}\n");
            if self.random.one_in(3) {
                self.out += self.random.of(&["\n", " \n", "\n\n"]);
            }
        }
    }
}

/// More are made by hand: as many as somebody has time for.
const FILES: u64 = 4000;

#[test]
fn made_files_keep_all_but_blanks() {
    let (mut good, mut invalid) = (0, 0);
    let mut wrong = Vec::new();
    for seed in 0..FILES {
        let text = Maker::file(seed);
        match keeps(&text) {
            Kept::All => good += 1,
            Kept::Invalid => invalid += 1,
            Kept::Not(what) => wrong.push(format!("seed {seed}: {what}\n{text}\n")),
        }
    }
    wrong.sort_by_key(String::len);
    assert!(
        wrong.is_empty(),
        "{} of {FILES} are wrong; the shortest:\n{}",
        wrong.len(),
        wrong[..wrong.len().min(4)].concat()
    );
    assert!(good > 2 * invalid, "only {good} of {FILES} files are valid");
}
