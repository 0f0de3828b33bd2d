//! Whether a report is still within its time. A missing end is one that has passed.

use super::Question;
use crate::Reason;

/// Adds that the report is past its time.
pub fn check(question: &Question, reasons: &mut Vec<Reason>) {
    let Some(report) = question.report.filter(|_| question.is_seeing()) else { return };
    match report.retain_until {
        None => reasons.push(Reason::RetentionMissing),
        Some(since) if since <= question.today => reasons.push(Reason::RetentionOver { since }),
        Some(_) => {}
    }
}
