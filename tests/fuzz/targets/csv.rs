//! Any bytes as a CSV list: refused, or every cell can be read and found, here and after a journey as bytes.
#![no_main]

use forms::List;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let Ok(list) = List::from_csv(bytes) else {
        return;
    };
    let again = List::from_bytes(&list.to_bytes()).expect("what was written can be read");
    let columns = list.columns().count();
    for row in 0..list.len().min(50) {
        for column in 0..columns.min(20) {
            let cell = list.cell(row, column);
            assert_eq!(cell, again.cell(row, column));
            assert!(list.rows_where(column, cell).contains(&(row as u32)), "a cell is found by its text");
        }
    }
});
