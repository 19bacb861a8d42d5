//! The resources of the contract, all of them.

use poem_openapi::OpenApiService;

use api_app::admin::calendars::Calendars;
use api_app::admin::outbox::Outbox;
use api_app::assets::asset::Assets;
use api_app::assets::corrections::AssetCorrections;
use api_app::assets::exports::Exports;
use api_app::assets::import_mappings::Mappings;
use api_app::assets::imports::Imports;
use api_app::assets::kinds::AssetKinds;
use api_app::assets::occupancies::Occupancies;
use api_app::assets::photos::AssetPhotos;
use api_app::assets::quality_issues::QualityIssues;
use api_app::assets::surveys::AssetSurveys;
use api_app::assets::transfers::AssetTransfers;
use api_app::assets::versions::AssetVersions;
use api_app::cases::case::Cases;
use api_app::cases::clean_up_campaigns::CleanUpCampaigns;
use api_app::cases::clean_up_claims::CleanUpClaims;
use api_app::cases::commencement_notices::CommencementNotices;
use api_app::cases::construction_permits::ConstructionPermits;
use api_app::cases::disputes::Disputes;
use api_app::cases::documents::Documents;
use api_app::cases::information_requests::InformationRequests;
use api_app::cases::issued_documents::PapersOfCases;
use api_app::cases::messages::Messages;
use api_app::cases::packs::Packs;
use api_app::cases::planned_works::PlannedWorks;
use api_app::cases::public::Public;
use api_app::cases::sharing_requests::SharingRequests;
use api_app::cases::siting_applications::SitingApplications;
use api_app::cases::tasks::Tasks;
use api_app::contract::Promise;
use api_app::maps::areas::Areas;
use api_app::maps::areas_locate::Locate;
use api_app::people::absences::Absences;
use api_app::people::auth::Auth;
use api_app::people::delegations::Delegations;
use api_app::people::notifications::Notifications;
use api_app::people::organization_mergers::OrganizationMergers;
use api_app::people::organizations::Organizations;
use api_app::people::subscriptions::Subscriptions;
use api_app::people::users::Users;
use api_app::planning::along_route::AlongRoute;
use api_app::planning::{
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
