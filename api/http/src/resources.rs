//! The resources of the contract, all of them.

use poem_openapi::OpenApiService;

use super::{
    absences::Absences,
    along_route::AlongRoute,
    areas::Areas,
    areas_locate::Locate,
    asset_corrections::AssetCorrections,
    asset_kinds::AssetKinds,
    asset_photos::AssetPhotos,
    asset_surveys::AssetSurveys,
    asset_transfers::AssetTransfers,
    asset_versions::AssetVersions,
    assets::Assets,
    auth::Auth,
    calendars::Calendars,
    cases::Cases,
    clean_up_campaigns::CleanUpCampaigns,
    clean_up_claims::CleanUpClaims,
    commencement_notices::CommencementNotices,
    construction_permits::ConstructionPermits,
    delegations::Delegations,
    disputes::Disputes,
    documents::Documents,
    exports::Exports,
    import_mappings::Mappings,
    imports::Imports,
    information_requests::InformationRequests,
    messages::Messages,
    notifications::Notifications,
    occupancies::Occupancies,
    organization_mergers::OrganizationMergers,
    organizations::Organizations,
    outbox::Outbox,
    packs::Packs,
    papers::PapersOfCases,
    planned_works::PlannedWorks,
    planning::{
        duct_path::DuctWays, sharing_first::WhatIf, supports::NewSupports, towers::NearTowers, works::NearWorks,
    },
    promise::Promise,
    public::Public,
    quality_issues::QualityIssues,
    sharing_requests::SharingRequests,
    siting_applications::SitingApplications,
    subscriptions::Subscriptions,
    tasks::Tasks,
    users::Users,
};
use api_app::documents::shelf::Allowance;
use api_app::documents::sniff::FileKind;
use api_app::house::House;
use api_app::post::words;
use api_app::rooms::Rooms;
use api_store::sequencer::Sequencer;

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
        allowance: Allowance { bytes: data.document_limit_bytes, kinds: FileKind::ALL.to_vec() },
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
