//! What an auditor may see of the record: what their own agency's people did, and whatever was done on a case that they may audit.
//!
//! Whether a case is there must not show: what their own people were refused on a case that they may not audit looks the same as
//! what was refused because there is no such case.

use std::collections::HashMap;

use porthor_policy::{Access, CaseId, Event, Outcome, Verb, decide};

use super::store::Row;
use crate::app::App;
use crate::gate;
use crate::http::session::SignedIn;
use crate::store::StoreError;
use crate::store::log::{Columns, code_of};

/// An auditor, with what was decided of the cases met so far.
pub struct Auditor<'a> {
    app: &'a App,
    who: &'a SignedIn,
    cases: HashMap<CaseId, bool>,
}

impl<'a> Auditor<'a> {
    /// Nothing decided yet. Good for one answer, or one page of a long one: permissions end at once.
    pub fn new(app: &'a App, who: &'a SignedIn) -> Self {
        Self { app, who, cases: HashMap::new() }
    }

    /// Whether they may audit this case now.
    pub async fn audits(&mut self, case: &CaseId) -> Result<bool, StoreError> {
        if let Some(known) = self.cases.get(case) {
            return Ok(*known);
        }
        let access = access(self.who, Some(case.clone()));
        let allowed = match gate::load(self.app, self.who, Some(case)).await {
            Ok(known) => decide(&access, &known.facts, self.app.clock.now().max(known.not_before)).is_allowed(),
            Err(StoreError::Erased) => false,
            Err(error) => return Err(error),
        };
        self.cases.insert(case.clone(), allowed);
        Ok(allowed)
    }

    async fn audits_named(&mut self, case: Option<&str>) -> Result<bool, StoreError> {
        match case.and_then(|case| case.parse().ok()) {
            Some(case) => self.audits(&case).await,
            None => Ok(false),
        }
    }

    /// The columns of a row as they may see them; none if they may not see the row.
    pub async fn columns(&mut self, row: &Row) -> Result<Option<Columns>, StoreError> {
        if self.audits_named(row.columns.case.as_deref()).await? {
            return Ok(Some(row.columns.clone()));
        }
        let own = self.who.actor.agency.as_ref().map(ToString::to_string);
        if own.is_none() || row.columns.agency != own {
            return Ok(None);
        }
        let is_refusal = row.columns.outcome == code_of(&Outcome::Refused);
        let hidden = Columns { case: None, report: None, ..row.columns.clone() };
        Ok(Some(if is_refusal { hidden } else { row.columns.clone() }))
    }

    /// An event of a row that they may see; the flag says whether anything of it was withheld.
    pub async fn event(&mut self, event: Event) -> Result<(Event, bool), StoreError> {
        let case = event.access.as_ref().and_then(|access| access.case.as_ref()).or(event.case.as_ref());
        let Some(case) = case.filter(|_| event.outcome == Outcome::Refused).cloned() else { return Ok((event, false)) };
        if self.audits(&case).await? {
            return Ok((event, false));
        }
        let hidden = Event { case: None, report: None, protocol: None, reasons: Vec::new(), ..event };
        Ok((hidden, true))
    }
}

/// Asks to read the record: of a case, or of one's own agency.
pub fn access(who: &SignedIn, case: Option<CaseId>) -> Access {
    let access = Access::new(who.actor.clone(), Verb::Audit);
    match case {
        Some(case) => access.on(case),
        None => Access { agency: who.actor.agency.clone(), ..access },
    }
}
