//! Parses the header that a `GeoPackage` puts before the well-known binary of a geometry.

use crate::shape::Unplaced;

/// The well-known binary in a geometry; `None` when the header declares it empty.
pub(super) fn well_known(bytes: &[u8]) -> Result<Option<&[u8]>, Unplaced> {
    let malformed = || Unplaced::Malformed("not a geometry of a GeoPackage".to_owned());
    let ([b'G', b'P', _version, flags, _, _, _, _], rest) = bytes.split_first_chunk::<8>().ok_or_else(malformed)?
    else {
        return Err(malformed());
    };
    let envelope = match (flags >> 1) & 0b111 {
        0 => 0,
        1 => 32,
        2 | 3 => 48,
        4 => 64,
        _ => return Err(malformed()),
    };
    if flags & 0b10_0000 != 0 {
        return Err(Unplaced::Unsupported("extended geometry"));
    }
    if flags & 0b1_0000 != 0 {
        return Ok(None);
    }
    rest.get(envelope..).map(Some).ok_or_else(malformed)
}
