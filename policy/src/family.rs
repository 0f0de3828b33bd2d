//! By what right somebody of a family asks: their own, or that of whoever named them as a helper. A helper never has more than the one
//! who named them: the right is looked up anew at every question, and is gone with theirs.

use crate::facts::holding;
use crate::{Facts, FamilyMember, Help, PersonId, Standing, Timestamp, Verb, Veto};

/// A right in force.
#[derive(Clone, Copy)]
pub struct Right<'a> {
    /// The standing that gives it.
    pub member: &'a FamilyMember,
    /// Whose it is: one's own, or that of who named one.
    pub of: &'a PersonId,
    /// Whether it comes of parental responsibility alone, which ends as a right when the young person decides.
    pub is_parental: bool,
}

impl Right<'_> {
    /// Whether it goes as far as this.
    pub fn reaches(&self, verb: Verb) -> bool {
        match (&self.member.named, self.member.standing.is_supporter()) {
            (None, false) => true,
            (None, true) => matches!(verb, Verb::List | Verb::Open | Verb::TakeSealed),
            (Some(named), _) => match named.help {
                Help::HelpMeDecide => verb == Verb::List,
                Help::SeeWhatISee => matches!(verb, Verb::List | Verb::Open | Verb::TakeSealed | Verb::WhoLooked),
            },
        }
    }
}

/// The rights that `person` has in the case at `now`.
pub fn rights<'a>(facts: &'a Facts, person: &'a PersonId, now: Timestamp) -> impl Iterator<Item = Right<'a>> {
    holding(&facts.family, now).filter(move |member| member.person == *person && stands(facts, member, now)).map(move |member| {
        let of = member.named.as_ref().map_or(&member.person, |named| &named.by);
        Right { member, of, is_parental: own(facts, of, now).all(is_parental) }
    })
}

/// Whether a standing on record counts at `now`: it is not over, and where somebody of the family named a helper, that somebody may
/// still decide, and nobody of the family keeps the helper out.
#[must_use]
pub fn stands(facts: &Facts, member: &FamilyMember, now: Timestamp) -> bool {
    let still_named = member.named.as_ref().is_none_or(|named| {
        let mut of_the_namer = own(facts, &named.by, now);
        of_the_namer.any(|own| own.standing.may_consent()) && !is_kept_out(facts, &member.person, now)
    });
    !member.is_over(now.date()) && still_named
}

/// Whether the family keeps this person out.
#[must_use]
pub fn is_kept_out(facts: &Facts, person: &PersonId, now: Timestamp) -> bool {
    holding(&facts.vetoes, now).any(|veto| matches!(veto, Veto::Person(vetoed) if vetoed == person))
}

/// The standings that `person` has of their own, named by nobody.
fn own<'a>(facts: &'a Facts, person: &'a PersonId, now: Timestamp) -> impl Iterator<Item = &'a FamilyMember> {
    let today = now.date();
    holding(&facts.family, now).filter(move |member| member.person == *person && member.named.is_none() && !member.is_over(today))
}

fn is_parental(member: &FamilyMember) -> bool {
    matches!(member.standing, Standing::Parent | Standing::ResponsibilityHolder)
}
