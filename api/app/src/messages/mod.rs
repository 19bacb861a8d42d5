//! The conversation of a case: between its parties, or within one organisation.

use std::collections::BTreeSet;

use async_trait::async_trait;
use domain::access::Stance;
use domain::ids::{CaseId, MessageId, OrganizationId};
use domain::messages::FieldProblem;
use domain::workflow::name::KindName;
use uuid::Uuid;

use crate::command_pipeline::{Command, CommandContext, Permission, places};
use crate::error::AppError;
use crate::read_scope::read_scope;
use api_store::cases::messages::{self, Audience};
use api_store::cases::{self, CaseVisibility, StoredCase};
use api_store::entities;

/// The longest message, in characters.
pub const LONGEST: usize = 10_000;

/// Posts a message to a case.
#[derive(Debug, Clone)]
pub struct PostMessage {
    pub case: CaseId,
    /// The case's kind, which the grants name.
    pub of: KindName,
    pub audience: Audience,
    pub body: String,
    /// The sender's organisation; needed only by people who take part through several
    /// organisations.
    pub organization: Option<OrganizationId>,
}

#[async_trait]
impl Command for PostMessage {
    type Loaded = StoredCase;
    type Decision = OrganizationId;
    type Output = MessageId;

    fn required_permission(&self) -> Permission {
        Permission::new(self.of.as_str(), "message")
    }

    async fn load(&self, context: &CommandContext<'_>) -> Result<StoredCase, AppError> {
        let scope = read_scope(context.app, context.request.actor()?, &Permission::new(self.of.as_str(), "read"))?;
        cases::find(context.tx, self.case, CaseVisibility::Scoped(&scope)).await?.ok_or(AppError::NotFound)
    }

    fn relations(&self, seen: &StoredCase, _context: &CommandContext<'_>) -> BTreeSet<(OrganizationId, Stance)> {
        seen.parties.clone()
    }

    fn decide(&self, seen: &StoredCase, context: &CommandContext<'_>) -> Result<OrganizationId, AppError> {
        if self.body.trim().is_empty() || self.body.chars().count() > LONGEST {
            return Err(AppError::invalid(
                "/body",
                FieldProblem::CharactersBetween { least: 1.into(), most: LONGEST.into() },
            ));
        }
        let mine: BTreeSet<OrganizationId> =
            places(context.request.actor()?, &seen.parties).into_iter().map(|place| place.organization).collect();
        match (self.organization, mine.len()) {
            (Some(named), _) if mine.contains(&named) => Ok(named),
            (None, 1) => mine.first().copied().ok_or(AppError::NotFound),
            (Some(_) | None, _) => Err(AppError::invalid("/organization_id", FieldProblem::NameYourOrganizationInCase)),
        }
    }

    async fn save(
        &self,
        context: &CommandContext<'_>,
        _seen: StoredCase,
        decided: OrganizationId,
    ) -> Result<MessageId, AppError> {
        let id = context.new_id();
        let row = entities::messages::Model {
            id,
            case_id: self.case.uuid(),
            author_user: context.request.actor()?.user.uuid(),
            author_organization: decided.uuid(),
            audience: self.audience.as_str().to_owned(),
            body: domain::text::nfc(self.body.trim()),
            at: context.now,
        };
        messages::add(context.tx, row).await?;
        Ok(MessageId::new(id))
    }

    fn subject(&self, answer: &MessageId) -> Option<Uuid> {
        Some(answer.uuid())
    }
}
