//! Which facts a change recorded and ended, as its event names them: `kind/id`, joined by commas. The event cannot be altered unseen, the
//! facts' rows could: it is by these names that a verification holds the rows against the record.

use porthor_policy::Event;

use super::FactKind;

/// The detail of an event that names the facts which began with it.
pub const RECORDED: &str = "facts-recorded";
/// The detail of an event that names the facts which ended with it.
pub const ENDED: &str = "facts-ended";

/// The facts that a change under way has recorded and ended.
#[derive(Default)]
pub struct Named {
    recorded: Vec<String>,
    ended: Vec<String>,
}

impl Named {
    /// A fact was recorded.
    pub fn recorded(&mut self, kind: FactKind, id: &str) {
        self.recorded.push(format!("{}/{id}", kind.word()));
    }

    /// A fact was ended.
    pub fn ended(&mut self, kind: FactKind, id: &str) {
        self.ended.push(format!("{}/{id}", kind.word()));
    }

    /// Names them in the event of their change.
    pub fn tell(&mut self, event: &mut Event) {
        for (detail, facts) in [(RECORDED, &mut self.recorded), (ENDED, &mut self.ended)] {
            if !facts.is_empty() {
                event.details.insert(detail.to_owned(), std::mem::take(facts).join(","));
            }
        }
    }
}

/// The facts that `event` names in `detail`: the kind's word and the id of each.
pub fn named<'a>(event: &'a Event, detail: &str) -> impl Iterator<Item = (&'a str, &'a str)> {
    event.details.get(detail).into_iter().flat_map(|facts| facts.split(',')).filter_map(|fact| fact.split_once('/'))
}
