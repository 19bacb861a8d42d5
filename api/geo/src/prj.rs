//! Coordinate systems in map files: the well-known text of a `.prj`, identified by its numbers, not
//! by its name.

use super::crs::Crs;

const WGS_84: &str = "GEOGCS[\"GCS_WGS_1984\",DATUM[\"D_WGS_1984\",SPHEROID[\"WGS_1984\",6378137.0,298.257223563]],\
     PRIMEM[\"Greenwich\",0.0],UNIT[\"Degree\",0.0174532925199433]]";
const WEB_MERCATOR: &str = "PROJCS[\"WGS_1984_Web_Mercator_Auxiliary_Sphere\",GEOGCS[\"GCS_WGS_1984\",DATUM[\"D_WGS_1984\",\
     SPHEROID[\"WGS_1984\",6378137.0,298.257223563]],PRIMEM[\"Greenwich\",0.0],UNIT[\"Degree\",0.0174532925199433]],\
     PROJECTION[\"Mercator_Auxiliary_Sphere\"],PARAMETER[\"False_Easting\",0.0],PARAMETER[\"False_Northing\",0.0],\
     PARAMETER[\"Central_Meridian\",0.0],PARAMETER[\"Standard_Parallel_1\",0.0],PARAMETER[\"Auxiliary_Sphere_Type\",0.0],\
     UNIT[\"Meter\",1.0]]";
const VN_2000_QUANG_NINH: &str = "PROJCS[\"VN_2000_TM-3_107-45\",GEOGCS[\"GCS_VN_2000\",DATUM[\"D_Vietnam_2000\",\
     SPHEROID[\"WGS_1984\",6378137.0,298.257223563]],PRIMEM[\"Greenwich\",0.0],UNIT[\"Degree\",0.0174532925199433]],\
     PROJECTION[\"Transverse_Mercator\"],PARAMETER[\"False_Easting\",500000.0],PARAMETER[\"False_Northing\",0.0],\
     PARAMETER[\"Central_Meridian\",107.75],PARAMETER[\"Scale_Factor\",0.9999],PARAMETER[\"Latitude_Of_Origin\",0.0],\
     UNIT[\"Meter\",1.0]]";

/// The well-known text of a system, with the names that GIS programs expect.
#[must_use]
pub const fn text(crs: Crs) -> &'static str {
    match crs {
        Crs::Crs84 | Crs::Epsg4326 => WGS_84,
        Crs::Epsg3857 => WEB_MERCATOR,
        Crs::Epsg5899 => VN_2000_QUANG_NINH,
    }
}

/// The system of a well-known text; `None` when the system is not supported.
#[must_use]
pub(crate) fn recognise(text: &str) -> Option<Crs> {
    let folded: String =
        text.chars().filter(|c| !c.is_whitespace() && *c != '_' && *c != '-').flat_map(char::to_lowercase).collect();
    let projected = folded.starts_with("projcs") || folded.starts_with("projcrs");
    let geographic = folded.starts_with("geogcs") || folded.starts_with("geogcrs") || folded.starts_with("geodcrs");
    let is_wgs84 = ["wgs1984", "wgs84", "worldgeodeticsystem1984"].iter().any(|name| folded.contains(name));
    let is_vn2000 = folded.contains("vn2000") || folded.contains("vietnam2000");
    if geographic {
        return (is_wgs84 && !is_vn2000).then_some(Crs::Epsg4326);
    }
    if !projected {
        return None;
    }
    if is_vn2000 {
        let is_ours = parameter(&folded, &["centralmeridian", "longitudeofnaturalorigin", "longitudeofcenter"])
            .is_some_and(|degrees| near(degrees, 107.75))
            && parameter(&folded, &["scalefactor", "scalefactoratnaturalorigin"]).is_some_and(|k| near(k, 0.9999))
            && parameter(&folded, &["falseeasting"]).is_some_and(|metres| near(metres, 500_000.0));
        return is_ours.then_some(Crs::Epsg5899);
    }
    let mercator = ["mercatorauxiliarysphere", "pseudomercator", "popularvisualisation", "webmercator"];
    (is_wgs84 && mercator.iter().any(|name| folded.contains(name))).then_some(Crs::Epsg3857)
}

/// The number after `"name",` in a folded text.
fn parameter(folded: &str, names: &[&str]) -> Option<f64> {
    names.iter().find_map(|name| {
        let (_, behind) = folded.split_once(&format!("\"{name}\","))?;
        let number = behind.split([',', ']']).next()?;
        number.parse().ok()
    })
}

fn near(one: f64, other: f64) -> bool {
    (one - other).abs() < 1e-6
}

#[cfg(test)]
mod tests {
    use super::{recognise, text};
    use crate::crs::Crs;

    #[test]
    fn our_systems_are_known_by_the_text_we_write() {
        for crs in [Crs::Epsg4326, Crs::Epsg3857, Crs::Epsg5899] {
            assert_eq!(recognise(text(crs)), Some(crs));
        }
    }

    #[test]
    fn a_text_of_another_hand_is_known_by_its_numbers() {
        let gdal = r#"PROJCS["VN-2000 / TM-3 107-45",GEOGCS["VN-2000",DATUM["Vietnam_2000",SPHEROID["WGS 84",6378137,298.257223563]]],
            PROJECTION["Transverse_Mercator"],PARAMETER["latitude_of_origin",0],PARAMETER["central_meridian",107.75],
            PARAMETER["scale_factor",0.9999],PARAMETER["false_easting",500000],PARAMETER["false_northing",0],UNIT["metre",1]]"#;
        assert_eq!(recognise(gdal), Some(Crs::Epsg5899));
        assert_eq!(recognise(&gdal.replace("107.75", "105")), None, "another zone");
        assert_eq!(recognise(&gdal.replace("0.9999", "0.9996")), None, "another scale");
        assert_eq!(recognise(r#"GEOGCS["VN-2000",DATUM["Vietnam_2000",SPHEROID["WGS 84",6378137,298.25]]]"#), None);
        assert_eq!(recognise("PROJCS[\"WGS 84 / UTM zone 48N\",GEOGCS[\"WGS 84\"]]"), None);
        assert_eq!(recognise("rubbish"), None);
    }
}
