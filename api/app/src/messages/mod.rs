//! The conversation of a case: between its parties, or within one office.

use std::collections::BTreeSet;

use async_trait::async_trait;
use domain::access::Stance;
use domain::ids::{CaseId, MessageId, OrganizationId};
use domain::messages::FieldProblem;
use domain::workflow::name::KindName;
use uuid::Uuid;

use crate::act::{Deed, Desk, Permission, places};
use crate::ask::ask;
use crate::error::AppError;
use api_store::cases::messages::{self, Audience};
use api_store::cases::{self, Kept, Sight};
use api_store::entities;

/// The longest message, in characters.
pub const LONGEST: usize = 10_000;

/// Say something.
#[derive(Debug, Clone)]
pub struct Say {
    /// In which case.
    pub case: CaseId,
    /// Its kind, which the grants speak of.
    pub of: KindName,
    /// To whom.
    pub audience: Audience,
    /// What.
    pub body: String,
    /// For which of one's organisations; needed only by people who take part through several.
    pub organization: Option<OrganizationId>,
}

#[async_trait]
impl Deed for Say {
    type Seen = Kept;
    type Decided = OrganizationId;
    type Answer = MessageId;

    fn asks(&self) -> Permission {
        Permission::new(self.of.as_str(), "message")
    }

    async fn load(&self, desk: &Desk<'_>) -> Result<Kept, AppError> {
        let scope = ask(desk.house, desk.call.actor()?, &Permission::new(self.of.as_str(), "read"))?;
        cases::find(desk.tx, self.case, Sight::Scoped(&scope)).await?.ok_or(AppError::NotFound)
    }

    fn relations(&self, seen: &Kept, _desk: &Desk<'_>) -> BTreeSet<(OrganizationId, Stance)> {
        seen.parties.clone()
    }

    fn decide(&self, seen: &Kept, desk: &Desk<'_>) -> Result<OrganizationId, AppError> {
        if self.body.trim().is_empty() || self.body.chars().count() > LONGEST {
            return Err(AppError::invalid(
                "/body",
                FieldProblem::CharactersBetween { least: 1.into(), most: LONGEST.into() },
            ));
        }
        let mine: BTreeSet<OrganizationId> =
            places(desk.call.actor()?, &seen.parties).into_iter().map(|place| place.organization).collect();
        match (self.organization, mine.len()) {
            (Some(named), _) if mine.contains(&named) => Ok(named),
            (None, 1) => mine.first().copied().ok_or(AppError::NotFound),
            (Some(_) | None, _) => Err(AppError::invalid("/organization_id", FieldProblem::NameYourOrganizationInCase)),
        }
    }

    async fn save(&self, desk: &Desk<'_>, _seen: Kept, decided: OrganizationId) -> Result<MessageId, AppError> {
        let id = desk.new_id();
        let row = entities::messages::Model {
            id,
            case_id: self.case.uuid(),
            author_user: desk.call.actor()?.user.uuid(),
            author_organization: decided.uuid(),
            audience: self.audience.as_str().to_owned(),
            body: domain::text::nfc(self.body.trim()),
            at: desk.now,
        };
        messages::add(desk.tx, row).await?;
        Ok(MessageId::new(id))
    }

    fn subject(&self, answer: &MessageId) -> Option<Uuid> {
        Some(answer.uuid())
    }
}
