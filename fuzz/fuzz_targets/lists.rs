//! Every text in the lists of owners and tenants gives a row or a finding.
#![no_main]

use std::sync::{Arc, LazyLock};

use api_geo::limits::Limits;
use api_geo::row::{Cells, Header, Row};
use api_app::imports::check::Checker;
use api_app::imports::queries::mapping_text;
use api_app::imports::mapping::Mapping;
use domain::registry::kind::KindCatalogue;
use libfuzzer_sys::fuzz_target;
use policies::source::Source;

const NAMES: [&str; 7] = ["code", "kind", "owner", "wkt", "bore_installed", "co_owners", "tenancies"];

static MAPPING: LazyLock<Mapping> = LazyLock::new(|| {
    let mut mapping = mapping_text(policies::mappings::shipped("hatang-export").expect("it ships")).expect("it is good");
    mapping.owners.as_mut().expect("it has owners").answering_names.push("O".to_owned());
    mapping
});
static KINDS: LazyLock<KindCatalogue> =
    LazyLock::new(|| policies::kinds::load(&Source::BuiltIn).expect("the shipped kinds are good"));
static HEADER: LazyLock<Arc<Header>> =
    LazyLock::new(|| Arc::new(Header::new(NAMES.map(str::to_owned).to_vec()).expect("seven names")));

fuzz_target!(|bytes: &[u8]| {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let values = ["C-1", "duct_section", "O", "LINESTRING(107 21,107.1 21)", "9", text.trim(), text.trim()];
    let values = values.map(str::to_owned).to_vec();
    let cells = Ok(Cells::Table { header: Arc::clone(&HEADER), values });
    let row = Row { number: 1, read_bytes: 1, raw: String::new(), cells };
    let checked = Checker::new(&MAPPING, &*KINDS, Limits::default()).check(&row);
    if let Some(proposal) = checked.proposal {
        let shares = &proposal.asset.shares;
        let all = u32::from(shares.answering) + shares.co_owners.iter().map(|(_, part)| u32::from(*part)).sum::<u32>();
        assert_eq!(all, 10_000);
    }
});
