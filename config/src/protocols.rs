//! Information-sharing protocols: TOML into the policy's protocols, checked against a taxonomy.
//! A protocol from a file is a draft like any other: it is in force only when every partner has signed it.

use std::path::{Path, PathBuf};

use porthor_policy::{Protocol, Taxonomy};

use crate::error::ConfigError;
use crate::read;

const SHIPPED: [(&str, &str); 2] = [
    ("protocols/aln-support.toml", include_str!("../protocols/aln-support.toml")),
    ("protocols/transition-college.toml", include_str!("../protocols/transition-college.toml")),
];

/// The protocols that the program ships with.
pub fn shipped(taxonomy: &Taxonomy) -> Result<Vec<Protocol>, ConfigError> {
    let texts = SHIPPED.map(|(name, text)| (PathBuf::from(name), text.to_owned()));
    all(texts, taxonomy)
}

/// The protocols in a folder: every file whose name ends in `.toml`, in the order of their names.
pub fn load(folder: &Path, taxonomy: &Taxonomy) -> Result<Vec<Protocol>, ConfigError> {
    let unreadable = |source| ConfigError::Unreadable { file: folder.to_owned(), source };
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(unreadable)? {
        let path = entry.map_err(unreadable)?.path();
        if path.extension().is_some_and(|extension| extension == "toml") {
            files.push(path);
        }
    }
    files.sort();
    let texts = files.into_iter().map(|file| read::file(&file).map(|text| (file, text))).collect::<Result<Vec<_>, _>>()?;
    all(texts, taxonomy)
}

/// The protocol in `text`; errors name `file` as its source.
pub fn parse(text: &str, file: &Path, taxonomy: &Taxonomy) -> Result<Protocol, ConfigError> {
    let protocol = draft(text, file)?;
    check(&protocol, file, taxonomy)?;
    Ok(protocol)
}

/// The same, whether or not it is complete.
pub fn draft(text: &str, file: &Path) -> Result<Protocol, ConfigError> {
    read::toml(text, file)
}

fn all(texts: impl IntoIterator<Item = (PathBuf, String)>, taxonomy: &Taxonomy) -> Result<Vec<Protocol>, ConfigError> {
    let mut protocols: Vec<Protocol> = Vec::new();
    for (file, text) in texts {
        let protocol = parse(&text, &file, taxonomy)?;
        if protocols.iter().any(|other| other.id == protocol.id && other.version == protocol.version) {
            return Err(ConfigError::ProtocolTwice { file, id: protocol.id.to_string(), version: protocol.version });
        }
        protocols.push(protocol);
    }
    Ok(protocols)
}

fn check(protocol: &Protocol, file: &Path, taxonomy: &Taxonomy) -> Result<(), ConfigError> {
    protocol.validate(taxonomy).map_err(|problems| ConfigError::Inconsistent {
        file: file.to_owned(),
        problems: problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "),
    })
}

#[cfg(test)]
mod tests {
    use porthor_policy::{AgencyFacts, ProtocolRecord, Recorded, Signature, Timestamp, Trigger};
    use std::sync::Arc;

    use super::*;
    use crate::{Demo, taxonomy};

    fn words() -> Taxonomy {
        taxonomy::shipped().expect("the shipped taxonomy is valid")
    }

    fn both() -> Vec<Protocol> {
        shipped(&words()).expect("the shipped protocols are valid")
    }

    fn changed(from: &str, to: &str) -> ConfigError {
        let text = SHIPPED[0].1.replacen(from, to, 1);
        assert_ne!(text, SHIPPED[0].1, "the test changes nothing");
        parse(&text, Path::new("mine.toml"), &words()).expect_err("the change is refused")
    }

    /// What opens the way for `category` between two kinds of agency, for a purpose.
    fn trigger(protocol: &Protocol, category: &str, between: [&str; 2], purpose: &str) -> Vec<Trigger> {
        let items = protocol.items.iter().filter(|item| {
            item.category.as_str() == category
                && [String::from(item.from.clone()), String::from(item.to.clone())] == between
                && item.purpose.as_str() == purpose
        });
        items.map(|item| item.trigger).collect()
    }

    #[test]
    fn every_category_and_purpose_stands_in_the_taxonomy() {
        let taxonomy = words();
        for item in both().iter().flat_map(|protocol| &protocol.items) {
            assert!(taxonomy.categories.contains_key(&item.category), "{}", item.category);
            assert!(taxonomy.purposes.contains_key(&item.purpose), "{}", item.purpose);
        }
    }

    #[test]
    fn every_text_is_given_in_both_languages() {
        for protocol in both() {
            let titles = std::iter::once((&protocol.title_en, &protocol.title_cy));
            let refusal = std::iter::once((&protocol.consent.refusal_means_en, &protocol.consent.refusal_means_cy));
            let purposes = protocol.purposes.iter().map(|purpose| (&purpose.text_en, &purpose.text_cy));
            let items = protocol.items.iter().map(|item| (&item.why_en, &item.why_cy));
            let consent = &protocol.consent;
            let terms = [
                (&consent.given_by_en, &consent.given_by_cy),
                (&consent.withdrawal_route_en, &consent.withdrawal_route_cy),
                (&protocol.termination_en, &protocol.termination_cy),
            ];
            let posts = protocol.partners.iter().map(|partner| (&partner.designated_person_en, &partner.designated_person_cy));
            let roles = protocol.partners.iter().map(|partner| (&partner.role_en, &partner.role_cy));
            let statutes = protocol.legal.iter().map(|legal| (&legal.statute_en, &legal.statute_cy));
            let schedules = protocol.legal.iter().map(|legal| (&legal.schedule1_en, &legal.schedule1_cy));
            let groups = protocol.service_user_groups_en.iter().zip(&protocol.service_user_groups_cy);
            let all = titles.chain(refusal).chain(purposes).chain(items).chain(terms).chain(posts).chain(roles);
            for (en, cy) in all.chain(statutes).chain(schedules).chain(groups) {
                assert!(!en.trim().is_empty() && !cy.trim().is_empty(), "{en} / {cy}");
                assert_ne!(en, cy, "a text left untranslated");
            }
        }
    }

