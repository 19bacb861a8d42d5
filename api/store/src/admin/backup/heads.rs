//! One hash over the last hash of every case history: two servers with the same hash have the same
//! histories, to the last entry.

use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::StoreResult;
use crate::entities::case_history::{Column, Entity};

const PAGE: u64 = 5_000;

/// The hash, as 64 hexadecimal digits.
pub async fn digest<C: ConnectionTrait>(db: &C) -> StoreResult<String> {
    let mut digest = Sha256::new();
    let mut last: Option<(Uuid, i64, String)> = None;
    loop {
        let mut query = Entity::find()
            .select_only()
            .columns([Column::CaseId, Column::Seq, Column::Hash])
            .order_by_asc(Column::CaseId)
            .order_by_asc(Column::Seq)
            .limit(PAGE);
        if let Some((case, seq, _)) = &last {
            let key = Expr::tuple([Expr::col(Column::CaseId), Expr::col(Column::Seq)]);
            query = query.filter(key.gt(Expr::tuple([Expr::value(*case), Expr::value(*seq)])));
        }
        let page: Vec<(Uuid, i64, String)> = query.into_tuple().all(db).await?;
        if page.is_empty() {
            break;
        }
        for entry in page {
            if let Some(head) = last.replace(entry).filter(|head| last.as_ref().is_some_and(|next| next.0 != head.0)) {
                add(&mut digest, &head);
            }
        }
    }
    if let Some(head) = last {
        add(&mut digest, &head);
    }
    Ok(format!("{:x}", digest.finalize()))
}

fn add(digest: &mut Sha256, (case, seq, hash): &(Uuid, i64, String)) {
    digest.update(format!("{case} {seq} {hash}\n"));
}
