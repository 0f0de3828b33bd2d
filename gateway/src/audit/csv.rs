//! Events as lines of CSV (RFC 4180), safe to open in a spreadsheet: a value that would be taken for a formula gets a quote before it.

use porthor_policy::{Event, Timestamp};

use super::export::Exported;

/// The names of the columns.
pub const NAMES: [&str; 15] = [
    "seq", "at", "kind", "outcome", "verb", "person", "agency", "case", "report", "basis", "consent", "protocol", "reasons",
    "details", "body",
];

/// One line, ended by CR LF.
pub fn line<T: AsRef<str>>(values: impl IntoIterator<Item = T>) -> String {
    let values: Vec<String> = values.into_iter().map(|value| quoted(value.as_ref())).collect();
    format!("{}\r\n", values.join(","))
}

/// The line of one event: reasons as their codes, details as name=value, each separated by blanks.
pub fn event(exported: &Exported) -> String {
    let columns = &exported.columns;
    let or_empty = |value: &Option<String>| value.clone().unwrap_or_default();
    let of = |text: fn(&Event) -> String| exported.event.as_ref().map(text).unwrap_or_default();
    line([
        exported.seq.to_string(),
        Timestamp::from_millis(columns.at).to_string(),
        columns.kind.clone(),
        columns.outcome.clone(),
        or_empty(&columns.verb),
        or_empty(&columns.person),
        or_empty(&columns.agency),
        or_empty(&columns.case),
        or_empty(&columns.report),
        or_empty(&columns.basis),
        of(|event| event.consent.as_ref().map(ToString::to_string).unwrap_or_default()),
        of(|event| event.protocol.as_ref().map(|protocol| format!("{}/{}", protocol.id, protocol.version)).unwrap_or_default()),
        of(|event| event.reasons.iter().map(porthor_policy::Reason::code).collect::<Vec<_>>().join(" ")),
        of(|event| event.details.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join(" ")),
        exported.body.to_owned(),
    ])
}

fn quoted(value: &str) -> String {
    let starts_formula = value.starts_with(['=', '+', '-', '@', '\t', '\r']);
    let guarded = if starts_formula { format!("'{value}") } else { value.to_owned() };
    if guarded.contains([',', '"', '\r', '\n']) { format!("\"{}\"", guarded.replace('"', "\"\"")) } else { guarded }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn separators_and_quotes_stay_inside_their_value() {
        assert_eq!(line(["a", "b,c", "say \"no\"", "two\nlines", ""]), "a,\"b,c\",\"say \"\"no\"\"\",\"two\nlines\",\r\n");
    }

    #[test]
    fn no_value_is_taken_for_a_formula() {
        for start in ["=", "+", "-", "@", "\t", "\r"] {
            let written = line([format!("{start}SUM(A1)")]);
            assert!(written.trim_start_matches('"').starts_with('\''), "{written:?}");
        }
        assert_eq!(line(["a=b"]), "a=b\r\n");
    }
}
