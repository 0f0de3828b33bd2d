//! What a verification found, named so that the altered row can be looked at: table, place, column.

use std::fmt;

use serde::Serialize;

/// Findings kept in full; beyond it they are counted.
const KEPT: usize = 500;

/// Something in the record that is not as it was committed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Problem {
    /// The event concerned, by its place in the log.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seq: Option<u64>,
    /// The table.
    pub table: &'static str,
    /// The column; none where the row as a whole is concerned.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub column: Option<String>,
    /// What is wrong with it.
    pub what: String,
}

impl Problem {
    /// Of the event at `seq`.
    pub fn of_event(seq: u64, column: Option<&str>, what: impl Into<String>) -> Self {
        Self { seq: Some(seq), table: "event", column: column.map(ToOwned::to_owned), what: what.into() }
    }

    /// Of another table.
    pub fn of_table(table: &'static str, column: &str, what: impl Into<String>) -> Self {
        Self { seq: None, table, column: Some(column.to_owned()), what: what.into() }
    }

    /// Of the leaf at `seq`.
    pub fn of_leaf(seq: u64, what: impl Into<String>) -> Self {
        Self { seq: Some(seq), table: "log_hash", column: Some("hash".to_owned()), what: what.into() }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.seq {
            Some(seq) => write!(f, "{} {seq}: ", self.table)?,
            None => write!(f, "{}: ", self.table)?,
        }
        match &self.column {
            Some(column) => write!(f, "column {column} {}", self.what),
            None => f.write_str(&self.what),
        }
    }
}

/// The outcome of a verification.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Report {
    /// Entries of the log that were checked.
    pub checked: u64,
    /// Of these, events of erased cases: their commitments were checked, their bodies can no longer be opened.
    pub erased: u64,
    /// Facts of a case from before events named those that they record: nothing says whether they are as they were.
    pub unchecked: u64,
    /// What was found, in the order of the log.
    pub problems: Vec<Problem>,
    /// Findings beyond those listed.
    pub more: u64,
    /// The signed checkpoint that the log was checked against, to be kept elsewhere.
    pub checkpoint: String,
}

impl Report {
    /// Whether nothing was found.
    pub fn is_sound(&self) -> bool {
        self.problems.is_empty() && self.more == 0
    }

    /// Notes a finding.
    pub fn add(&mut self, problem: Problem) {
        if self.problems.len() < KEPT {
            self.problems.push(problem);
        } else {
            self.more += 1;
        }
    }
}
