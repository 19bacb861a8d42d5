//! One slip of the pen in a sound pack, and what the checker says to it; and that it can say nothing which is not tried.
//!
//! `broken.rs` holds whole packs that a person can open; here stand the many small slips: what is written, and what instead.
#![expect(clippy::unwrap_used, reason = "tests")]

use std::path::{Path, PathBuf};

use policies::{Policies, source::Source};

const PACK: &str = "packs/vn-zz@2024-01-01";
const MACHINE: &str = "sharing-request.toml";
const HEADER: &str = "pack.toml";

struct Slip {
    /// What the slip is, as the name of a folder.
    name: &'static str,
    file: &'static str,
    /// What a sound pack says; an empty text stands for the end of the file.
    says: &'static str,
    instead: &'static str,
    /// What the checker must say, after the file and the line.
    answer: &'static str,
}

fn slips() -> Vec<Slip> {
    let slip = |name, says, instead, answer| Slip { name, file: MACHINE, says, instead, answer };
    let header = |name, says, instead, answer| Slip { name, file: HEADER, says, instead, answer };
    vec![
        slip("begins-nowhere", "initial = \"draft\"", "initial = \"limbo\"", "the initial state `limbo` is unknown"),
        slip(
            "state-twice",
            "",
            "[[state]]\nid = \"refused\"\ntitle = { vi = \"x\", en = \"x\" }\nphase = \"closed\"\nclock = \"stopped\"\n",
            "the state `refused` is written twice",
        ),
        slip("limit-twice", "", LIMIT, "the limit `answer` is written twice"),
        slip(
            "code-twice",
            "",
            "[[refusal_code]]\nid = \"SAFETY\"\ntitle = { vi = \"x\", en = \"x\" }\n",
            "the code `SAFETY` is written twice",
        ),
        slip(
            "evidence-twice",
            "",
            "[[evidence]]\nid = \"report\"\ntitle = { vi = \"x\", en = \"x\" }\nform = \"text\"\n",
            "the evidence `report` is written twice",
        ),
        slip(
            "document-twice",
            "",
            "[[document]]\nid = \"report\"\ntitle = { vi = \"x\", en = \"x\" }\n",
            "the document `report` is written twice",
        ),
        slip(
            "clock-that-does-not-pause",
            SUBMITTED_CLOCK,
            "clock = \"paused\"\n\n[[state]]\nid = \"refused\"",
            "the state `submitted` says clocks stand still, but no limit pauses in it",
        ),
        slip(
            "clock-that-is-not-stopped",
            SUBMITTED_CLOCK,
            "clock = \"stopped\"\n\n[[state]]\nid = \"refused\"",
            "the state `submitted` says no clock runs, but a limit runs in it",
        ),
        slip("done-by-nobody", "who = [{ stance = \"system\" }]", "who = []", "nobody may do `lapse`"),
        slip(
            "no-role",
            "who = [{ stance = \"owner\", roles = [\"owner_manager\"] }]\ndocuments",
            "who = [{ stance = \"owner\" }]\ndocuments",
            "`refuse` names no role for owner",
        ),
        slip(
            "apart-from-nothing",
            "reasons = \"coded\"",
            "reasons = \"coded\"\nfour_eyes = [\"prepare\"]",
            "`refuse` is kept apart from the unknown action `prepare`",
        ),
        slip(
            "extends-nothing",
            "reasons = \"coded\"",
            "reasons = \"coded\"\nextends = [\"reply\"]",
            "`refuse` extends the unknown limit `reply`",
        ),
        slip(
            "extends-what-cannot-be",
            "reasons = \"coded\"",
            "reasons = \"coded\"\nextends = [\"answer\"]",
            "`refuse` extends the limit `answer`, which has no extension",
        ),
        slip(
            "refers-to-nothing",
            "reasons = \"coded\"",
            "reasons = \"coded\"\nrefers = \"opinions\"",
            "`refuse` names the unknown referral `opinions`",
        ),
        slip(
            "system-that-may-be-unable",
            "who = [{ stance = \"system\" }]",
            "who = [{ stance = \"system\" }]\nmax_times = 1",
            "the system must always be able to do `lapse`: no flags it needs, no `max_times`, no `extends`",
        ),
        slip(
            "system-that-asks",
            "who = [{ stance = \"system\" }]",
            "who = [{ stance = \"system\" }]\nrefers = \"opinions\"",
            "the system does `lapse`, but only people ask agencies and answer",
        ),
        slip("no-time", "amount = 10", "amount = 0", "the limit `answer` gives no time"),
        slip(
            "runs-nowhere-known",
            "runs_in = [\"submitted\"]",
            "runs_in = [\"submitted\", \"limbo\"]",
            "the limit `answer` names the unknown state `limbo`",
        ),
        slip(
            "started-by-the-unknown",
            "starts_on = [\"submit\"]",
            "starts_on = [\"submit\", \"sing\"]",
            "the limit `answer` starts on the unknown action `sing`",
        ),
        slip("started-by-nothing", "starts_on = [\"submit\"]", "starts_on = []", "nothing starts the limit `answer`"),
        slip(
            "runs-and-stands",
            "runs_in = [\"submitted\"]",
            "runs_in = [\"submitted\"]\npauses_in = [\"submitted\"]",
            "the limit `answer` both runs and stands still in `submitted`",
        ),
        slip(
            "waits-for-what-is-not-said",
            "runs_in = [\"submitted\"]",
            "runs_in = [\"submitted\"]\nstarts_if = { field = \"space\", is = \"power\" }",
            "the limit `answer` waits for `space` to be `power`, which `submit` does not offer",
        ),
        slip(
            "expiry-without-action-names-one",
            "on_expiry = \"lapse\"",
            "on_expiry = \"remind\"",
            "the limit `answer` names `lapse`, but its expiry takes no action",
        ),
        slip("done-too-often", WITHDRAW_AND_LAPSE, ROUND, "a case is stuck in `submitted` with the flags {}"),
        slip(
            "clock-that-was-never-started",
            WITHDRAW_AND_LAPSE,
            UNSTARTED,
            "a case is stuck in `parked` with the flags {}",
        ),
        slip("referral-twice", "", "@referral@referral", "the referral `opinions` is written twice"),
        slip("referral-without-time", "", "@referral amount=0", "the referral `opinions` gives no time"),
        slip(
            "referral-nowhere-known",
            "",
            "@referral limbo",
            "the referral `opinions` names the unknown state `limbo`",
        ),
        slip(
            "referral-round-and-round",
            "",
            "@referral round",
            "the referral `opinions` goes round for ever: from `submitted` `go_on` leads to where it is still open",
        ),
        slip("referral-that-nobody-asks", "", "@referral unasked", "no action asks for the opinions of `opinions`"),
        slip("referral-that-nobody-answers", "", "@referral unanswered", "no action answers the referral `opinions`"),
        slip(
            "referral-that-only-agencies-end",
            "from = [\"draft\", \"submitted\"]",
            "@referral trapped",
            "the referral `opinions` can wait for ever: nobody can leave `submitted` when an agency stays silent",
        ),
        header("valid-from-no-day", "valid_from = 2024-01-01", "valid_from = 07:30:00", "must be a day"),
        header("valid-to-no-day", "calendar = \"vn\"", "valid_to = 07:30:00\ncalendar = \"vn\"", "must be a day"),
    ]
}

