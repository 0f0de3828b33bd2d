//! Every word a person reads, in Welsh and English, from `locales/{cy,en}.ftl` (Project Fluent). A key that is missing in one
//! language is a defect that the tests find; at run time it shows as the key itself, never as the other language.

use std::sync::Arc;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use porthor_policy::{Language, Reason, Taxonomy};
use unic_langid::LanguageIdentifier;

use crate::store::names::Register;

mod mutation;

/// The two languages' texts, parsed once, the names of the operator's codes, and those of agencies and protocols.
pub struct Words {
    names: Option<Arc<Taxonomy>>,
    register: Arc<Register>,
    en: FluentBundle<FluentResource>,
    cy: FluentBundle<FluentResource>,
}

const EN: &str = include_str!("../locales/en.ftl");
const CY: &str = include_str!("../locales/cy.ftl");

impl Words {
    /// Parses the shipped texts.
    pub fn shipped() -> Self {
        Self { names: None, register: Arc::default(), en: bundle("en", EN), cy: bundle("cy", CY) }
    }

    /// The shipped texts, with roles, categories and purposes called by their names in `taxonomy`, agencies and protocols by those in
    /// `register`.
    pub fn naming(taxonomy: Arc<Taxonomy>, register: Arc<Register>) -> Self {
        Self { names: Some(taxonomy), register, ..Self::shipped() }
    }

    /// The text of `key` in `language` with `arguments` put in.
    pub fn text(&self, language: Language, key: &str, arguments: &[(&str, String)]) -> String {
        let mut given = FluentArgs::new();
        for (name, value) in arguments {
            given.set(*name, FluentValue::from(value.clone()));
        }
        self.format(language, key, &given)
    }

    /// Whether there is a text of this key.
    pub fn has(&self, key: &str) -> bool {
        self.en.has_message(key) && self.cy.has_message(key)
    }

    /// Such a text, where a number among the arguments may choose the form of a word.
    pub fn format(&self, language: Language, key: &str, arguments: &FluentArgs<'_>) -> String {
        let bundle = match language {
            Language::En => &self.en,
            Language::Cy => &self.cy,
        };
        let Some(pattern) = bundle.get_message(key).and_then(|message| message.value()) else {
            tracing::error!(key, "a text is missing");
            return key.to_owned();
        };
        let mut errors = Vec::new();
        bundle.format_pattern(pattern, Some(arguments), &mut errors).into_owned()
    }

    /// What a reason says, and what would have to change for the answer to be yes.
    pub fn reason(&self, language: Language, reason: &Reason) -> (String, String) {
        let fields = reason_fields(reason);
        let called = |name: &str, value: &str| self.name(language, name, value).unwrap_or_else(|| value.to_owned());
        let fields: Vec<(&str, String)> = fields.iter().map(|(name, value)| (name.as_str(), called(name, value))).collect();
        let code = reason.code();
        (self.text(language, &format!("reason-{code}"), &fields), self.text(language, &format!("reason-{code}-remedy"), &fields))
    }
}

impl Words {
    /// What a code in the field `kind` is called.
    pub fn name(&self, language: Language, kind: &str, code: &str) -> Option<String> {
        match kind {
            "agency" => return self.register.agency(language, code),
            "protocol" => return self.register.protocol(language, code),
            _ => {}
        }
        let names = self.names.as_ref()?;
        let (en, cy) = match kind {
            "verb" => return Some(self.text(language, &format!("verb-{code}"), &[])),
            // The protocols' own words for what becomes of a report in the end, and how it passes; a partner may write others.
            "disposal" if code == "case-key-destroyed" => return Some(self.text(language, "protocol-disposal-key", &[])),
            "method" if code == "gateway" => return Some(self.text(language, "protocol-method-gateway", &[])),
            "confidentiality" if matches!(code, "consent" | "statute") => {
                return Some(self.text(language, &format!("protocol-confidentiality-{code}"), &[]));
            }
            "role" => names.roles.get(&code.parse().ok()?).map(|role| (&role.name_en, &role.name_cy))?,
            "category" => names.categories.get(&code.parse().ok()?).map(|category| (&category.name_en, &category.name_cy))?,
            "purpose" => names.purposes.get(&code.parse().ok()?).map(|purpose| (&purpose.name_en, &purpose.name_cy))?,
            _ => return None,
        };
        Some(if language == Language::Cy { cy } else { en }.clone())
    }
}

/// The fields of a reason (ids, codes and dates) under their names.
fn reason_fields(reason: &Reason) -> Vec<(String, String)> {
    let Ok(serde_json::Value::Object(fields)) = serde_json::to_value(reason) else { return Vec::new() };
    fields.into_iter().map(|(name, value)| (name, value.as_str().map_or_else(|| value.to_string(), ToOwned::to_owned))).collect()
}

