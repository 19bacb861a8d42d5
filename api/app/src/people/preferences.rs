//! Stores what a person has chosen in the browser app: one JSON object, whose members the app
//! defines.

use std::collections::BTreeSet;

use async_trait::async_trait;
use domain::access::Stance;
use domain::ids::{OrganizationId, UserId};
use domain::messages::{Expected, FieldProblem};
use serde_json::Value;
use uuid::Uuid;

use super::account::{RESOURCE, own};
use crate::command_pipeline::{Command, CommandContext, Permission};
use crate::error::AppError;
use api_store::people::preferences;

/// The greatest size of the preferences of a person, as JSON.
pub const MOST_BYTES: usize = 16 << 10;

/// Replaces the caller's preferences.
#[derive(Debug, Clone)]
pub struct PutPreferences {
    pub values: Value,
}

#[async_trait]
impl Command for PutPreferences {
    type Loaded = ();
    type Decision = ();
    type Output = UserId;

    fn required_permission(&self) -> Permission {
        Permission::new(RESOURCE, "edit")
    }

    async fn load(&self, _context: &CommandContext<'_>) -> Result<(), AppError> {
        Ok(())
    }

    fn relations(&self, (): &(), context: &CommandContext<'_>) -> BTreeSet<(OrganizationId, Stance)> {
        own(context)
    }

    fn decide(&self, (): &(), _context: &CommandContext<'_>) -> Result<(), AppError> {
        if !self.values.is_object() {
            return Err(AppError::invalid("/values", FieldProblem::WrongType { expected: Expected::Object }));
        }
        if self.values.to_string().len() > MOST_BYTES {
            return Err(AppError::invalid("/values", FieldProblem::TooManyBytes { most: MOST_BYTES.into() }));
        }
        Ok(())
    }

    async fn save(&self, context: &CommandContext<'_>, (): (), (): ()) -> Result<UserId, AppError> {
        let me = context.request.actor()?.user;
        preferences::put(context.tx, me, &self.values, context.now).await?;
        Ok(me)
    }

    fn subject(&self, answer: &UserId) -> Option<Uuid> {
        Some(answer.uuid())
    }
}