const SUBMITTED_CLOCK: &str = "clock = \"running\"\n\n[[state]]\nid = \"refused\"";

const LIMIT: &str = r#"
[[limit]]
id = "answer"
title = { vi = "x", en = "x" }
amount = 1
unit = "hours"
starts_on = ["submit"]
runs_in = ["submitted"]
on_expiry = "none"
clause = "§ 1"
verified = "own_default"
"#;

const WITHDRAW_AND_LAPSE: &str = "@ways-out";

/// The only way out can be gone once; after that the case comes back and stays.
const ROUND: &str = r#"
[[state]]
id = "complete"
title = { vi = "x", en = "x" }
phase = "open"
turn = [{ stance = "owner", roles = ["owner_manager"] }]
clock = "stopped"

[[action]]
id = "confirm_complete"
title = { vi = "x", en = "x" }
from = ["submitted"]
to = "complete"
who = [{ stance = "owner", roles = ["owner_manager"] }]
max_times = 1

[[action]]
id = "offer"
title = { vi = "x", en = "x" }
from = ["complete"]
to = "submitted"
who = [{ stance = "owner", roles = ["owner_manager"] }]

[[action]]
id = "refuse"
title = { vi = "x", en = "x" }
from = ["complete"]
to = "refused"
who = [{ stance = "owner", roles = ["owner_manager"] }]
"#;

