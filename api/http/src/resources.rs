//! All resources of the contract.

use poem_openapi::OpenApiService;
use strum::VariantArray;

use crate::admin::calendars::Calendars;
use crate::admin::meta::Meta;
use crate::admin::outbox::OutboxMessages;
use crate::admin::words::Words;
use crate::admin::working_days::WorkingDays;
use crate::assets::asset::Assets;
use crate::assets::corrections::AssetCorrections;
use crate::assets::counts::AssetCountLists;
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
use crate::cases::case_actions::CaseActions;
use crate::cases::case_lists::CaseLists;
use crate::cases::clean_up_campaigns::CleanUpCampaigns;
use crate::cases::clean_up_claims::CleanUpClaims;
use crate::cases::commencement_notices::CommencementNotices;
use crate::cases::construction_permits::ConstructionPermits;
use crate::cases::disputes::Disputes;
use crate::cases::documents::Documents;
use crate::cases::information_requests::InformationRequests;
use crate::cases::issued_documents::IssuedDocuments;
use crate::cases::messages::Messages;
use crate::cases::packs::Packs;
use crate::cases::planned_works::PlannedWorks;
use crate::cases::public::Public;
use crate::cases::sharing_requests::SharingRequests;
use crate::cases::siting_applications::SitingApplications;
use crate::cases::task_lists::TaskLists;
use crate::cases::tasks::Tasks;
use crate::contract::Contract;
use crate::maps::areas::Areas;
use crate::maps::areas_locate::Locate;
use crate::maps::places::Places;
use crate::people::absences::Absences;
use crate::people::account::Account;
use crate::people::auth::Auth;
use crate::people::delegations::Delegations;
use crate::people::notifications::Notifications;
use crate::people::organization_mergers::OrganizationMergers;
use crate::people::organizations::Organizations;
use crate::people::passwords::Passwords;
use crate::people::preferences::OwnPreferences;
use crate::people::session::Sessions;
use crate::people::subscriptions::Subscriptions;
use crate::people::users::Users;
use crate::planning::along_route::AlongRoute;
use crate::planning::{
    construction_route::ConstructionRoutes, duct_path::DuctWays, sharing_first::WhatIf, supports::NewSupports,
    towers::NearTowers, works::NearWorks,
};
use crate::search::Search;
use api_app::app::App;
use api_app::documents::document_store::Allowance;
use api_app::documents::sniff::FileKind;
use api_app::mail::words;
use api_app::reads::sequencer::Sequencer;
use api_app::services::Services;

/// Handlers of all resources.
type Apis = (
    (Auth, Organizations, Users, Areas, Locate, Calendars, WorkingDays, Packs, Tasks, TaskLists),
    (
        Cases,
        CaseLists,
        SharingRequests,
        SitingApplications,
        ConstructionPermits,
        CommencementNotices,
        PlannedWorks,
        IssuedDocuments,
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
    (DuctWays, NewSupports, NearTowers, NearWorks, WhatIf, ConstructionRoutes),
    (Documents, Messages, Notifications, OutboxMessages, Imports, Mappings, Exports),
    (Assets, AssetCountLists, AlongRoute, AssetVersions, AssetSurveys, AssetTransfers, Occupancies, QualityIssues),
    (AssetCorrections, AssetPhotos, AssetKinds, CaseActions, Words, Search, Places),
    (Sessions, Meta, Account, OwnPreferences, Passwords),
);

/// The service described in `openapi/openapi.json`.
#[must_use]
pub fn service(app: &App, services: &Services) -> OpenApiService<Apis, ()> {
    let data = &app.config.data;
    let documents = Documents {
        documents: services.documents.clone(),
        allowance: Allowance { bytes: data.document_limit_bytes, kinds: FileKind::VARIANTS.to_vec() },
    };
    let photos = AssetPhotos {
        documents: services.documents.clone(),
        allowance: Allowance { bytes: data.document_limit_bytes, kinds: vec![FileKind::Png, FileKind::Jpeg] },
    };
    let imports = Imports { import_files: services.import_files.clone(), limit_bytes: data.import_limit_bytes };
    let mappings = Mappings { import_files: services.import_files.clone(), limit_bytes: data.import_limit_bytes };
    let write = words::writer(app.policies.clone(), &app.config.server.public_url);
    let exports = Exports { import_files: services.exports.clone() };
    let apis = (
        (
            Auth { login_limiter: services.login_limiter.clone() },
            Organizations,
            Users,
            Areas,
            Locate,
            Calendars,
            WorkingDays,
            Packs,
            Tasks,
            TaskLists,
        ),
        (
            Cases,
            CaseLists,
            SharingRequests,
            SitingApplications,
            ConstructionPermits,
            CommencementNotices,
            PlannedWorks,
            IssuedDocuments,
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
        (DuctWays, NewSupports, NearTowers, NearWorks, WhatIf, ConstructionRoutes),
        (
            documents,
            Messages,
            Notifications { write, sequencer: Sequencer::default() },
            OutboxMessages,
            imports,
            mappings,
            exports,
        ),
        (Assets, AssetCountLists, AlongRoute, AssetVersions, AssetSurveys, AssetTransfers, Occupancies, QualityIssues),
        (AssetCorrections, photos, AssetKinds, CaseActions, Words::of(app), Search, Places),
        (
            Sessions { login_limiter: services.login_limiter.clone() },
            Meta,
            Account { login_limiter: services.login_limiter.clone() },
            OwnPreferences,
            Passwords { login_limiter: services.login_limiter.clone() },
        ),
    );
    OpenApiService::new(apis, "Hatang", env!("CARGO_PKG_VERSION"))
        .description(
            "Register of passive telecom infrastructure, and the procedures by which it is shared and permitted.",
        )
        .url_prefix("/api/v1")
}

/// The contract that is committed in `openapi/openapi.json` and served.
#[must_use]
pub fn promise(service: &OpenApiService<Apis, ()>) -> Contract {
    Contract::of(&service.spec())
}
