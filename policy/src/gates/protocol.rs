//! Whether a signed protocol in force covers both agencies, the category and the purpose. No agency shares without one (S0 6.8).

use super::Question;
use crate::protocol::NotInForce;
use crate::{AgencyId, AgencyKind, Item, ProtocolRecord, PurposeCode, Reason, Report, Verb};

/// How what is asked for may pass.
pub enum Way<'a> {
    /// No agency shares with another.
    Direct,
    /// Under a protocol: these may carry it.
    Through(Ways<'a>),
    /// Not at all.
    Closed,
}

/// The protocols in force, and what they would carry.
#[derive(Clone, Copy)]
pub struct Ways<'a> {
    /// The report.
    pub report: &'a Report,
    /// For what.
    pub purpose: &'a PurposeCode,
    from: (&'a AgencyId, AgencyKind),
    to: (&'a AgencyId, AgencyKind),
    /// One already found to be in force, so that it is not looked at twice.
    in_force: Option<&'a ProtocolRecord>,
}

impl<'a> Ways<'a> {
    /// Every item that covers it, of protocols in force or not.
    pub fn covering(self, question: &Question<'a>) -> impl Iterator<Item = (&'a ProtocolRecord, &'a Item)> {
        let all = question.facts.protocols.iter();
        let items = all.flat_map(|record| record.protocol.items.iter().map(move |item| (record, item)));
        items.filter(move |(record, item)| self.covers(record, item))
    }

    /// Every item of a protocol in force that covers it.
    pub fn items(self, question: &'a Question<'a>) -> impl Iterator<Item = (&'a ProtocolRecord, &'a Item)> {
        self.covering(question).filter(move |(record, _)| self.carries(question, record))
    }

    /// Whether the protocol is in force between the two agencies.
    pub fn carries(self, question: &Question, record: &ProtocolRecord) -> bool {
        self.in_force.is_some_and(|found| std::ptr::eq(found, record))
            || stops(question, record, &[self.from.0, self.to.0]).is_empty()
    }

    /// Whether this item of the protocol is about it, in force or not.
    pub fn covers(self, record: &ProtocolRecord, item: &Item) -> bool {
        self.is_about(item) && record.protocol.has_partner(self.from.0) && record.protocol.has_partner(self.to.0)
    }

    fn is_about(self, item: &Item) -> bool {
        item.purpose == *self.purpose && item.passes(&self.report.category, self.from, self.to)
    }
}

/// What keeps a protocol from being in force between these of its partners. One that withdraws leaves it in force between the others;
/// a version that a later one has taken the place of is over.
fn stops(question: &Question, record: &ProtocolRecord, ends: &[&AgencyId]) -> Vec<NotInForce> {
    let (facts, now) = (question.facts, question.now);
    let mut wrong = record.in_force(&facts.agencies, now).err().unwrap_or_default();
    for agency in ends {
        let is_said = || wrong.iter().any(|said| matches!(said, NotInForce::NotSigned(missing) if missing == *agency));
        if !record.is_signed_by(agency, now) && !is_said() {
            wrong.push(NotInForce::NotSigned((*agency).clone()));
        }
    }
    if facts.protocols.iter().any(|other| other.has_replaced(record, now)) && !wrong.contains(&NotInForce::Ended) {
        wrong.push(NotInForce::Ended);
    }
    wrong
}

/// Adds what keeps agencies from sharing, and says which way is open.
pub fn check<'a>(question: &Question<'a>, reasons: &mut Vec<Reason>) -> Way<'a> {
    match (question.access.verb, question.report) {
        (Verb::Push | Verb::Deliver, Some(report)) => check_push(question, report, reasons),
        (_, Some(report)) if question.is_reading() && !question.is_own_report() => match question.agency() {
            Some(reader) => check_sharing(question, report, reader, reasons),
            None => Way::Direct,
        },
        _ => Way::Direct,
    }
}

