//! Any bytes as a CSV list: refused, or every cell can be read and found, here and after a journey as bytes.
#![no_main]

use forms::List;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    if let Ok(list) = List::from_csv(bytes) {
        fuzz::holds_together(&list);
    }
});