fn bundle(tag: &str, text: &str) -> FluentBundle<FluentResource> {
    let language: LanguageIdentifier = tag.parse().expect("cy and en are language tags");
    let resource =
        FluentResource::try_new(text.to_owned()).map_err(|(_, errors)| errors).expect("the shipped texts parse, as a test proves");
    let mut bundle = FluentBundle::new_concurrent(vec![language]);
    bundle.set_use_isolating(false);
    bundle.add_function("SOFT", mutation::function).expect("no other function has the name");
    bundle.add_resource(resource).expect("no key stands twice in the shipped texts, as a test proves");
    bundle
}

/// The language that an `Accept-Language` header asks for: the first of Welsh and English by its weights (RFC 9110, 12.5.4);
/// English where it names neither.
pub fn negotiate(header: Option<&str>) -> Language {
    let mut best = (Language::En, -1.0_f32);
    for part in header.unwrap_or_default().split(',') {
        let (tag, weight) = part.split_once(";q=").map_or((part, 1.0), |(tag, q)| (tag, q.trim().parse().unwrap_or(0.0)));
        let language = match tag.trim().split('-').next() {
            Some(tag) if tag.eq_ignore_ascii_case("cy") => Language::Cy,
            Some(tag) if tag.eq_ignore_ascii_case("en") => Language::En,
            _ => continue,
        };
        if weight > best.1 && weight > 0.0 {
            best = (language, weight);
        }
    }
    best.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_language_by_weight_is_taken() {
        assert_eq!(negotiate(Some("cy")), Language::Cy);
        assert_eq!(negotiate(Some("en;q=0.5, cy-GB;q=0.9")), Language::Cy);
        assert_eq!(negotiate(Some("cy;q=0.1,en")), Language::En);
        assert_eq!(negotiate(Some("cy;q=0")), Language::En);
        assert_eq!(negotiate(Some("fr, de;q=0.3")), Language::En);
        assert_eq!(negotiate(None), Language::En);
    }

    #[test]
    fn welsh_counts_in_its_own_forms_and_mutates_after_the_number() {
        let words = Words::shipped();
        let said = |n: i64| {
            let mut arguments = FluentArgs::new();
            arguments.set("n", n);
            words.format(Language::Cy, "desk-remarks", &arguments)
        };
        for (n, counted) in [
            (0, "0 cwestiwn"),
            (1, "1 cwestiwn"),
            (2, "2 gwestiwn"),
            (3, "3 chwestiwn"),
            (4, "4 cwestiwn"),
            (5, "5 cwestiwn"),
            (6, "6 chwestiwn"),
            (7, "7 cwestiwn"),
            (12, "12 cwestiwn"),
        ] {
            assert!(said(n).starts_with(&format!("Mae {counted} ")), "{n}: {}", said(n));
        }
    }

    #[test]
    fn codes_are_called_by_their_names() {
        let taxonomy = porthor_config::Config::from_toml("", std::path::Path::new("/srv")).expect("the shipped one").taxonomy;
        let reason = Reason::RoleLacksVerb { role: "parent".parse().expect("a role"), verb: porthor_policy::Verb::Declare };
        let words = Words::naming(taxonomy, Arc::default());
        let (said, _) = words.reason(Language::Cy, &reason);
        assert!(said.contains("Rhiant") && said.contains("Datgan argyfwng"), "{said}");
        let (said, _) = words.reason(Language::En, &reason);
        assert!(said.contains("Parent") && said.contains("Declare an emergency"), "{said}");
    }

    #[test]
    fn every_reason_is_worded_in_both_languages() {
        let words = Words::shipped();
        for code in porthor_policy::Reason::ALL_CODES {
            for key in [format!("reason-{code}"), format!("reason-{code}-remedy")] {
                assert!(words.en.has_message(&key), "en.ftl lacks {key}");
                assert!(words.cy.has_message(&key), "cy.ftl lacks {key}");
            }
        }
    }

    #[test]
    fn both_languages_have_the_same_keys_and_arguments() {
        let (en, cy) = (keys_and_arguments(EN), keys_and_arguments(CY));
        for (key, arguments) in &en {
            assert_eq!(Some(arguments), cy.get(key), "{key}");
        }
        assert_eq!(en.len(), cy.len(), "a key stands in one language only");
        assert!(en.len() > 150);
    }

    fn keys_and_arguments(text: &str) -> std::collections::BTreeMap<String, std::collections::BTreeSet<String>> {
        let mut found = std::collections::BTreeMap::<String, std::collections::BTreeSet<String>>::new();
        let mut key = String::new();
        for line in text.lines() {
            if line.starts_with(|first: char| first.is_ascii_lowercase())
                && let Some((name, _)) = line.split_once('=')
            {
                name.trim().clone_into(&mut key);
                found.entry(key.clone()).or_default();
            }
            for (start, _) in line.match_indices('$') {
                let name = line[start + 1..].chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_' || *c == '-').collect();
                found.entry(key.clone()).or_default().insert(name);
            }
        }
        found
    }
}
