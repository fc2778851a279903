//! The colours and attributes a step has switched on, so that its next line can begin with them.

/// Kinds of attributes that are remembered; one setting of each.
const SLOTS: usize = 10;

/// Settings by slot, each as the parameters that make it: `31`, `38;5;208`.
#[derive(Debug, Default)]
pub(super) struct Color {
    slots: [Option<String>; SLOTS],
}

impl Color {
    /// Takes in a colour sequence: `ESC [ 1 ; 31 m`.
    pub(super) fn apply(&mut self, sequence: &[u8]) {
        let text = String::from_utf8_lossy(sequence);
        let text = text.trim_start_matches("\x1b[").trim_end_matches('m');
        let mut parameters = text.split(';');
        while let Some(parameter) = parameters.next() {
            // Sub-parameters stay with theirs: `38:5:208`, `4:3`.
            let code = parameter.split(':').next().unwrap_or_default();
            let mut setting = parameter.to_owned();
            if matches!(parameter, "38" | "48" | "58") {
                // `5;N` or `2;R;G;B` follow.
                let kind = parameters.next().unwrap_or_default();
                setting = format!("{setting};{kind}");
                for _ in 0..if kind == "2" { 3 } else { 1 } {
                    setting = format!("{setting};{}", parameters.next().unwrap_or_default());
                }
            }
            // No parameter is 0.
            match code.parse::<u8>().unwrap_or(0) {
                0 => *self = Self::default(),
                code => self.set(code, setting),
            }
        }
    }

    fn set(&mut self, code: u8, setting: String) {
        let (slot, on) = match code {
            1 => (0, true),
            2 => (1, true),
            3 | 20 => (2, true),
            4 | 21 => (3, true),
            5 | 6 => (4, true),
            7 => (5, true),
            8 => (6, true),
            9 => (7, true),
            23 => (2, false),
            24 => (3, false),
            25 => (4, false),
            27 => (5, false),
            28 => (6, false),
            29 => (7, false),
            30..=38 | 90..=97 => (8, true),
            39 => (8, false),
            40..=48 | 100..=107 => (9, true),
            49 => (9, false),
            22 => {
                // Neither bold nor faint.
                self.put(0, None);
                (1, false)
            }
            _ => return,
        };
        self.put(slot, on.then_some(setting));
    }

    fn put(&mut self, slot: usize, setting: Option<String>) {
        if let Some(place) = self.slots.get_mut(slot) {
            *place = setting;
        }
    }

    /// Appends the sequence that switches all of it on; nothing when nothing is on.
    pub(super) fn restore(&self, out: &mut Vec<u8>) {
        let mut separator: &[u8] = b"\x1b[";
        for setting in self.slots.iter().flatten() {
            out.extend_from_slice(separator);
            out.extend_from_slice(setting.as_bytes());
            separator = b";";
        }
        if separator == b";" {
            out.push(b'm');
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Color;

    fn after(sequences: &[&str]) -> String {
        let mut color = Color::default();
        for sequence in sequences {
            color.apply(sequence.as_bytes());
        }
        let mut out = Vec::new();
        color.restore(&mut out);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn the_last_setting_of_each_kind_is_kept() {
        assert_eq!(after(&["\x1b[31m", "\x1b[1m", "\x1b[92m"]), "\x1b[1;92m");
        assert_eq!(after(&["\x1b[1;38;5;208;44m"]), "\x1b[1;38;5;208;44m");
        assert_eq!(after(&["\x1b[38;2;1;2;3;3m"]), "\x1b[3;38;2;1;2;3m");
        assert_eq!(after(&["\x1b[4:3m", "\x1b[48:5:9m"]), "\x1b[4:3;48:5:9m");
    }

    #[test]
    fn what_is_switched_off_is_forgotten() {
        assert_eq!(after(&["\x1b[1;31m", "\x1b[0m"]), "");
        assert_eq!(after(&["\x1b[1;31m", "\x1b[m"]), "");
        assert_eq!(after(&["\x1b[1;2;31m", "\x1b[22m", "\x1b[39m"]), "");
        assert_eq!(after(&["\x1b[31m", "\x1b[0;32m"]), "\x1b[32m");
    }

    #[test]
    fn nonsense_is_harmless() {
        for text in [
            "\x1b[38m",
            "\x1b[38;5m",
            "\x1b[;;;m",
            "\x1b[999999m",
            "\x1b[:m",
            "\x1b[200m",
        ] {
            after(&[text]);
        }
    }
}
