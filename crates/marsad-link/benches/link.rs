//! Linking one day's synthetic reports.

fn main() {
    divan::main();
}
