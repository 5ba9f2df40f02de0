//! Compression as a browser receives it: Brotli beside each file at build time, gzip only to be measured.

use super::Mode;
use std::io::Write as _;

/// Endings of files worth compressing; images and fonts already are.
const TEXT: &[&str] = &["html", "js", "css", "wasm", "webmanifest", "json", "svg", "txt"];

/// Is a `.br` kept beside a file with this name?
pub(crate) fn compressible(name: &str) -> bool {
    name.rsplit_once('.').is_some_and(|(_, ending)| TEXT.contains(&ending))
}

/// Brotli: as small as it gets for a release, as quick as it gets while developing.
pub(crate) fn brotli(bytes: &[u8], mode: Mode) -> Vec<u8> {
    match mode {
        Mode::Dev => compress(bytes, 1, 20),
        Mode::Release => compress(bytes, 11, 24),
    }
}

/// Brotli as the server packs compiled forms, once for all.
pub(crate) fn brotli_of_forms(bytes: &[u8]) -> Vec<u8> {
    compress(bytes, 11, 22)
}

fn compress(bytes: &[u8], quality: u32, window: u32) -> Vec<u8> {
    let mut out = Vec::new();
    {
        let mut writer = brotli::CompressorWriter::new(&mut out, 64 * 1024, quality, window);
        // Writing into memory does not fail; were it to, the check below would.
        let _ = writer.write_all(bytes);
    }
    debug_assert!(bytes.is_empty() || !out.is_empty(), "Brotli wrote nothing");
    out
}

/// Size after gzip at its best, for the table.
pub(crate) fn gzip_size(bytes: &[u8]) -> usize {
    let mut writer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    let _ = writer.write_all(bytes);
    writer.finish().map_or(0, |out| out.len())
}
