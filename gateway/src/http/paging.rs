//! Lists that are read page by page: `?after=…&limit=…`, and `next` in the answer, which does not move while rows are added.

use porthor_policy::Recorded;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::error::Problem;

/// Rows in one page, if the caller does not say.
const PAGE: usize = 100;
/// Rows in one page, at most.
const LARGEST: usize = 200;

/// Where a list goes on.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Paging {
    /// The last id of the page before.
    #[serde(default)]
    pub after: String,
    /// How many, 200 at most.
    pub limit: Option<usize>,
}

impl Paging {
    /// How many rows to read.
    pub fn size(&self) -> usize {
        self.limit.unwrap_or(PAGE).clamp(1, LARGEST)
    }

    /// How many of a case's facts came before this page. They stand in the order in which they were recorded, so that new ones come at
    /// the end and none is shown twice.
    pub fn start<T>(&self, facts: &[Recorded<T>], id: impl Fn(&T) -> &str) -> Result<usize, Problem> {
        self.before(facts, |fact| id(&fact.value))
    }

    /// What comes after the page before, of a list that is read whole.
    pub fn rest<T>(&self, items: Vec<T>, id: impl Fn(&T) -> &str) -> Result<impl Iterator<Item = T>, Problem> {
        let before = self.before(&items, id)?;
        Ok(items.into_iter().skip(before))
    }

    fn before<T>(&self, items: &[T], id: impl Fn(&T) -> &str) -> Result<usize, Problem> {
        if self.after.is_empty() {
            return Ok(0);
        }
        let last = items.iter().position(|item| id(item) == self.after);
        last.map(|last| last + 1).ok_or_else(|| Problem::bad("bad-field").with("field", "after"))
    }
}

/// A page of a list.
#[derive(Serialize, ToSchema)]
pub struct Page<T> {
    /// The rows.
    pub items: Vec<T>,
    /// For `after`; none at the end.
    pub next: Option<String>,
}

impl<T> Page<T> {
    /// The first of `items` that fill a page.
    pub fn first(paging: &Paging, items: impl Iterator<Item = T>, id: impl Fn(&T) -> String) -> Self {
        let mut items: Vec<T> = items.take(paging.size() + 1).collect();
        let has_more = items.len() > paging.size();
        items.truncate(paging.size());
        let next = if has_more { items.last().map(id) } else { None };
        Self { items, next }
    }
}
