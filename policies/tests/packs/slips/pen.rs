//! Writes a slip into the sound pack.

use super::list::Slip;

pub(crate) const SUBMITTED_CLOCK: &str = "clock = \"running\"\n\n[[state]]\nid = \"refused\"";

pub(crate) const LIMIT: &str = r#"
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

pub(crate) const WITHDRAW_AND_LAPSE: &str = "@ways-out";

/// The only exit is possible once; afterwards the case returns and remains.
pub(crate) const ROUND: &str = r#"
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

/// The only exit is the expiry of a limit that nothing on the path starts.
pub(crate) const UNSTARTED: &str = r#"
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

/// Of two limits, the one whose expiry is the only exit is paused when the other expires first;
/// both can only start again.
const LOOKING_IN: &str = r#"
[[limit]]
id = "looking_in"
title = { vi = "x", en = "x" }
amount = 1
unit = "hours"
starts_on = ["offer", "confirm_complete", "object"]
runs_in = ["parked"]
on_expiry = "remind"
raise = ["stalled"]
clause = "§ 1"
verified = "own_default"
"#;

pub(crate) const HELD_UP: &str = "@held-up";

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

fn held_up() -> String {
    let object = "from = [\"parked\"]\nwho = [{ stance = \"owner\"";
    let again = "from = [\"parked\"]\nlower = [\"stalled\"]\nwho = [{ stance = \"owner\"";
    let parking = "starts_on = [\"confirm_complete\"]";
    let held = "starts_on = [\"offer\", \"confirm_complete\", \"object\"]\npauses_under = [\"stalled\"]";
    format!("{}{LOOKING_IN}", UNSTARTED.replace(object, again).replace(parking, held))
}

fn part(text: &str, from: &str, to: &str) -> (usize, usize) {
    let start = text.find(from).unwrap();
    (start, start + text[start..].find(to).unwrap())
}

/// The file of the sound pack with the slip.
pub(crate) fn written(slip: &Slip, sound: &str) -> String {
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
            trapped.replace(slip.says, "from = [\"draft\"]")
        }
        instead if slip.says == WITHDRAW_AND_LAPSE => {
            let instead = if instead == HELD_UP { held_up() } else { instead.to_owned() };
            // Without the plain exits: only the draft can be withdrawn, and no limit ends a
            // submitted case.
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
