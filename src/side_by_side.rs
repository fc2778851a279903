//! Work on the parts of a large file on several threads.

use std::num::NonZero;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

/// Bytes of a file from which on its parts are worked on side by side: below it a thread costs more than
/// it saves.
const WORTH_THREADS: usize = 50_000;

/// Most threads: files have not so many parts that more would help.
const MOST_THREADS: usize = 8;

/// What `work` makes of each item, in the order of the items. `bytes` is the size of the file that they
/// are parts of.
pub(crate) fn map<T: Sync, R: Send>(
    bytes: usize,
    items: &[T],
    work: impl Fn(&T) -> R + Sync,
) -> Vec<R> {
    if bytes < WORTH_THREADS || items.len() < 2 {
        return items.iter().map(work).collect();
    }
    let next = AtomicUsize::new(0);
    let share = || {
        let mut made = Vec::new();
        loop {
            let number = next.fetch_add(1, Ordering::Relaxed);
            let Some(item) = items.get(number) else {
                return made;
            };
            made.push((number, work(item)));
        }
    };
    let cores = thread::available_parallelism().map_or(1, NonZero::get);
    let threads = cores.min(MOST_THREADS).min(items.len());
    let mut made = thread::scope(|scope| {
        let started: Vec<_> = (1..threads).map(|_| scope.spawn(share)).collect();
        let mut made = share();
        for thread in started {
            match thread.join() {
                Ok(others) => made.extend(others),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
        made
    });
    made.sort_unstable_by_key(|&(number, _)| number);
    made.into_iter().map(|(_, made)| made).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_keep_the_order_of_the_items() {
        let items: Vec<usize> = (0..1000).collect();
        let doubled: Vec<usize> = items.iter().map(|item| item * 2).collect();
        for bytes in [0, WORTH_THREADS] {
            assert_eq!(map(bytes, &items, |item| item * 2), doubled, "{bytes}");
        }
    }

    #[test]
    #[should_panic(expected = "the last item")]
    fn a_panic_of_a_thread_is_one_of_the_caller() {
        map(WORTH_THREADS, &[1, 2, 3], |&item| {
            assert!(item < 3, "the last item");
        });
    }
}
