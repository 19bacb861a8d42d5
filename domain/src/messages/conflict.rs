//! Conflicts: obstacles to a change that no rule forbids.

use super::{Noun, messages};

messages! {
    /// An obstacle to a change that no rule forbids.
    "conflicts" Conflict {
        Overtaken { what: Noun } = "overtaken",
        MessageSentAgain = "message_sent_again",
        RegisterIsChecked = "register_is_checked",
        ExportsWait { waiting: usize } = "exports_wait",
        ExportHasNoFile { status: String } = "export_has_no_file",
        ClaimedByAnother = "claimed_by_another",
        TransferSettledByAnother = "transfer_settled_by_another",
        FirstRequestNotDone = "first_request_not_done",
        FirstRequestUndone = "first_request_undone",
        LedgerDidNotMove { unit: String, asset: String } = "ledger_did_not_move",
        ThereAlready = "there_already",
        ReferredTo = "referred_to",
        BeyondWhatIsAllowed = "beyond_what_is_allowed",
    }
}
