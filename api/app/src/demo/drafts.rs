//! Writes the draft of a story.

use domain::{
    cases::{
        Draft, Kind, cleanup, construction, dispute, information, sharing,
        site::{Class, Settlement, SharingAnswer, WorkKind},
        siting, works,
    },
    ids::{AssetId, CaseId},
    place::Shape,
};
use uuid::Uuid;

use super::{cast::Cast, scenario::Story, schedule::Schedule, streets::Street};
use crate::{
    app::App,
    cases::facts::{Site, to_be_answered},
    error::AppError,
};
use api_store::assets::assets_by_code;
use chrono::NaiveDate;
use std::collections::BTreeSet;

const WITHIN_METRES: u32 = 15;
const CONTACT: &str = "Phòng Kỹ thuật, 0203 3825 001";

/// The surroundings of a draft.
pub(super) struct DraftContext<'a> {
    pub(super) app: &'a App,
    pub(super) cast: &'a Cast,
    pub(super) schedule: &'a Schedule,
    pub(super) street: &'a Street,
    pub(super) story: &'a Story,
    /// The day on which the draft is written.
    pub(super) today: NaiveDate,
    /// The case that the story builds on.
    pub(super) about: Option<CaseId>,
}

impl DraftContext<'_> {
    pub(super) async fn draft(&self) -> Result<Draft, AppError> {
        Ok(match self.story.kind {
            Kind::SharingRequest => Draft::SharingRequest(self.sharing_request().await?),
            Kind::SitingApplication => Draft::SitingApplication(self.siting_application().await?),
            Kind::ConstructionPermit => Draft::ConstructionPermit(self.permit()?),
            Kind::CommencementNotice => Draft::CommencementNotice(self.notice()?),
            Kind::PlannedWorks => Draft::PlannedWorks(self.planned_works()?),
            Kind::Dispute => Draft::Dispute(self.claim()),
            Kind::InformationRequest => Draft::InformationRequest(self.inquiry()?),
            Kind::CleanUpCampaign => Draft::CleanUpCampaign(self.campaign()?),
        })
    }

    fn line(&self) -> Result<Shape, AppError> {
        self.street.along(self.story.first, self.story.count)
    }

    /// Asks for one unit of each asset: poles of the power company, ducts of VNPT, towers of the
    /// mobile operators.
    async fn sharing_request(&self) -> Result<sharing::Request, AppError> {
        let (code, unit, description, weight_kg) = match self.story.other.as_str() {
            "pcquangninh" => ("POL", "attachment_position", "Cáp quang ADSS 24 sợi", 4.5),
            "vnpt" => ("CON", "bore", "Cáp quang luồn cống 48 sợi, ống con D32", 9.0),
            _ => ("TRU", "mounting_level", "Ăng-ten 4 băng tần và khối vô tuyến RRU", 46.0),
        };
        let numbers = self.story.first..self.story.first.saturating_add(self.story.count);
        let codes: Vec<String> = numbers.map(|number| format!("QN-{code}-{}-{number:03}", self.story.street)).collect();
        let owner = self.cast.office(&self.story.other)?;
        let assets = assets_by_code::free(self.app.store.read(), owner, &codes, unit).await?;
        let element = |asset: Uuid| sharing::Element {
            asset_id: AssetId::new(asset),
            units: vec![sharing::UnitAmount { unit: unit.to_owned(), quantity: 1 }],
        };
        Ok(sharing::Request {
            title: self.story.title.clone(),
            purpose: self.story.purpose.clone(),
            elements: assets.into_iter().map(element).collect(),
            equipment: sharing::Equipment {
                description: description.to_owned(),
                weight_kg: Some(weight_kg),
                ..sharing::Equipment::default()
            },
            starts_on: Some(self.schedule.working_days_after(self.today, 40)),
        })
    }

    /// A site for a tower. Towers that stand near and could be shared are answered for.
    async fn siting_application(&self) -> Result<siting::Application, AppError> {
        let place = self.street.beside(self.story.first)?;
        let applicants = BTreeSet::from([self.cast.office(&self.story.applicant)?]);
        let pack = self.app.policies.pack_in_force(&self.app.config.packs.default, self.today);
        let site = Site { place: &place, settlement: Settlement::Urban, asset_kind: "tower" };
        let near = match pack.and_then(|pack| pack.header.sharing_first.as_ref()) {
            Some(rule) => {
                let bands = self.app.policies.kinds.bands();
                to_be_answered(self.app.store.read(), rule, site, &applicants, &bands).await?
            }
            None => Vec::new(),
        };
        let answer = |asset_id: AssetId| SharingAnswer {
            asset_id,
            sharing_case_id: None,
            justification: Some("Kết cấu cột hiện có không chịu thêm được tải trọng gió của ăng-ten 5G.".to_owned()),
        };
        Ok(siting::Application {
            title: self.story.title.clone(),
            purpose: self.story.purpose.clone(),
            asset_kind: "tower".to_owned(),
            address: Some(self.street.address.clone()),
            height_m: Some(42.0),
            settlement: Some(Settlement::Urban),
            plan_reference: Some("Kế hoạch 230/KH-UBND, Phụ lục 2".to_owned()),
            sharing_answers: near.into_iter().map(|near| answer(near.asset)).collect(),
            place: Some(place),
        })
    }

    /// Works that need a permit: a line in the street, from the Department of Construction for the
    /// larger ones, from the ward for the others.
    fn permit(&self) -> Result<construction::Works, AppError> {
        let class = if self.story.other == "soxaydung" { Class::II } else { Class::III };
        Ok(construction::Works {
            work: Some(WorkKind::Line),
            class: Some(class),
            asset_kind: "duct_section".to_owned(),
            place: Some(self.line()?),
            starts_on: Some(self.schedule.working_days_after(self.today, 30)),
            ..self.works()
        })
    }

    /// Works that need only a notice: a tower on an approved site.
    fn notice(&self) -> Result<construction::Works, AppError> {
        Ok(construction::Works {
            work: Some(WorkKind::TelecomPassive),
            class: Some(Class::II),
            asset_kind: "tower".to_owned(),
            place: Some(self.street.beside(self.story.first)?),
            height_m: Some(42.0),
            starts_on: Some(self.schedule.working_days_after(self.today, 5)),
            ..self.works()
        })
    }

    fn works(&self) -> construction::Works {
        construction::Works {
            title: self.story.title.clone(),
            description: self.story.purpose.clone(),
            address: Some(self.street.address.clone()),
            settlement: Some(Settlement::Urban),
            in_plan: true,
            siting_case_id: self.about,
            ..construction::Works::default()
        }
    }

    fn planned_works(&self) -> Result<works::Notice, AppError> {
        Ok(works::Notice {
            title: self.story.title.clone(),
            description: self.story.purpose.clone(),
            place: Some(self.line()?),
            address: Some(self.street.address.clone()),
            starts_on: Some(self.schedule.working_days_after(self.today, 33)),
            duration_days: Some(45),
            final_project_on: Some(self.schedule.working_days_after(self.today, 20)),
            contact: CONTACT.to_owned(),
            publicly_financed: false,
            justification: None,
        })
    }

    fn claim(&self) -> dispute::Claim {
        dispute::Claim {
            title: self.story.title.clone(),
            case_id: self.about,
            claim: self.story.purpose.clone(),
            remedy: "Đề nghị cơ quan quản lý buộc bên kia thực hiện theo hồ sơ đã nộp, với giá thuê hợp lý.".to_owned(),
        }
    }

    fn inquiry(&self) -> Result<information::Inquiry, AppError> {
        Ok(information::Inquiry {
            title: self.story.title.clone(),
            owner_id: Some(self.cast.office(&self.story.other)?),
            place: Some(self.line()?),
            within_m: Some(WITHIN_METRES),
            purpose: self.story.purpose.clone(),
        })
    }

    fn campaign(&self) -> Result<cleanup::Campaign, AppError> {
        let name = self.street.address.split(',').next().unwrap_or(&self.street.address);
        Ok(cleanup::Campaign {
            title: self.story.title.clone(),
            purpose: self.story.purpose.clone(),
            streets: vec![cleanup::Street { name: name.to_owned(), place: Some(self.line()?) }],
            within_m: Some(WITHIN_METRES),
            contact: CONTACT.to_owned(),
        })
    }
}
