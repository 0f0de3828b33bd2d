//! Two versions of a protocol side by side: what was added, what was removed, what was changed. Pure.

use std::collections::{BTreeMap, BTreeSet};

use porthor_policy::{Date, Protocol};

use crate::store::log::code_of;

/// One thing that differs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// Under which heading: `partners`, `purposes`, `items`, `legal`, `retention` or `terms`.
    pub group: &'static str,
    /// Which of them, by its codes.
    pub name: Vec<String>,
    /// How.
    pub change: Change,
}

/// How something differs; fields by their names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// It is new.
    Added(Vec<Field>),
    /// It is there no more.
    Removed(Vec<Field>),
    /// These fields say something else: field, before, after.
    Changed(Vec<(&'static str, String, String)>),
}

/// A field, and what it says.
pub type Field = (&'static str, String);

/// Heading (by its order), codes, and a number that tells repeated ones apart.
type Key = (usize, Vec<String>, usize);

const GROUPS: [&str; 6] = ["partners", "purposes", "items", "legal", "retention", "terms"];

/// Everything that differs, by heading and code.
pub fn compare(before: &Protocol, after: &Protocol) -> Vec<Difference> {
    let (before, after) = (entries(before), entries(after));
    let keys: BTreeSet<&Key> = before.keys().chain(after.keys()).collect();
    let differences = keys.into_iter().filter_map(|key| {
        let change = match (before.get(key), after.get(key)) {
            (None, Some(new)) => Change::Added(new.clone()),
            (Some(old), None) => Change::Removed(old.clone()),
            (Some(old), Some(new)) => Change::Changed(changed(old, new)),
            (None, None) => return None,
        };
        let is_same = matches!(&change, Change::Changed(fields) if fields.is_empty());
        (!is_same).then(|| Difference { group: GROUPS[key.0], name: key.1.clone(), change })
    });
    differences.collect()
}

fn changed(old: &[Field], new: &[Field]) -> Vec<(&'static str, String, String)> {
    let pairs = old.iter().zip(new).filter(|((_, old), (_, new))| old != new);
    pairs.map(|((field, old), (_, new))| (*field, old.clone(), new.clone())).collect()
}

#[derive(Default)]
struct Entries(BTreeMap<Key, Vec<Field>>);

impl Entries {
    fn add(&mut self, group: usize, name: Vec<String>, fields: Vec<Field>) {
        let mut key = (group, name, 0);
        while self.0.contains_key(&key) {
            key.2 += 1;
        }
        self.0.insert(key, fields);
    }
}

/// A version taken apart: every entry has the same fields in the same order, whatever they say.
fn entries(protocol: &Protocol) -> BTreeMap<Key, Vec<Field>> {
    let mut all = Entries::default();
    for partner in &protocol.partners {
        let fields = vec![
            ("role-en", partner.role_en.clone()),
            ("role-cy", partner.role_cy.clone()),
            ("designated-en", partner.designated_person_en.clone()),
            ("designated-cy", partner.designated_person_cy.clone()),
        ];
        all.add(0, vec![partner.agency.to_string()], fields);
    }
    for purpose in &protocol.purposes {
        let fields = vec![("text-en", purpose.text_en.clone()), ("text-cy", purpose.text_cy.clone())];
        all.add(1, vec![purpose.code.to_string()], fields);
    }
    for item in &protocol.items {
        let (from, to) = (String::from(item.from.clone()), String::from(item.to.clone()));
        let fields = vec![
            ("trigger", code_of(&item.trigger)),
            ("method", item.method.clone()),
            ("why-en", item.why_en.clone()),
            ("why-cy", item.why_cy.clone()),
        ];
        all.add(2, vec![item.category.to_string(), from, to, item.purpose.to_string()], fields);
    }
    for legal in &protocol.legal {
        let fields = vec![
            ("statute-en", legal.statute_en.clone()),
            ("statute-cy", legal.statute_cy.clone()),
            ("art6", legal.art6.clone()),
            ("art9", legal.art9.clone()),
            ("schedule1-en", legal.schedule1_en.clone()),
            ("schedule1-cy", legal.schedule1_cy.clone()),
            ("confidentiality", legal.confidentiality.clone()),
        ];
        all.add(3, vec![String::from(legal.partner.clone()), legal.purpose.to_string()], fields);
    }
    for retention in &protocol.retention {
        let fields = vec![("years", retention.years.to_string()), ("disposal", retention.disposal.clone())];
        all.add(4, vec![retention.category.to_string()], fields);
    }
    all.add(5, Vec::new(), terms(protocol));
    all.0
}

fn terms(protocol: &Protocol) -> Vec<Field> {
    let day = |day: Option<Date>| day.map(|day| day.to_string()).unwrap_or_default();
    let assured = protocol.quality_assured.as_ref();
    vec![
        ("title-en", protocol.title_en.clone()),
        ("title-cy", protocol.title_cy.clone()),
        ("instrument", code_of(&protocol.instrument)),
        ("starts", protocol.starts.to_string()),
        ("ends", day(protocol.ends)),
        ("review-due", protocol.review.due.to_string()),
        ("review-interval", protocol.review.interval_months.to_string()),
        ("review-warning", protocol.review.warn_before_months.to_string()),
        ("review-lapse", protocol.review.lapse_after_months.to_string()),
        ("groups-en", protocol.service_user_groups_en.join("; ")),
        ("groups-cy", protocol.service_user_groups_cy.join("; ")),
        ("consent-required", protocol.consent.required.to_string()),
        ("consent-given-by-en", protocol.consent.given_by_en.clone()),
        ("consent-given-by-cy", protocol.consent.given_by_cy.clone()),
        ("refusal-en", protocol.consent.refusal_means_en.clone()),
        ("refusal-cy", protocol.consent.refusal_means_cy.clone()),
        ("withdrawal-en", protocol.consent.withdrawal_route_en.clone()),
        ("withdrawal-cy", protocol.consent.withdrawal_route_cy.clone()),
        ("breach-lead", protocol.breach.lead.to_string()),
        ("breach-contact", protocol.breach.contact.clone()),
        ("breach-partners", protocol.breach.partners_hours.to_string()),
        ("breach-regulator", protocol.breach.regulator_hours.to_string()),
        ("termination-en", protocol.termination_en.clone()),
        ("termination-cy", protocol.termination_cy.clone()),
        ("supersedes", protocol.supersedes.map(|version| version.to_string()).unwrap_or_default()),
        ("assured-by", assured.map(|assured| assured.by.clone()).unwrap_or_default()),
        ("assured-on", day(assured.map(|assured| assured.on))),
    ]
}

#[cfg(test)]
mod tests {
    use porthor_policy::Trigger;

    use super::*;

    fn shipped() -> Protocol {
        let taxonomy = porthor_config::taxonomy::shipped().expect("the shipped taxonomy is valid");
        porthor_config::protocols::shipped(&taxonomy).expect("the shipped protocols are valid").remove(0)
    }

    #[test]
    fn a_version_does_not_differ_from_itself_whatever_the_order_of_its_parts() {
        let mut turned = shipped();
        turned.items.reverse();
        turned.partners.reverse();
        assert_eq!(compare(&shipped(), &turned), []);
    }

    #[test]
    fn what_was_added_removed_and_changed_is_named() {
        let (before, mut after) = (shipped(), shipped());
        let gone = after.items.remove(0);
        after.items[0].trigger = Trigger::Law;
        after.partners[0].designated_person_en = "Somebody else".into();
        after.review.due = "2031-01-01".parse().expect("a day");
        let mut new = gone.clone();
        new.category = "consent-form".parse().expect("a code");
        after.items.push(new);
        let found = compare(&before, &after);
        let groups: Vec<_> = found.iter().map(|one| one.group).collect();
        assert_eq!(groups, ["partners", "items", "items", "items", "terms"]);
        let of =
            |category: &str| &found.iter().find(|one| one.group == "items" && one.name[0] == category).expect("it is there").change;
        assert!(matches!(of(gone.category.as_str()), Change::Removed(_)));
        assert!(matches!(of("consent-form"), Change::Added(_)));
        let changed = found.iter().filter_map(|one| match &one.change {
            Change::Changed(fields) => fields.first().map(|(field, ..)| *field),
            _ => None,
        });
        assert_eq!(changed.collect::<Vec<_>>(), ["designated-en", "trigger", "review-due"]);
    }

    #[test]
    fn an_item_that_stands_twice_is_counted_twice() {
        let (before, mut after) = (shipped(), shipped());
        after.items.push(after.items[0].clone());
        assert!(matches!(compare(&before, &after)[..], [Difference { group: "items", change: Change::Added(_), .. }]));
    }
}
