//! Names, colours and prefixes of the steps of a run.

use console::{Style, measure_text_width};

use super::text;

/// Colours of steps by index; red is left to failures.
const COLORS: usize = 10;

/// The steps of a run by index.
#[derive(Debug, Default)]
pub(super) struct Steps {
    names: Vec<String>,
    prefixes: Vec<Vec<u8>>,
}

impl Steps {
    /// Takes the names; they are made harmless for a terminal.
    pub(super) fn new(names: &[String], color: bool) -> Self {
        let names: Vec<String> = names.iter().map(|name| text::line(name)).collect();
        let width = names
            .iter()
            .map(|name| measure_text_width(name))
            .max()
            .unwrap_or(0);
        let prefixes = names
            .iter()
            .enumerate()
            .map(|(index, name)| prefix(name, width, index, color).into_bytes())
            .collect();
        Self { names, prefixes }
    }

    /// The name of a step.
    pub(super) fn name(&self, step: usize) -> &str {
        self.names.get(step).map_or("?", String::as_str)
    }

    /// What stands before each line of output of a step: `name | `, padded to the longest name.
    pub(super) fn prefix(&self, step: usize) -> &[u8] {
        self.prefixes.get(step).map_or(b"? | ", Vec::as_slice)
    }
}

fn prefix(name: &str, width: usize, index: usize, color: bool) -> String {
    let text = format!("{} | ", pad(name, width));
    if !color {
        return text;
    }
    let style = Style::new().force_styling(true);
    let style = match index % COLORS {
        0 | 5 => style.cyan(),
        1 | 6 => style.yellow(),
        2 | 7 => style.green(),
        3 | 8 => style.magenta(),
        _ => style.blue(),
    };
    let style = if index % COLORS < COLORS / 2 {
        style
    } else {
        style.bright()
    };
    style.apply_to(text).to_string()
}

/// `text` with spaces up to `width` columns.
pub(super) fn pad(text: &str, width: usize) -> String {
    let missing = width.saturating_sub(measure_text_width(text));
    format!("{text}{}", " ".repeat(missing))
}
