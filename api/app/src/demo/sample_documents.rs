//! Files sample documents with the cases of the demo.

use std::collections::BTreeMap;

use domain::{
    cases::Kind,
    ids::{CaseId, DocumentId},
    workflow::name::DocumentKind,
};
use strum::VariantArray;

use super::sample_pdf;
use crate::{
    app::App,
    cases::attach::Attach,
    command_pipeline::{RequestContext, execute},
    documents::{
        document_store::{Allowance, DocumentStore, StoredDocument},
        sniff::FileKind,
    },
    error::AppError,
};

pub(super) struct SampleDocuments {
    documents: DocumentStore,
    /// The stored samples, by title and version: cases share them, because a file is stored by its
    /// content.
    samples: BTreeMap<(String, usize), StoredDocument>,
    /// The number of documents of a kind in a case.
    filed: BTreeMap<(CaseId, DocumentKind), usize>,
}

impl SampleDocuments {
    pub(super) fn new(documents: DocumentStore) -> Self {
        Self { documents, samples: BTreeMap::new(), filed: BTreeMap::new() }
    }

    /// Files a sample of a kind. A second one in the same case is its next version.
    pub(super) async fn attach(
        &mut self,
        app: &App,
        request: RequestContext,
        (of, case): (Kind, CaseId),
        kind: &DocumentKind,
    ) -> Result<DocumentId, AppError> {
        let of = of.name().ok_or_else(|| AppError::internal(format!("{of} has no name")))?;
        let version = self.filed.entry((case, kind.clone())).or_default();
        *version = version.saturating_add(1);
        let version = *version;
        let pack = app.policies.pack_in_force(&app.config.packs.default, app.local_date(app.clock.now()));
        let titles = pack.and_then(|pack| pack.workflows.get(&of)).map(|workflow| &workflow.documents);
        let title = titles.and_then(|titles| titles.iter().find(|document| document.id == *kind));
        let title = title.map_or_else(|| kind.to_string(), |document| document.title.vi.clone());
        let content = self.sample(app, &title, version).await?;
        let name = format!("{}.pdf", title.replace(['/', '\\'], "-"));
        let command = Attach { case, of, kind: kind.clone(), name, content, documents: self.documents.clone() };
        Ok(execute(app, &request, command).await?.answer)
    }

    async fn sample(&mut self, app: &App, title: &str, version: usize) -> Result<StoredDocument, AppError> {
        let key = (title.to_owned(), version);
        if let Some(stored) = self.samples.get(&key) {
            return Ok(stored.clone());
        }
        let file = sample_pdf::pdf(title, &format!("Bản thứ {version}"));
        let allowance = Allowance { bytes: app.config.data.document_limit_bytes, kinds: FileKind::VARIANTS.to_vec() };
        let stored = self.documents.put(app.clock.new_id(), file.as_slice(), &allowance).await;
        let stored = stored.map_err(AppError::internal)?;
        self.samples.insert(key, stored.clone());
        Ok(stored)
    }
}
