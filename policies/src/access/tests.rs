//! Tests of the shipped grants, and of refused grants.

use super::*;

const SHIPPED_MODEL: &str = include_str!("../../access/model.conf");
const SHIPPED_GRANTS: &str = include_str!("../../access/grants.csv");

fn shipped() -> Access {
    Access::load(SHIPPED_MODEL, SHIPPED_GRANTS).unwrap()
}

#[test]
fn the_published_table_is_what_the_grants_come_to() {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/access/matrix.txt");
    let drawn = shipped().matrix();
    if std::env::var_os("BLESS").is_some() {
        std::fs::write(file, &drawn).unwrap();
    }
    let published = std::fs::read_to_string(file).unwrap_or_default();
    assert!(
        published == drawn,
        "access/matrix.txt is not what the grants come to; run make bless and read the difference"
    );
}

#[test]
fn the_set_is_what_casbin_answers_to_every_question() {
    let access = shipped();
    let mut found = Vec::new();
    let lines: String = SHIPPED_GRANTS.to_owned();
    let grants = grants::read(&lines, &mut found);
    // With all lines at once, and for every combination, not only those in a line.
    let whole = enforcer(SHIPPED_MODEL, &lines).unwrap();
    for resource in ["outbox", "pack", "task", "import"] {
        let verbs: BTreeSet<String> = grants.named(resource).into_iter().map(|(_, verb)| verb).collect();
        for verb in verbs {
            for role in Role::VARIANTS {
                for stance in Stance::VARIANTS {
                    let answer = whole.enforce((role.as_str(), stance.as_str(), resource, verb.as_str())).unwrap();
                    assert_eq!(
                        answer,
                        access.may(*role, *stance, resource, &verb),
                        "{role} {stance} {resource} {verb}"
                    );
                }
            }
        }
    }
}

/// The proof of the built-in grants: a process parses their lines and never asks casbin.
#[test]
fn the_built_in_grants_come_to_what_casbin_answers() {
    assert_eq!(Access::built_in().unwrap(), shipped());
}

#[test]
fn owners_answer_and_applicants_ask() {
    let access = shipped();
    let sharing = |role, stance, verb| access.may(role, stance, "sharing_request", verb);
    assert!(sharing(Role::OperatorPlanner, Stance::Applicant, "submit"));
    assert!(!sharing(Role::OperatorPlanner, Stance::Owner, "submit"));
    assert!(sharing(Role::OwnerClerk, Stance::Owner, "offer"));
    assert!(!sharing(Role::OwnerClerk, Stance::Owner, "refuse"));
    assert!(sharing(Role::OwnerManager, Stance::Owner, "refuse"));
    assert!(sharing(Role::OperatorManager, Stance::Owner, "refuse"));
    assert!(!sharing(Role::OperatorPlanner, Stance::Applicant, "accept"));
    assert!(!sharing(Role::OwnerManager, Stance::Applicant, "submit"));
    assert!(sharing(Role::RegulatorOfficer, Stance::Regulator, "read"));
    assert!(Role::VARIANTS.iter().all(|role| !sharing(*role, Stance::Public, "read")));
    assert!(!access.may_ever(Role::Admin, "sharing_request", "read"));
    assert!(!access.may_ever(Role::OperatorPlanner, "sharing_request", "unheard_of"));
    assert_eq!(access.stances_for(Role::RegulatorLead, "dispute", "decide"), [Stance::Regulator]);
}

#[test]
fn the_auditor_changes_nothing() {
    let access = shipped();
    let verbs = access.granted.iter().flat_map(|(resource, verbs)| verbs.keys().map(move |verb| (resource, verb)));
    // What is one's own is no part of what an auditor examines.
    let own = ["account", "notification"];
    for (resource, verb) in verbs.filter(|(resource, verb)| *verb != "read" && !own.contains(&resource.as_str())) {
        assert!(!access.may_ever(Role::Auditor, resource, verb), "{resource} {verb}");
    }
}

fn refused(grants: &str) -> String {
    Access::load(SHIPPED_MODEL, grants).unwrap_err().to_string()
}

#[test]
fn a_slip_in_the_grants_is_named_with_its_line() {
    let cases = [
        ("p, operator, owner, asset, read", "access/grants.csv:1: `operator` is neither a role nor a group"),
        ("\np, admin, keeper, asset, read", "access/grants.csv:2: `keeper` is not a stance"),
        ("p, admin, system, asset, read", "access/grants.csv:1: the system needs no grants"),
        ("p, admin, admin, asset, Read", "access/grants.csv:1: `Read` is not a verb: use small letters and `_`"),
        ("g, boss, lead\np, admin, admin, asset, read", "access/grants.csv:1: `boss` is not a role"),
        ("g, admin, lead", "access/grants.csv:1: the group `lead` is granted nothing"),
        (
            "p, admin, admin, asset",
            "access/grants.csv:1: a line is `p, role, stance, kind of thing, verb` or `g, role, group` or begins with #",
        ),
        (
            "p, admin, admin, asset, read\n# again\np,admin,admin,asset,read",
            "access/grants.csv:3: `p, admin, admin, asset, read` is written twice",
        ),
    ];
    for (grants, message) in cases {
        assert_eq!(refused(grants), message);
    }
    assert!(
        refused("p, admin, admin, castle, read")
            .starts_with("access/grants.csv:1: `castle` is not a kind of thing; there are absence,")
    );
    assert!(Access::load("nonsense", SHIPPED_GRANTS).unwrap_err().to_string().starts_with("access/model.conf: "));
}
