//! The numbers of results, derived from the code of their case: one case always has the same
//! number.

/// The number of an issued document of a kind: `000012/2026/GPXD` for the case `CP-2026-000012`.
pub(super) fn of(code: &str, sign: &str) -> String {
    let mut parts = code.splitn(3, '-').skip(1);
    match (parts.next(), parts.next()) {
        (Some(year), Some(number)) => format!("{number}/{year}/{sign}"),
        (Some(_) | None, _) => format!("{code}/{sign}"),
    }
}

#[cfg(test)]
mod tests {
    use super::of;

    #[test]
    fn a_number_names_the_case_the_year_and_the_kind_of_document() {
        assert_eq!(of("CP-2026-000012", "GPXD"), "000012/2026/GPXD");
        assert_eq!(of("SA-2025-000003-02", "CTĐĐ"), "000003-02/2025/CTĐĐ");
        assert_eq!(of("X", "A"), "X/A");
    }
}
