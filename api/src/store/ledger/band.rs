//! The band of free room as SQL.

/// The band of an asset of the statement, as [`domain::registry::band::Band::of_asset`] finds it: null for one without places.
/// `register_tests/bands.rs` holds one against the other on both databases.
pub(in crate::store) const BAND: &str = "(SELECT CASE WHEN COALESCE(SUM(CASE WHEN c.nature = 'slot' THEN 1 ELSE 0 END), 0) = 0 THEN NULL \
     WHEN SUM(CASE WHEN c.nature = 'budget' AND c.free <= 0 THEN 1 ELSE 0 END) > 0 THEN 'none' \
     ELSE CASE MAX(CASE WHEN c.nature <> 'slot' OR c.free <= 0 THEN 0 WHEN c.free * 3 <= c.installed THEN 1 \
     WHEN c.free * 3 <= c.installed * 2 THEN 2 ELSE 3 END) \
     WHEN 0 THEN 'none' WHEN 1 THEN 'few' WHEN 2 THEN 'some' ELSE 'many' END END \
     FROM asset_capacity c WHERE c.asset_id = assets.id)";
