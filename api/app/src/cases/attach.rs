//! Put a paper on file in a case. Its content is on the shelf before this begins; here it gets its name, kind and version.

use std::collections::BTreeSet;

use async_trait::async_trait;
use domain::access::Stance;
use domain::ids::{CaseId, DocumentId, OrganizationId};
use domain::messages::{FieldProblem, Rule};
use domain::workflow::definition::Phase;
use domain::workflow::name::{DocumentKind, KindName};
use uuid::Uuid;

use super::effective_law;
use crate::act::{Deed, Desk, Permission};
use crate::ask::ask;
use crate::documents::hold::{hold, well_named};
use crate::documents::shelf::{Kept as Content, Shelf};
use crate::error::AppError;
use api_store::cases::documents::{self, NewDocument};
use api_store::cases::{self, Kept, Sight};

/// Put this paper on file.
#[derive(Debug, Clone)]
pub struct Attach {
    /// In which case.
    pub case: CaseId,
    /// Its kind, which the grants speak of.
    pub of: KindName,
    /// As what, in the words of the rule pack.
    pub kind: DocumentKind,
    /// What the sender calls it.
    pub name: String,
    /// What is in it.
    pub content: Content,
    /// Where it stands.
    pub shelf: Shelf,
}

#[async_trait]
impl Deed for Attach {
    type Seen = Kept;
    type Decided = ();
    type Answer = DocumentId;

    fn asks(&self) -> Permission {
        Permission::new(self.of.as_str(), "upload")
    }

    async fn load(&self, desk: &Desk<'_>) -> Result<Kept, AppError> {
        let scope = ask(desk.house, desk.call.actor()?, &Permission::new(self.of.as_str(), "read"))?;
        cases::find(desk.tx, self.case, Sight::Scoped(&scope)).await?.ok_or(AppError::NotFound)
    }

    fn relations(&self, seen: &Kept, _desk: &Desk<'_>) -> BTreeSet<(OrganizationId, Stance)> {
        seen.parties.clone()
    }

    fn decide(&self, seen: &Kept, desk: &Desk<'_>) -> Result<(), AppError> {
        well_named(&self.name, "/name")?;
        let ruling = effective_law::of(desk.house, &seen.case)?;
        let law = ruling.law();
        if !law.definition.documents.iter().any(|document| document.id == self.kind) {
            let known = law.definition.documents.iter().map(|document| document.id.to_string()).collect();
            return Err(AppError::invalid("/kind", FieldProblem::NotAPaperOfTheCase { known }));
        }
        match seen.phase {
            Phase::Draft | Phase::Open | Phase::InForce => Ok(()),
            Phase::Closed => Err(Rule::CaseIsClosed.into()),
        }
    }

    async fn save(&self, desk: &Desk<'_>, _seen: Kept, (): ()) -> Result<DocumentId, AppError> {
        hold(desk.tx, &self.shelf, &self.content.sha256).await?;
        let new = NewDocument {
            id: DocumentId::new(desk.new_id()),
            case: self.case,
            kind: self.kind.clone(),
            name: domain::text::nfc(&self.name),
            media_type: self.content.kind.media_type().to_owned(),
            bytes: self.content.bytes,
            sha256: self.content.sha256.clone(),
            by: desk.call.actor()?.user,
        };
        Ok(DocumentId::new(documents::add(desk.tx, desk.now, new).await?.id))
    }

    fn subject(&self, answer: &DocumentId) -> Option<Uuid> {
        Some(answer.uuid())
    }
}
