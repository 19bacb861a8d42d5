//! Puts the bytes inside a valid file, so that the fuzzer reaches the readers of the content and
//! not only of the container.

use std::io::{Cursor, Read, Write};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

/// The archive with one member replaced.
pub fn member(archive: &[u8], name: &str, bytes: &[u8]) -> Vec<u8> {
    let mut from = ZipArchive::new(Cursor::new(archive)).expect("a sound archive");
    let mut to = ZipWriter::new(Cursor::new(Vec::new()));
    let stored = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    for place in 0..from.len() {
        let mut old = from.by_index(place).expect("a member");
        let own = String::from_utf8_lossy(old.name_raw()).into_owned();
        to.start_file(&own, stored).expect("room");
        if own == name {
            to.write_all(bytes).expect("room");
        } else {
            let mut kept = Vec::new();
            old.read_to_end(&mut kept).expect("sound bytes");
            to.write_all(&kept).expect("room");
        }
    }
    to.finish().expect("an end").into_inner()
}