    #[test]
    fn no_item_stands_twice() {
        for protocol in both() {
            for (index, item) in protocol.items.iter().enumerate() {
                let again = protocol.items[index + 1..].iter().any(|other| {
                    (&other.category, &other.from, &other.to, &other.purpose)
                        == (&item.category, &item.from, &item.to, &item.purpose)
                });
                assert!(!again, "{}: {} for {}", protocol.id, item.category, item.purpose);
            }
        }
    }

    #[test]
    fn assessments_pass_on_consent_and_statutory_advice_on_request() {
        let protocols = both();
        let (support, transition) = (&protocols[0], &protocols[1]);
        for to in ["kind:school", "kind:council"] {
            let between = ["kind:health-board", to];
            assert_eq!(trigger(support, "speech-language", between, "aln-support"), [Trigger::Consent]);
        }
        let between = ["kind:health-board", "kind:council"];
        assert_eq!(trigger(support, "statutory-advice", between, "statutory-advice"), [Trigger::Request]);
        assert_eq!(trigger(support, "idp", ["kind:council", "kind:school"], "plan-review"), [Trigger::Law]);
        let between = ["kind:health-board", "kind:college"];
        assert_eq!(trigger(transition, "speech-language", between, "transition"), [Trigger::Consent]);
    }

    #[test]
    fn nothing_reaches_a_college_by_law_alone_before_the_move() {
        for item in &both()[1].items {
            let to_college = String::from(item.to.clone()) == "kind:college";
            if to_college && item.purpose.as_str() == "transition" {
                assert_eq!(item.trigger, Trigger::Consent, "{}", item.category);
            }
        }
    }

    #[test]
    fn each_is_in_force_once_the_demonstration_s_agencies_have_signed() {
        let demo = Demo::shipped().expect("the shipped demonstration is consistent");
        let early = Timestamp::from_millis(0);
        let now: Timestamp = "2026-11-22T09:00:00Z".parse().expect("a moment");
        let recorded = |value| Recorded { value, recorded: early, ended: None };
        let agencies: Vec<_> = demo
            .agencies
            .iter()
            .map(|agency| Recorded {
                value: AgencyFacts { id: agency.id.clone(), kind: agency.kind, live: true },
                recorded: early,
                ended: None,
            })
            .collect();
        for protocol in both() {
            let signatures = protocol.partners.iter().map(|partner| {
                let signatory = demo.staff(&partner.agency).next().expect("every partner has staff");
                recorded(Signature { agency: partner.agency.clone(), person: signatory.id.clone() })
            });
            let signatures: Vec<_> = signatures.collect();
            let mut record = ProtocolRecord { protocol: Arc::new(protocol), signatures };
            assert_eq!(record.in_force(&agencies, now), Ok(()));
            record.signatures.pop();
            assert!(record.in_force(&agencies, now).is_err(), "one partner has not signed");
        }
    }

    #[test]
    fn a_day_that_does_not_exist_is_refused_with_its_key() {
        let error = changed("starts = \"2025-09-01\"", "starts = \"2025-02-30\"").to_string();
        assert!(error.contains("starts") && error.contains("mine.toml"), "{error}");
    }

    #[test]
    fn a_category_outside_the_taxonomy_is_refused_by_its_name() {
        let error = changed("category = \"speech-language\"", "category = \"handwriting\"").to_string();
        assert!(error.contains("handwriting"), "{error}");
    }

    #[test]
    fn an_unknown_key_is_refused_by_its_name() {
        let error = changed("method = \"gateway\"", "methods = \"gateway\"").to_string();
        assert!(error.contains("items.methods"), "{error}");
    }

    #[test]
    fn a_version_of_before_every_text_had_both_languages_is_read_and_not_taken_anew() {
        let old = SHIPPED[0].1.replacen("termination_en", "termination", 1);
        let old = old.lines().filter(|line| !line.starts_with("termination_cy")).collect::<Vec<_>>().join("\n");
        let read = draft(&old, Path::new("old.toml")).expect("it can be read");
        assert!(read.termination_en.starts_with("A partner may withdraw") && read.termination_cy.is_empty());
        let refused = parse(&old, Path::new("old.toml"), &words()).expect_err("it is not taken").to_string();
        assert!(refused.contains("how it ends early in Welsh and in English"), "{refused}");
    }

    #[test]
    fn an_untranslated_purpose_is_refused() {
        let error = changed("text_cy = \"Rhoi i'r dysgwr", "text_cy = \"\"\n# \"");
        assert!(matches!(error, ConfigError::Inconsistent { .. }), "{error}");
    }
}
