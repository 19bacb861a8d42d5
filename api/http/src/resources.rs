//! The resources of the contract, all of them.

use poem_openapi::OpenApiService;
use strum::VariantArray;

use crate::admin::calendars::Calendars;
use crate::admin::outbox::Outbox;
use crate::assets::asset::Assets;
use crate::assets::corrections::AssetCorrections;
use crate::assets::exports::Exports;
use crate::assets::import_mappings::Mappings;
use crate::assets::imports::Imports;
use crate::assets::kinds::AssetKinds;
use crate::assets::occupancies::Occupancies;
use crate::assets::photos::AssetPhotos;
use crate::assets::quality_issues::QualityIssues;
use crate::assets::surveys::AssetSurveys;
use crate::assets::transfers::AssetTransfers;
use crate::assets::versions::AssetVersions;
use crate::cases::case::Cases;
use crate::cases::clean_up_campaigns::CleanUpCampaigns;
use crate::cases::clean_up_claims::CleanUpClaims;
use crate::cases::commencement_notices::CommencementNotices;
use crate::cases::construction_permits::ConstructionPermits;
use crate::cases::disputes::Disputes;
use crate::cases::documents::Documents;
use crate::cases::information_requests::InformationRequests;
use crate::cases::issued_documents::PapersOfCases;
use crate::cases::messages::Messages;
use crate::cases::packs::Packs;
use crate::cases::planned_works::PlannedWorks;
use crate::cases::public::Public;
use crate::cases::sharing_requests::SharingRequests;
use crate::cases::siting_applications::SitingApplications;
use crate::cases::tasks::Tasks;
use crate::contract::Promise;
use crate::maps::areas::Areas;
use crate::maps::areas_locate::Locate;
use crate::people::absences::Absences;
use crate::people::auth::Auth;
use crate::people::delegations::Delegations;
use crate::people::notifications::Notifications;
use crate::people::organization_mergers::OrganizationMergers;
use crate::people::organizations::Organizations;
use crate::people::subscriptions::Subscriptions;
use crate::people::users::Users;
use crate::planning::along_route::AlongRoute;
use crate::planning::{
    duct_path::DuctWays, sharing_first::WhatIf, supports::NewSupports, towers::NearTowers, works::NearWorks,
};
use api_app::documents::shelf::Allowance;
use api_app::documents::sniff::FileKind;
use api_app::house::House;
use api_app::post::words;
use api_app::reads::sequencer::Sequencer;
use api_app::rooms::Rooms;

/// All resources of the contract.
type Apis = (
    (Auth, Organizations, Users, Areas, Locate, Calendars, Packs, Tasks),
    (
        Cases,
        SharingRequests,
        SitingApplications,
        ConstructionPermits,
        CommencementNotices,
        PlannedWorks,
        PapersOfCases,
        Public,
    ),
    (
        Disputes,
        InformationRequests,
        CleanUpCampaigns,
        CleanUpClaims,
        Delegations,
        Absences,
        Subscriptions,
        OrganizationMergers,
    ),
    (DuctWays, NewSupports, NearTowers, NearWorks, WhatIf),
    (Documents, Messages, Notifications, Outbox, Imports, Mappings, Exports),
    (Assets, AlongRoute, AssetVersions, AssetSurveys, AssetTransfers, Occupancies, QualityIssues),
    (AssetCorrections, AssetPhotos, AssetKinds),
);

/// The service as promised in `openapi/openapi.json`.
#[must_use]
pub fn service(house: &House, rooms: &Rooms) -> OpenApiService<Apis, ()> {
    let data = &house.config.data;
    let documents = Documents {
        shelf: rooms.shelf.clone(),
        allowance: Allowance { bytes: data.document_limit_bytes, kinds: FileKind::VARIANTS.to_vec() },
    };
    let photos = AssetPhotos {
        shelf: rooms.shelf.clone(),
        allowance: Allowance { bytes: data.document_limit_bytes, kinds: vec![FileKind::Png, FileKind::Jpeg] },
    };
    let imports = Imports { depot: rooms.depot.clone(), limit_bytes: data.import_limit_bytes };
    let mappings = Mappings { depot: rooms.depot.clone(), limit_bytes: data.import_limit_bytes };
    let write = words::writer(house.policies.clone(), &house.config.server.public_url);
    let exports = Exports { depot: rooms.exports.clone() };
    let apis = (
        (Auth { gate: rooms.gate.clone() }, Organizations, Users, Areas, Locate, Calendars, Packs, Tasks),
        (
            Cases,
            SharingRequests,
            SitingApplications,
            ConstructionPermits,
            CommencementNotices,
            PlannedWorks,
            PapersOfCases,
            Public,
        ),
        (
            Disputes,
            InformationRequests,
            CleanUpCampaigns,
            CleanUpClaims,
            Delegations,
            Absences,
            Subscriptions,
            OrganizationMergers,
        ),
        (DuctWays, NewSupports, NearTowers, NearWorks, WhatIf),
        (
            documents,
            Messages,
            Notifications { write, sequencer: Sequencer::default() },
            Outbox,
            imports,
            mappings,
            exports,
        ),
        (Assets, AlongRoute, AssetVersions, AssetSurveys, AssetTransfers, Occupancies, QualityIssues),
        (AssetCorrections, photos, AssetKinds),
    );
    OpenApiService::new(apis, "Hatang", env!("CARGO_PKG_VERSION"))
        .description(
            "Register of passive telecom infrastructure, and the procedures by which it is shared and permitted.",
        )
        .url_prefix("/api/v1")
}

/// The contract as it is committed in `openapi/openapi.json` and served.
#[must_use]
pub fn promise(service: &OpenApiService<Apis, ()>) -> Promise {
    Promise::of(&service.spec())
}
