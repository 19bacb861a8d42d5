//! The eight kinds of case that begin as a draft, with what each lacks when it is empty and with
//! the content with which it can be filed.

use serde_json::{Value, json};
use tests::fixtures;
use tests::test_app::cast::POWER;
use tests::test_app::dossiers::{BAI_CHAY, mast, works};
use tests::test_app::{TestApp, wanting};

/// A kind of case, with what the story of every kind needs to know of it.
pub(super) struct Sample {
    pub(super) resource: &'static str,
    /// The person who opens the draft.
    pub(super) who: &'static str,
    /// A person of another organisation.
    pub(super) stranger: &'static str,
    /// The action that files a draft, with its data.
    pub(super) filing: (&'static str, Value),
    /// What an empty draft lacks, in the order of the answer.
    pub(super) lacks: &'static [&'static str],
    pub(super) whole: Value,
    /// The documents that the filing needs.
    pub(super) documents: &'static [&'static str],
    /// The series of the codes.
    pub(super) prefix: &'static str,
    /// The number of codes of the series that the story has used before.
    pub(super) used: u32,
}

/// The kinds in 2026, each with what its content refers to.
#[expect(clippy::too_many_lines, reason = "one entry for each kind")]
pub(super) async fn all(test_app: &TestApp) -> Vec<Sample> {
    test_app.at("2026-03-02T09:00:00+07:00").await;
    let pole = test_app.pole("clerk@power", 4).await;
    let unanswered = test_app.filed("planner@vnpt", &[&pole]).await;
    test_app.days(60).await;
    let site = test_app.approved_site("planner@vnpt", "baichay", BAI_CHAY).await;
    let mut building = works(BAI_CHAY, &site);
    building["work"] = json!("building");
    let mut tower = works(BAI_CHAY, &site);
    tower["starts_on"] = json!(test_app.in_days(10));
    let line = json!({"type": "LineString", "coordinates": [[107.0800, 20.9500], [107.0830, 20.9500]]});
    let of_vnpt = |resource, filing: &'static str, prefix, lacks, whole| Sample {
        resource,
        who: "planner@vnpt",
        stranger: "planner@mobifone",
        filing: (filing, json!({})),
        lacks,
        whole,
        documents: &[],
        prefix,
        used: 0,
    };
    vec![
        Sample { used: 1, ..of_vnpt("sharing-requests", "submit", "SR", &["/title", "/elements"], wanting(&[&pole])) },
        Sample {
            documents: &["location_map", "land_paper"],
            used: 1,
            ..of_vnpt(
                "siting-applications",
                "submit",
                "SA",
                &["/documents", "/documents", "/title", "/asset_kind", "/place", "/settlement"],
                mast(BAI_CHAY),
            )
        },
        Sample {
            documents: &["drawings", "land_paper"],
            ..of_vnpt(
                "construction-permits",
                "submit",
                "CP",
                &[
                    "/documents",
                    "/documents",
                    "/title",
                    "/work",
                    "/asset_kind",
                    "/place",
                    "/settlement",
                    "/siting_case_id",
                ],
                building,
            )
        },
        of_vnpt(
            "commencement-notices",
            "submit",
            "CN",
            &["/title", "/work", "/asset_kind", "/place", "/settlement", "/siting_case_id", "/starts_on"],
            tower,
        ),
        of_vnpt(
            "planned-works",
            "publish",
            "PW",
            &["/title", "/place", "/description", "/starts_on", "/duration_days", "/final_project_on", "/contact"],
            json!({
                "title": "Ngầm hóa cáp", "description": "Ống D110, 600 m", "contact": "0203 3825 001", "place": line,
                "starts_on": test_app.in_days(90), "duration_days": 45, "final_project_on": test_app.in_days(60),
            }),
        ),
        Sample {
            filing: ("file", json!({"subject": "access"})),
            ..of_vnpt(
                "disputes",
                "file",
                "DS",
                &["/title", "/case_id", "/claim", "/remedy"],
                json!({"title": "Không trả lời", "case_id": unanswered, "claim": "Quá hạn", "remedy": "Buộc chia sẻ"}),
            )
        },
        of_vnpt(
            "information-requests",
            "submit",
            "IR",
            &["/title", "/owner_id", "/place", "/purpose"],
            json!({
                "title": "Cột quanh phố", "owner_id": fixtures::office(POWER), "purpose": "Lập phương án kéo cáp",
                "place": {"type": "Point", "coordinates": [107.08, 20.95]}, "within_m": 500,
            }),
        ),
        Sample {
            who: "officer@sotttt",
            ..of_vnpt(
                "clean-up-campaigns",
                "open",
                "CU",
                &["/title", "/purpose", "/streets", "/within_m", "/contact"],
                json!({
                    "title": "Chỉnh trang phố", "purpose": "Bó gọn cáp", "contact": "0203 3825 001", "within_m": 15,
                    "streets": [{"name": "Trần Hưng Đạo", "place": line}],
                }),
            )
        },
    ]
}
