//! Attaches a document to a case. The document store already has the content; this command adds its
//! name, kind and version.

use std::collections::BTreeSet;

use async_trait::async_trait;
use domain::access::Stance;
use domain::ids::{CaseId, DocumentId, OrganizationId};
use domain::messages::{FieldProblem, Rule};
use domain::workflow::definition::Phase;
use domain::workflow::name::{DocumentKind, KindName};
use uuid::Uuid;

use super::effective_law;
use crate::command_pipeline::{Command, CommandContext, Permission};
use crate::documents::content_lock::{hold, well_named};
use crate::documents::document_store::{DocumentStore, StoredDocument as Content};
use crate::error::AppError;
use crate::read_scope::read_scope;
use api_store::cases::documents::{self, NewDocument};
use api_store::cases::{self, CaseVisibility, StoredCase};

#[derive(Debug, Clone)]
pub struct Attach {
    pub case: CaseId,
    /// The case kind, for the grants.
    pub of: KindName,
    /// The document kind of the rule pack.
    pub kind: DocumentKind,
    /// The file name that the client gave.
    pub name: String,
    pub content: Content,
    pub documents: DocumentStore,
}

#[async_trait]
impl Command for Attach {
    type Loaded = StoredCase;
    type Decision = ();
    type Output = DocumentId;

    fn required_permission(&self) -> Permission {
        Permission::new(self.of.as_str(), "upload")
    }

    async fn load(&self, context: &CommandContext<'_>) -> Result<StoredCase, AppError> {
        let scope = read_scope(context.app, context.request.actor()?, &Permission::new(self.of.as_str(), "read"))?;
        cases::find(context.tx, self.case, CaseVisibility::Scoped(&scope)).await?.ok_or(AppError::NotFound)
    }

    fn relations(&self, seen: &StoredCase, _context: &CommandContext<'_>) -> BTreeSet<(OrganizationId, Stance)> {
        seen.parties.clone()
    }

    fn decide(&self, seen: &StoredCase, context: &CommandContext<'_>) -> Result<(), AppError> {
        well_named(&self.name, "/name")?;
        let ruling = effective_law::of(context.app, &seen.case)?;
        let law = ruling.law();
        if !law.definition.documents.iter().any(|document| document.id == self.kind) {
            let known = law.definition.documents.iter().map(|document| document.id.to_string()).collect();
            return Err(AppError::invalid("/kind", FieldProblem::NotADocumentOfTheCase { known }));
        }
        match seen.phase {
            Phase::Draft | Phase::Open | Phase::InForce => Ok(()),
            Phase::Closed => Err(Rule::CaseIsClosed.into()),
        }
    }

    async fn save(&self, context: &CommandContext<'_>, _seen: StoredCase, (): ()) -> Result<DocumentId, AppError> {
        hold(context.tx, &self.documents, &self.content.sha256).await?;
        let new = NewDocument {
            id: DocumentId::new(context.new_id()),
            case: self.case,
            kind: self.kind.clone(),
            name: domain::text::nfc(&self.name),
            media_type: self.content.kind.media_type().to_owned(),
            bytes: self.content.bytes,
            sha256: self.content.sha256.clone(),
            by: context.request.actor()?.user,
        };
        Ok(DocumentId::new(documents::add(context.tx, context.now, new).await?.id))
    }

    fn subject(&self, answer: &DocumentId) -> Option<Uuid> {
        Some(answer.uuid())
    }
}
