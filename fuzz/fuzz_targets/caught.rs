//! The library that reads Parquet panics at files that contradict themselves, which is caught there; the fuzzer would end at it.

use std::sync::Once;

static HOOK: Once = Once::new();

/// Lets panics unwind; those that nobody catches end the fuzzer all the same.
pub fn instead_of_the_end() {
    HOOK.call_once(|| std::panic::set_hook(Box::new(|_| {})));
}