/// A report comes in only if some protocol lets it leave its agency for its purpose.
fn check_push<'a>(question: &Question<'a>, report: &'a Report, reasons: &mut Vec<Reason>) -> Way<'a> {
    let taxonomy = &question.facts.taxonomy;
    if !taxonomy.categories.contains_key(&report.category) {
        reasons.push(Reason::CategoryUnknown { category: report.category.clone() });
    }
    if !taxonomy.purposes.contains_key(&report.purpose) {
        reasons.push(Reason::PurposeUnknown { purpose: report.purpose.clone() });
    }
    let author = &report.author_agency;
    let Some(kind) = question.facts.kind_of(author, question.now) else {
        reasons.push(Reason::NoProtocol);
        return Way::Closed;
    };
    let mut near = Vec::new();
    let mut is_partner = false;
    for record in question.facts.protocols.iter().filter(|record| record.protocol.has_partner(author)) {
        is_partner = true;
        let leaves = |item: &Item| item.purpose == report.purpose && item.leaves(&report.category, (author, kind));
        if record.protocol.items.iter().any(leaves) {
            let wrong = stops(question, record, &[author]);
            if wrong.is_empty() {
                return Way::Direct;
            }
            near.extend(wrong.into_iter().map(|wrong| reason(record, wrong)));
        }
    }
    nothing_in_force(near, is_partner, report, &report.purpose, reasons);
    Way::Closed
}

fn check_sharing<'a>(question: &Question<'a>, report: &'a Report, reader: &'a AgencyId, reasons: &mut Vec<Reason>) -> Way<'a> {
    let Some(purpose) = &question.access.purpose else {
        reasons.push(Reason::PurposeMissing);
        return Way::Closed;
    };
    if !question.facts.taxonomy.purposes.contains_key(purpose) {
        reasons.push(Reason::PurposeUnknown { purpose: purpose.clone() });
    }
    let author = &report.author_agency;
    let kinds = question.facts.kind_of(author, question.now).zip(question.facts.live_agency(reader, question.now));
    let Some((from, to)) = kinds else {
        reasons.push(Reason::NoProtocol);
        return Way::Closed;
    };
    let ways = Ways { report, purpose, from: (author, from), to: (reader, to), in_force: None };
    let found = ways.covering(question).find(|(record, _)| ways.carries(question, record));
    if let Some((record, _)) = found {
        return Way::Through(Ways { in_force: Some(record), ..ways });
    }
    let mut near = Vec::new();
    for record in between(question, author, reader).filter(|record| record.protocol.items.iter().any(|item| ways.is_about(item))) {
        let wrong = stops(question, record, &[author, reader]);
        near.extend(wrong.into_iter().map(|wrong| reason(record, wrong)));
    }
    let is_partner = between(question, author, reader).next().is_some();
    nothing_in_force(near, is_partner, report, purpose, reasons);
    Way::Closed
}

/// Protocols that both agencies are partners of, in force or not.
fn between<'a>(question: &Question<'a>, from: &'a AgencyId, to: &'a AgencyId) -> impl Iterator<Item = &'a ProtocolRecord> {
    question.facts.protocols.iter().filter(move |record| record.protocol.has_partner(from) && record.protocol.has_partner(to))
}

/// Says the nearest misses.
fn nothing_in_force(near: Vec<Reason>, is_partner: bool, report: &Report, purpose: &PurposeCode, reasons: &mut Vec<Reason>) {
    if !near.is_empty() {
        reasons.extend(near);
    } else if is_partner {
        reasons.push(Reason::NotCovered { category: report.category.clone(), purpose: purpose.clone() });
    } else {
        reasons.push(Reason::NoProtocol);
    }
}

fn reason(record: &ProtocolRecord, wrong: NotInForce) -> Reason {
    let protocol = record.protocol.id.clone();
    match wrong {
        NotInForce::NotSigned(agency) => Reason::NotSigned { protocol, agency },
        NotInForce::NotLive(agency) => Reason::PartnerNotLive { protocol, agency },
        NotInForce::NotStarted(starts) => Reason::NotStarted { protocol, starts },
        NotInForce::Ended => Reason::Ended { protocol },
        NotInForce::ReviewLapsed(due) => Reason::ReviewLapsed { protocol, due },
    }
}
