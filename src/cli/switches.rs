//! Switches with a value, as `drone exec` takes them.

use std::ffi::{OsStr, OsString};

/// The words of a command line with `--trusted=true`, `--pretty=false` and the like, as `drone exec`
/// takes them, in the form without a value.
pub fn without_values(words: impl IntoIterator<Item = OsString>) -> Vec<OsString> {
    let mut over = false;
    words
        .into_iter()
        .filter_map(|word| {
            over |= word == OsStr::new("--");
            let short = word.to_str().filter(|_| !over).and_then(without_value);
            match short {
                Some(Short::Flag(flag)) => Some(OsString::from(flag)),
                Some(Short::Nothing) => None,
                None => Some(word),
            }
        })
        .collect()
}

enum Short {
    Flag(String),
    Nothing,
}

fn without_value(word: &str) -> Option<Short> {
    let (flag, value) = word.strip_prefix("--")?.split_once('=')?;
    if !matches!(flag, "clone" | "pretty" | "trusted") {
        return None;
    }
    match value {
        "1" | "t" | "T" | "true" | "True" | "TRUE" => Some(Short::Flag(format!("--{flag}"))),
        "0" | "f" | "F" | "false" | "False" | "FALSE" if flag == "clone" => Some(Short::Nothing),
        "0" | "f" | "F" | "false" | "False" | "FALSE" => Some(Short::Flag(format!("--no-{flag}"))),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::without_values;

    #[test]
    fn switches_with_a_value_are_switches() {
        let words = [
            "x",
            "--trusted=true",
            "--pretty=false",
            "--clone=0",
            "--event=true",
        ];
        let words = words
            .into_iter()
            .chain(["--pretty=maybe", "--", "--pretty=true"]);
        let wanted = ["x", "--trusted", "--no-pretty", "--event=true"];
        let wanted: Vec<_> = wanted
            .into_iter()
            .chain(["--pretty=maybe", "--", "--pretty=true"])
            .collect();
        assert_eq!(without_values(words.map(Into::into)), wanted);
    }
}
