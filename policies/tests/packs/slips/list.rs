//! The list of slips, each with the expected message.

use super::{
    HEADER, WORKFLOW,
    pen::{HELD_UP, LIMIT, ROUND, SUBMITTED_CLOCK, UNSTARTED, WITHDRAW_AND_LAPSE},
};

pub(crate) struct Slip {
    /// The description of the slip, as the name of a folder.
    pub(crate) name: &'static str,
    pub(crate) file: &'static str,
    /// The text in the sound pack; an empty text means the end of the file.
    pub(crate) says: &'static str,
    pub(crate) instead: &'static str,
    /// The expected message after the file and the line.
    pub(crate) answer: &'static str,
}

#[rustfmt::skip]
pub(crate) fn slips() -> Vec<Slip> {
    let slip = |name, says, instead, answer| Slip { name, file: WORKFLOW, says, instead, answer };
    let header = |name, says, instead, answer| Slip { name, file: HEADER, says, instead, answer };
    vec![
        slip("begins-nowhere", "initial = \"draft\"", "initial = \"limbo\"", "the initial state `limbo` is unknown"),
        slip("state-twice", "", "[[state]]\nid = \"refused\"\ntitle = { vi = \"x\", en = \"x\" }\nphase = \"closed\"\nclock = \"stopped\"\n", "the state `refused` is written twice"),
        slip("limit-twice", "", LIMIT, "the limit `answer` is written twice"),
        slip("code-twice", "", "[[refusal_code]]\nid = \"SAFETY\"\ntitle = { vi = \"x\", en = \"x\" }\n", "the code `SAFETY` is written twice"),
        slip("evidence-twice", "", "[[evidence]]\nid = \"report\"\ntitle = { vi = \"x\", en = \"x\" }\nform = \"text\"\n", "the evidence `report` is written twice"),
        slip("document-twice", "", "[[document]]\nid = \"report\"\ntitle = { vi = \"x\", en = \"x\" }\n", "the document `report` is written twice"),
        slip("clock-that-does-not-pause", SUBMITTED_CLOCK, "clock = \"paused\"\n\n[[state]]\nid = \"refused\"", "the state `submitted` says clocks stand still, but no limit pauses in it"),
        slip("clock-that-is-not-stopped", SUBMITTED_CLOCK, "clock = \"stopped\"\n\n[[state]]\nid = \"refused\"", "the state `submitted` says no clock runs, but a limit runs in it"),
        slip("done-by-nobody", "who = [{ stance = \"system\" }]", "who = []", "nobody may do `lapse`"),
        slip("no-role", "who = [{ stance = \"owner\", roles = [\"owner_manager\"] }]\ndocuments", "who = [{ stance = \"owner\" }]\ndocuments", "`refuse` names no role for owner"),
        slip("apart-from-nothing", "reasons = \"coded\"", "reasons = \"coded\"\nfour_eyes = [\"prepare\"]", "`refuse` is kept apart from the unknown action `prepare`"),
        slip("list-of-anything", "outcome = \"refused\"", "outcome = \"refused\"\n\n[[action.field]]\nid = \"reasons\"\ntitle = { vi = \"x\", en = \"x\" }\nform = \"list\"", "`refuse` takes the list `reasons` without a shape: name it with `of`"),
        slip("object-of-anything", "outcome = \"refused\"", "outcome = \"refused\"\n\n[[action.field]]\nid = \"reasons\"\ntitle = { vi = \"x\", en = \"x\" }\nform = \"object\"", "`refuse` takes the object `reasons` without a shape: name it with `of`"),
        slip("shape-of-another-form", "outcome = \"refused\"", "outcome = \"refused\"\n\n[[action.field]]\nid = \"reasons\"\ntitle = { vi = \"x\", en = \"x\" }\nform = \"object\"\nof = \"gap\"", "`refuse` takes `reasons` as object, but `gap` is the shape of a list"),
        slip("extends-nothing", "reasons = \"coded\"", "reasons = \"coded\"\nextends = [\"reply\"]", "`refuse` extends the unknown limit `reply`"),
        slip("extends-what-cannot-be", "reasons = \"coded\"", "reasons = \"coded\"\nextends = [\"answer\"]", "`refuse` extends the limit `answer`, which has no extension"),
        slip("refers-to-nothing", "reasons = \"coded\"", "reasons = \"coded\"\nrefers = \"opinions\"", "`refuse` names the unknown referral `opinions`"),
        slip("system-that-may-be-unable", "who = [{ stance = \"system\" }]", "who = [{ stance = \"system\" }]\nmax_times = 1", "the system must always be able to do `lapse`: no flags it needs, no `max_times`, no `extends`"),
        slip("system-that-asks", "who = [{ stance = \"system\" }]", "who = [{ stance = \"system\" }]\nrefers = \"opinions\"", "the system does `lapse`, but only people ask agencies and answer"),
        slip("another-case-by-people", "reasons = \"coded\"", "reasons = \"coded\"\ntrigger = \"another_case\"", "`refuse` follows from another case, so only the system can do it"),
        slip("no-time", "amount = 10", "amount = 0", "the limit `answer` gives no time"),
        slip("runs-nowhere-known", "runs_in = [\"submitted\"]", "runs_in = [\"submitted\", \"limbo\"]", "the limit `answer` names the unknown state `limbo`"),
        slip("started-by-the-unknown", "starts_on = [\"submit\"]", "starts_on = [\"submit\", \"sing\"]", "the limit `answer` starts on the unknown action `sing`"),
        slip("started-by-nothing", "starts_on = [\"submit\"]", "starts_on = []", "nothing starts the limit `answer`"),
        slip("met-by-the-unknown", "runs_in = [\"submitted\"]", "runs_in = [\"submitted\"]\nmet_on = [\"sing\"]", "the limit `answer` is met by the unknown action `sing`"),
        slip("guard-of-another-kind", "guards = [\"one_owner\"]", "guards = [\"sharing_first\"]", "`submit` names the guard `sharing_first`, which is for another kind of case"),
        slip("runs-and-stands", "runs_in = [\"submitted\"]", "runs_in = [\"submitted\"]\npauses_in = [\"submitted\"]", "the limit `answer` both runs and stands still in `submitted`"),
        slip("waits-for-what-is-not-said", "runs_in = [\"submitted\"]", "runs_in = [\"submitted\"]\nstarts_if = { field = \"space\", is = \"power\" }", "the limit `answer` waits for `space` to be `power`, which `submit` does not offer"),
        slip("expiry-without-action-names-one", "on_expiry = \"lapse\"", "on_expiry = \"remind\"", "the limit `answer` names `lapse`, but its expiry takes no action"),
        slip("done-too-often", WITHDRAW_AND_LAPSE, ROUND, "a case is stuck in `submitted` with the flags {}"),
        slip("clock-that-was-never-started", WITHDRAW_AND_LAPSE, UNSTARTED, "a case is stuck in `parked` with the flags {}"),
        slip("clock-that-another-holds-up", WITHDRAW_AND_LAPSE, HELD_UP, "a case is stuck in `parked` with the flags {}"),
        slip("referral-twice", "", "@referral@referral", "the referral `opinions` is written twice"),
        slip("referral-without-time", "", "@referral amount=0", "the referral `opinions` gives no time"),
        slip("referral-nowhere-known", "", "@referral limbo", "the referral `opinions` names the unknown state `limbo`"),
        slip("referral-round-and-round", "", "@referral round", "the referral `opinions` goes round for ever: from `submitted` `go_on` leads to where it is still open"),
        slip("referral-that-nobody-asks", "", "@referral unasked", "no action asks for the opinions of `opinions`"),
        slip("referral-that-nobody-answers", "", "@referral unanswered", "no action answers the referral `opinions`"),
        slip("referral-that-only-agencies-end", "from = [\"draft\", \"submitted\"]", "@referral trapped", "the referral `opinions` can wait for ever: nobody can leave `submitted` when an agency stays silent"),
        header("papers-that-no-case-holds", "", "[[papers]]\nid = \"mast\"\ntitle = { vi = \"x\", en = \"x\" }\nkind = \"commencement_notice\"\ndocuments = [\"drawings\"]\nclause = \"§ 1\"\nverified = \"own_default\"\n", "the attachments of `mast` name the document `drawings`, which no commencement_notice holds"),
        header("takes-over-from-itself", "calendar = \"vn\"", "inherits = \"vn-zz@2024-01-01\"\ncalendar = \"vn\"", "takes over from `vn-zz@2024-01-01`, which takes over from it"),
        header("valid-from-no-day", "valid_from = 2024-01-01", "valid_from = 07:30:00", "must be a day"),
        header("valid-to-no-day", "calendar = \"vn\"", "valid_to = 07:30:00\ncalendar = \"vn\"", "must be a day"),
    ]
}
