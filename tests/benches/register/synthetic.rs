//! Synthetic poles: a grid over Quảng Ninh with the errors of real files. The same number of rows
//! gives the same file.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::Path;

/// The mapping for the synthetic file.
pub(crate) const MAPPING: &str = r#"
    name = "synthetic-poles"
    title = "Synthetic poles"
    format = "csv"
    source = "synthetic"
    confidence = "D"
    [asset]
    code = { column = "code", required = true }
    kind = { constant = "pole" }
    position = { degrees = { longitude = { column = "lon" }, latitude = { column = "lat" } } }
    address = { column = "address" }
    [asset.attributes]
    height_m = { column = "height" }
    material = { column = "material" }
    [asset.capacity.attachment_position]
    installed = { constant = 6 }
    own_use = { constant = 1 }
    [[occupancies]]
    tenant = { column = "tenant" }
    units = { attachment_position = { constant = 1 } }
    [organizations]
    unknown = "create_external"
"#;

/// The distance between two poles in degrees: 73 m from west to east, 44 m from south to north. The
/// density is the same for every number of poles.
pub(crate) const STEP: (f64, f64) = (0.0007, 0.0004);
const SOUTH_WEST: (f64, f64) = (106.9, 20.9);

/// West, south, east and north of a grid with this number of poles.
pub(crate) fn extent(rows: u32) -> [f64; 4] {
    let side = f64::from(rows).sqrt().ceil();
    let (west, south) = SOUTH_WEST;
    [west, south, west + side * STEP.0, south + side * STEP.1]
}

const STREETS: [&str; 6] = ["Lê Thánh Tông", "Trần Hưng Đạo", "Hạ Long", "Nguyễn Văn Cừ", "Bạch Đằng", "Cái Lân"];
const MATERIALS: [&str; 3] = ["concrete", "steel", "wood"];

/// Writes this number of rows: one in ten has a tenant, one in a thousand lacks its coordinates.
pub(crate) fn write(path: &Path, rows: u32) -> io::Result<u64> {
    let mut file = BufWriter::new(File::create(path)?);
    writeln!(file, "code,lon,lat,address,height,material,tenant")?;
    let side = f64::from(rows).sqrt().ceil();
    let (west, south) = SOUTH_WEST;
    for row in 0..rows {
        let (x, y) = (f64::from(row) % side, (f64::from(row) / side).floor());
        // Positions are slightly off the grid, so that no two rows share an edge of a box.
        let off = f64::from(row.wrapping_mul(2_654_435_761) % 1_000) / 1_000.0 * 0.3;
        let lon = west + STEP.0 * (x + off);
        let lat = south + STEP.1 * (y + off);
        let place = usize::try_from(row).unwrap_or_default();
        let street = STREETS.get(place % STREETS.len()).copied().unwrap_or_default();
        let material = MATERIALS.get(place % MATERIALS.len()).copied().unwrap_or_default();
        let tenant = if row % 10 == 3 { format!("Nhà mạng {}", row % 7) } else { String::new() };
        let height = 7.0 + f64::from(row % 10) / 2.0;
        if row % 1_000 == 999 {
            writeln!(file, "SYN-{row:07},,,{row} {street},{height},{material},{tenant}")?;
        } else {
            writeln!(file, "SYN-{row:07},{lon:.7},{lat:.7},{row} {street},{height},{material},{tenant}")?;
        }
    }
    file.flush()?;
    Ok(std::fs::metadata(path)?.len())
}
