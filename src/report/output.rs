//! How output of steps gets to stdout.

use super::Options;
use super::prefix::Prefixed;
use super::screen::Screen;
use super::steps::Steps;

/// One of the three ways.
#[derive(Debug)]
pub(super) enum Output {
    /// Exactly as it came.
    Raw,
    /// Each line behind the name of its step, otherwise as it came.
    Prefixed(Prefixed),
    /// Whole lines, made harmless for a terminal.
    Screen(Screen),
}

impl Output {
    pub(super) fn new(options: &Options) -> Self {
        if options.stdout_is_terminal {
            Self::Screen(Screen::new(options.prefix))
        } else if options.prefix {
            Self::Prefixed(Prefixed::default())
        } else {
            Self::Raw
        }
    }

    /// Takes output of a step and appends what can be shown to `out`.
    pub(super) fn write(&mut self, step: usize, bytes: &[u8], steps: &Steps, out: &mut Vec<u8>) {
        match self {
            Self::Raw => out.extend_from_slice(bytes),
            Self::Prefixed(prefixed) => prefixed.write(step, bytes, steps, out),
            Self::Screen(screen) => screen.write(step, bytes, steps, out),
        }
    }

    /// A step is over.
    pub(super) fn end(&mut self, step: usize, steps: &Steps, out: &mut Vec<u8>) {
        match self {
            Self::Raw => {}
            Self::Prefixed(prefixed) => prefixed.end(step, out),
            Self::Screen(screen) => screen.end(step, steps, out),
        }
    }

    /// Nothing more comes.
    pub(super) fn close(&mut self, steps: &Steps, out: &mut Vec<u8>) {
        match self {
            Self::Raw => {}
            Self::Prefixed(prefixed) => prefixed.close(out),
            Self::Screen(screen) => screen.close(steps, out),
        }
    }

    /// The line that is not over of the step that wrote last, where it is held back.
    pub(super) fn open(&self) -> Option<(usize, &[u8])> {
        match self {
            Self::Screen(screen) => screen.open(),
            _ => None,
        }
    }
}
