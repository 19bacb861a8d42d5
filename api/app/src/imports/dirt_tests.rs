//! Tests every kind of bad data in one small file: the accepted rows, the refused rows, and the
//! messages.

use super::importer_tests::importers;
use super::mapping::Mapping;
use api_store::entities::status::ImportMode;
use domain::messages::Message;

const MAPPING: &str = r#"
    name = "dirt"
    title = "Dirt"
    format = "csv"
    source = "test"
    [asset]
    code = { column = "code", required = true }
    kind = { constant = "pole" }
    position = { degrees = { longitude = { column = "lon" }, latitude = { column = "lat" } } }
    attributes = { height_m = { column = "height", decimal_comma = true } }
    capacity = { attachment_position = { installed = { constant = 2 } } }
    [owners]
    answering = { column = "owner" }
    answering_names = ["ME"]
    answering_percent = { column = "share" }
    co_owners = [{ column = "co" }]
    [[occupancies]]
    tenant = { column = "tenant" }
    reference = { column = "ref" }
    units = { attachment_position = { column = "places", default = 1 } }
    [organizations]
    unknown = "create_external"
    at_most = 4
"#;

const FILE: &str = "\
code,lon,lat,owner,co,share,tenant,ref,places,height
A,107.1,20.9,ME,,100,T1,1,,\"8,5\"
A,107.1,20.9,ME,,100,T2,2,,\"8,5\"
A,107.1,20.9,ME,,100,T3,3,,\"8,5\"
A,107.2,20.9,ME,,100,,,,\"8,5\"
A,107.1,20.9,ME,,100,T1,1,,\"8,5\"
B,107.3,20.9,ME,PARTNER,50,ME,9,,
C,107.4,20.9,YOU,,100,,,,
D,NaN,20.9,ME,,100,,,,
E,107.5,20.9,ME,,50,,,,
F,20.9,107.5,ME,,100,,,,
G,107.6,20.9,ME,,100,T1,4,0,
H,107.7,20.9,ME,,100,T5,5,,
I,107.8,20.9,ME,,100,,,,900
J,107.9
K,0,0,ME,,100,,,,
";

#[tokio::test(flavor = "multi_thread")]
async fn every_sort_of_dirt_is_reported_and_nothing_else_is_lost() {
    let mapping: Mapping = toml::from_str(MAPPING).unwrap();
    assert_eq!(mapping.check(), vec![]);
    for app in importers().await {
        for mode in [ImportMode::DryRun, ImportMode::Commit] {
            let batch = app.run(&mapping, mode, FILE.as_bytes()).await;
            let reported: Vec<(i64, String)> =
                app.reported(batch.id).await.into_iter().map(|(row, rule, _)| (row, rule)).collect();
            let expected = [
                (3, "no_room"),
                (4, "rows_disagree"),
                (5, "repeated_occupancy"),
                (6, "tenant_is_owner"),
                (7, "owner_differs"),
                (8, "not_a_number"),
                (9, "shares"),
                (10, "position_swapped"),
                (11, "takes_no_room"),
                (12, "unknown_tenant"),
                (13, "attribute"),
                (14, "columns"),
                (15, "position_null"),
            ];
            let expected: Vec<_> = expected.into_iter().map(|(row, rule)| (row, rule.to_owned())).collect();
            assert_eq!(reported, expected, "{mode}");
            assert_eq!((batch.rows_ok, batch.rows_failed, batch.notices), (8, 7, 6));
            assert_eq!((batch.assets_created, batch.occupancies_created), (4, 2));
            // T1, T2, T3 and PARTNER; a fifth exceeds the limit of this mapping.
            assert_eq!(batch.report["organizations_created"].as_array().unwrap().len(), 4);
        }
        super::importer_tests::balanced(&app).await;
    }
}

#[test]
fn a_mapping_that_cannot_work_says_why() {
    let broken = MAPPING
        .replace("{ column = \"ref\" }", "{ pointer = \"/ref\" }")
        .replace("{ column = \"share\" }", "{ column = \"share\", constant = 3 }");
    let mapping: Mapping = toml::from_str(&broken).unwrap();
    let faults: Vec<String> = mapping.check().into_iter().map(|fault| Message::from(fault).to_string()).collect();
    let faults = faults.join("; ");
    assert!(faults.contains("owners.answering_percent: give exactly one of"), "{faults}");
    assert!(faults.contains("occupancies.0.reference: a table has no pointers"), "{faults}");
    assert!(toml::from_str::<Mapping>(&MAPPING.replace("at_most", "at_least")).is_err());
}
