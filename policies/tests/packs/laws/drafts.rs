//! Drafts of each kind of case that are ready for filing.

use std::collections::BTreeSet;

use chrono::{DateTime, TimeDelta, Utc};
use domain::{
    cases::{
        Draft, Kind, cleanup, construction, dispute, information,
        site::{Settlement, WorkKind},
        siting, works,
    },
    ids::OccupancyId,
    place::Shape,
    registry::band::Band,
};
use serde_json::json;
use uuid::Uuid;

use super::setting::{JOINER, OWNER, SITE, pole};

/// A draft of a kind that is ready for filing.
pub(crate) fn draft(kind: Kind, poles: &[(u32, u32, u32)], now: DateTime<Utc>) -> Draft {
    let works = || construction::Works {
        title: "Trạm BTS Bãi Cháy".to_owned(),
        work: Some(WorkKind::TelecomPassive),
        asset_kind: "tower".to_owned(),
        place: Shape::point(107.05, 20.95).ok(),
        settlement: Some(Settlement::Urban),
        siting_case_id: Some(SITE),
        starts_on: Some((now + TimeDelta::days(400)).date_naive()),
        ..construction::Works::default()
    };
    match kind {
        Kind::SharingRequest => {
            let elements: Vec<_> = (0_u128..)
                .zip(poles)
                .map(|(n, (_, _, wanted))| {
                    json!({"asset_id": pole(n), "units": [{"unit": "attachment_position", "quantity": wanted}, {"unit": "load_nm", "quantity": wanted * 40}]})
                })
                .collect();
            let request = json!({
                "title": "Tuyến", "purpose": "cáp quang", "equipment": {"description": "ADSS 24"}, "elements": elements, "starts_on": null,
            });
            Draft::SharingRequest(serde_json::from_value(request).unwrap())
        }
        Kind::SitingApplication => Draft::SitingApplication(siting::Application {
            title: "Trạm BTS Bãi Cháy".to_owned(),
            asset_kind: "tower".to_owned(),
            place: Shape::point(107.05, 20.95).ok(),
            settlement: Some(Settlement::Urban),
            ..siting::Application::default()
        }),
        Kind::ConstructionPermit => Draft::ConstructionPermit(works()),
        Kind::CommencementNotice => Draft::CommencementNotice(works()),
        Kind::Dispute => Draft::Dispute(dispute::Claim {
            title: "Từ chối cho thuê cột".to_owned(),
            case_id: Some(SITE),
            claim: "Không trả lời".to_owned(),
            remedy: "Buộc chia sẻ".to_owned(),
        }),
        Kind::InformationRequest => Draft::InformationRequest(information::Inquiry {
            title: "Cột quanh phố".to_owned(),
            owner_id: Some(OWNER),
            place: Shape::point(107.05, 20.95).ok(),
            within_m: Some(100),
            purpose: "Kéo cáp".to_owned(),
        }),
        Kind::CleanUpCampaign => Draft::CleanUpCampaign(cleanup::Campaign {
            title: "Chỉnh trang phố".to_owned(),
            purpose: "Bó gọn cáp".to_owned(),
            streets: vec![cleanup::Street {
                name: "Trần Hưng Đạo".to_owned(),
                place: Shape::point(107.05, 20.95).ok(),
            }],
            within_m: Some(20),
            contact: "0203".to_owned(),
        }),
        Kind::PlannedWorks => Draft::PlannedWorks(works::Notice {
            title: "Ngầm hóa cáp".to_owned(),
            description: "Ống D110".to_owned(),
            place: Shape::point(107.05, 20.95).ok(),
            starts_on: Some(now.date_naive()),
            duration_days: Some(30),
            final_project_on: Some(now.date_naive()),
            contact: "0203".to_owned(),
            ..works::Notice::default()
        }),
    }
}

/// A street with a pole that has an attachment of an unknown owner.
pub(crate) fn scenery() -> cleanup::CampaignFacts {
    let nobodys = cleanup::Nobodys {
        occupancy: OccupancyId::new(Uuid::from_u128(50)),
        unit: "attachment_position".to_owned(),
        quantity: 1,
    };
    let street_asset = cleanup::StreetAsset {
        asset: pole(0),
        code: "QN-POL-0".to_owned(),
        owner: OWNER,
        tenants: BTreeSet::from([JOINER]),
        nobodys: vec![nobodys],
    };
    let in_use = vec![cleanup::InUseBand { unit: Some("attachment_position".to_owned()), band: Band::Some }];
    cleanup::CampaignFacts { assets: vec![street_asset], in_use, cut_off: false, operators: vec![JOINER] }
}