/// The only way out is the end of a limit that nothing has started on the way there.
const UNSTARTED: &str = r#"
[[state]]
id = "parked"
title = { vi = "x", en = "x" }
phase = "open"
turn = [{ stance = "owner", roles = ["owner_manager"] }]
clock = "running"

[[action]]
id = "refuse"
title = { vi = "x", en = "x" }
from = ["submitted"]
to = "refused"
who = [{ stance = "owner", roles = ["owner_manager"] }]

[[action]]
id = "offer"
title = { vi = "x", en = "x" }
from = ["submitted"]
to = "parked"
who = [{ stance = "owner", roles = ["owner_manager"] }]

[[action]]
id = "object"
title = { vi = "x", en = "x" }
from = ["parked"]
who = [{ stance = "owner", roles = ["owner_manager"] }]

[[action]]
id = "confirm_complete"
title = { vi = "x", en = "x" }
from = ["submitted"]
to = "parked"
who = [{ stance = "owner", roles = ["owner_manager"] }]

[[action]]
id = "lapse"
title = { vi = "x", en = "x" }
from = ["parked"]
to = "withdrawn"
who = [{ stance = "system" }]

[[limit]]
id = "parking"
title = { vi = "x", en = "x" }
amount = 3
unit = "months"
starts_on = ["confirm_complete"]
runs_in = ["parked"]
on_expiry = "lapse"
expiry_action = "lapse"
clause = "§ 1"
verified = "own_default"
"#;

const REFERRAL: &str = r#"
[[referral]]
id = "opinions"
title = { vi = "x", en = "x" }
open_in = ["submitted"]
who = [{ stance = "owner", roles = ["owner_manager"] }]
amount = 2
unit = "working_days"
on_silence = "escalate"
join = "all"
joined_action = "go_on"
clause = "§ 2"
verified = "own_default"
"#;

const GO_ON: &str = r#"
[[action]]
id = "go_on"
title = { vi = "x", en = "x" }
from = ["submitted"]
to = "withdrawn"
who = [{ stance = "system" }]
"#;

const ASKS: &str = r#"
[[action]]
id = "confirm_complete"
title = { vi = "x", en = "x" }
from = ["submitted"]
who = [{ stance = "owner", roles = ["owner_manager"] }]
refers = "opinions"
"#;

const ANSWERS: &str = r#"
[[action]]
id = "object"
title = { vi = "x", en = "x" }
from = ["submitted"]
who = [{ stance = "owner", roles = ["owner_manager"] }]
opinion = "opinions"
"#;

fn part(text: &str, from: &str, to: &str) -> (usize, usize) {
    let start = text.find(from).unwrap();
    (start, start + text[start..].find(to).unwrap())
}

/// The sound pack's file with the slip in it.
fn written(slip: &Slip, sound: &str) -> String {
    let referral = format!("{sound}\n{GO_ON}{ASKS}{ANSWERS}{REFERRAL}");
    match slip.instead {
        "@referral@referral" => format!("{referral}{REFERRAL}"),
        "@referral amount=0" => referral.replace("amount = 2", "amount = 0"),
        "@referral limbo" => referral.replace("open_in = [\"submitted\"]", "open_in = [\"submitted\", \"limbo\"]"),
        "@referral round" => referral.replace(GO_ON, &GO_ON.replace("to = \"withdrawn\"\n", "")),
        "@referral unasked" => referral.replace(ASKS, ""),
        "@referral unanswered" => referral.replace(ANSWERS, ""),
        "@referral trapped" => {
            let (start, end) = part(&referral, "[[action]]\nid = \"refuse\"", "[[action]]\nid = \"withdraw\"");
            let trapped = format!("{}{}", &referral[..start], &referral[end..]);
            trapped.replace(slip.says, "from = [\"draft\"]").replace(
                "turn = [{ stance = \"owner\", roles = [\"owner_manager\"] }]",
                "turn = [{ stance = \"owner\", roles = [\"owner_manager\"] }]",
            )
        }
        instead if slip.says == WITHDRAW_AND_LAPSE => {
            // Without the plain ways out: only the draft can be withdrawn, and no limit ends what was submitted.
            let (start, end) = part(sound, "[[action]]\nid = \"refuse\"", "[[action]]\nid = \"withdraw\"");
            let (lapse, codes) = part(sound, "[[action]]\nid = \"lapse\"", "[[refusal_code]]");
            format!("{}{}{}{instead}", &sound[..start], &sound[end..lapse], &sound[codes..])
                .replace("from = [\"draft\", \"submitted\"]", "from = [\"draft\"]")
                .replace(", due = \"answer\"", "")
                .replace(SUBMITTED_CLOCK, "clock = \"stopped\"\n\n[[state]]\nid = \"refused\"")
        }
        instead if slip.says.is_empty() => format!("{sound}\n{instead}"),
        instead => {
            assert_eq!(sound.matches(slip.says).count(), 1, "{}: {:?}", slip.name, slip.says);
            sound.replace(slip.says, instead)
        }
    }
}

