//! What an operator may set: categories, purposes, roles, clocks, ages and how much proof is asked for (`config/taxonomy.toml`).

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::{CategoryCode, Class, Date, PurposeCode, RoleCode, Verb};

/// All of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Taxonomy {
    /// Kinds of report.
    pub categories: BTreeMap<CategoryCode, Category>,
    /// What reports are shared for.
    pub purposes: BTreeMap<PurposeCode, Purpose>,
    /// What people may do.
    pub roles: BTreeMap<RoleCode, Role>,
    /// When authority and service change.
    pub ages: Ages,
    /// How much proof of identity is asked for.
    pub assurance: Assurance,
    /// How long agencies have to answer.
    pub clocks: BTreeMap<String, Clock>,
    /// Days that are no working days besides Saturdays and Sundays, on which no answer falls due; whole years.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub holidays: BTreeSet<Date>,
}

impl Taxonomy {
    /// Whether the holidays of the year of `day` are known.
    #[must_use]
    pub fn knows_holidays_of(&self, day: Date) -> bool {
        self.holidays.iter().any(|holiday| holiday.year() == day.year())
    }
}

/// A kind of report.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Category {
    /// Heading it stands under.
    pub group: String,
    /// English name.
    pub name_en: String,
    /// Welsh name.
    pub name_cy: String,
    /// Class of a report whose sender names none.
    pub class: Class,
    /// Years it is kept from its arrival.
    pub retention_years: u16,
}

/// What reports are shared for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Purpose {
    /// English name.
    pub name_en: String,
    /// Welsh name.
    pub name_cy: String,
}

/// On whose side a role stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Side {
    /// Works with the case.
    Staff,
    /// Is the family.
    Family,
    /// Audits, and sees no content by default.
    Oversight,
    /// Runs the machine.
    Operator,
}

/// What people of a role may do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Role {
    /// English name.
    pub name_en: String,
    /// Welsh name.
    pub name_cy: String,
    /// Whose side.
    pub side: Side,
    /// What it may ask for.
    pub verbs: BTreeSet<Verb>,
    /// Whether one person may hold it alone in an agency; an agency goes live with two of those that may not.
    pub may_be_sole: bool,
    /// Whether it is that of a machine which nobody attends: a key of its own is all that it can prove.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub unattended: bool,
}

impl Role {
    /// Whether it is a machine's of an agency's staff, which may bring reports and nothing else. With any other verb it is nobody's: a key
    /// alone opens nothing.
    #[must_use]
    pub fn is_a_machine(&self) -> bool {
        self.unattended && self.side == Side::Staff && self.verbs.iter().eq([&Verb::Push])
    }

    /// Whether it is that of the gateway itself, as which it takes in what comes by mail: carrying is all that it may do, for no agency.
    #[must_use]
    pub fn is_the_mail(&self) -> bool {
        self.side == Side::Operator && self.verbs.iter().eq([&Verb::Deliver])
    }
}

/// When authority and service change, in years of age (England and Wales).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ages {
    /// From here the young person decides (Mental Capacity Act 2005: 16).
    pub own_authority: u8,
    /// Service ends (ALN Act 2018: 25).
    pub service_ends: u8,
    /// Days a parent's consent still stands after the young person came of age to decide.
    pub reconsent_grace_days: u16,
}

/// How much proof of identity is asked for, and how fresh.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Assurance {
    /// Minutes a proved factor counts.
    pub session_minutes: u32,
    /// Minutes a code counts for what needs a step-up.
    pub step_up_minutes: u32,
    /// Classes of report that need a step-up to open.
    pub step_up_classes: BTreeSet<Class>,
    /// Verbs that need a step-up.
    pub step_up_verbs: BTreeSet<Verb>,
    /// Hours that a declared emergency may last.
    #[serde(default = "a_day")]
    pub emergency_hours: u16,
}

fn a_day() -> u16 {
    24
}

/// When a clock starts to run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ClockStart {
    /// On the day after receipt (ALN Act 2018 s.20 and 21).
    DayAfterReceipt,
    /// On the day of receipt.
    DayOfReceipt,
}

/// How long an agency has to answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Clock {
    /// English name.
    pub name_en: String,
    /// Welsh name.
    pub name_cy: String,
    /// Whole weeks; 0 where the law sets none.
    pub weeks: u16,
    /// When it starts to run.
    pub from: ClockStart,
    /// Where it is laid down.
    pub statute: String,
}