fn sound() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/sound").join(PACK)
}

/// What the checker says to each slip.
fn answers() -> Vec<(Slip, String)> {
    let shipped = Policies::load(&Source::BuiltIn).unwrap();
    slips()
        .into_iter()
        .map(|slip| {
            let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join("slips").join(slip.name);
            let folder = root.join(PACK);
            std::fs::create_dir_all(&folder).unwrap();
            for file in [MACHINE, HEADER] {
                let text = std::fs::read_to_string(sound().join(file)).unwrap();
                let text = if file == slip.file { written(&slip, &text) } else { text };
                std::fs::write(folder.join(file), text).unwrap();
            }
            let answer = match shipped.prove_packs(&Source::Folder(root)) {
                Ok(_) => "accepted".to_owned(),
                Err(faults) => faults.to_string(),
            };
            (slip, answer)
        })
        .collect()
}

#[test]
fn every_slip_is_told_with_its_file_and_line() {
    let mut wrong = Vec::new();
    for (slip, answer) in answers() {
        let here = format!("{PACK}/{}:", slip.file);
        let told = answer.lines().any(|line| {
            let rest = line.strip_prefix(&here).and_then(|rest| rest.split_once(": "));
            rest.is_some_and(|(line, reason)| line.parse::<usize>().is_ok() && reason == slip.answer)
        });
        if !told {
            wrong.push(format!("{}\n  expected {}\n  was      {answer}", slip.name, slip.answer));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The sentences in the code of the checker, each as the pieces between what is filled in.
fn sentences() -> Vec<Vec<String>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let mut files = vec![root.join("domain/src/workflow/walk.rs"), root.join("policies/src/packs.rs")];
    let checker = std::fs::read_dir(root.join("domain/src/workflow/check")).unwrap();
    files.extend(checker.map(|entry| entry.unwrap().path()));
    let mut found = Vec::new();
    for file in files {
        let text = std::fs::read_to_string(file).unwrap();
        let code: String =
            text.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n");
        for literal in code.split('"').skip(1).step_by(2) {
            let pieces: Vec<String> = literal
                .split('{')
                .enumerate()
                .map(|(at, piece)| {
                    if at == 0 { piece } else { piece.split_once('}').map_or("", |(_, rest)| rest) }.to_owned()
                })
                .collect();
            if pieces.iter().flat_map(|piece| piece.split_whitespace()).count() > 2 {
                found.push(pieces);
            }
        }
    }
    found
}

fn says(answer: &str, pieces: &[String]) -> bool {
    let mut rest = answer;
    pieces.iter().all(|piece| match rest.find(piece.as_str()) {
        Some(at) => {
            rest = &rest[at + piece.len()..];
            true
        }
        None => false,
    })
}

#[test]
fn the_checker_can_say_nothing_that_is_not_tried() {
    let broken = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/broken.rs")).unwrap();
    let expected: Vec<&str> = broken.lines().filter(|line| line.trim_start().starts_with("(\"")).collect();
    assert!(expected.len() > 30);
    let answers = slips();
    let sentences = sentences();
    assert!(sentences.len() > 45, "{}", sentences.len());
    let untried: Vec<_> = sentences
        .into_iter()
        .filter(|pieces| {
            !answers.iter().any(|slip| says(slip.answer, pieces)) && !expected.iter().any(|line| says(line, pieces))
        })
        .map(|pieces| pieces.join("…"))
        .collect();
    assert!(untried.is_empty(), "no broken pack makes the checker say {untried:#?}");
}
