//! Categories, purposes, roles, clocks and ages: TOML into the policy's taxonomy.
//! The shipped one is part of the program, so that a gateway without files still knows its words.

use std::path::Path;

use porthor_policy::Taxonomy;

use crate::error::ConfigError;
use crate::read;

const SHIPPED: &str = include_str!("../taxonomy.toml");

/// The taxonomy that the program ships with.
pub fn shipped() -> Result<Taxonomy, ConfigError> {
    parse(SHIPPED, Path::new("taxonomy.toml"))
}

/// The taxonomy in a file.
pub fn load(file: &Path) -> Result<Taxonomy, ConfigError> {
    parse(&read::file(file)?, file)
}

/// The taxonomy in `text`; errors name `file` as its source.
pub fn parse(text: &str, file: &Path) -> Result<Taxonomy, ConfigError> {
    read::toml(text, file)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shipped_taxonomy_parses() {
        let taxonomy = shipped().expect("the shipped taxonomy is valid");
        assert!(taxonomy.categories.len() >= 30, "{}", taxonomy.categories.len());
        assert_eq!(taxonomy.ages.own_authority, 16);
    }

    #[test]
    fn every_name_is_given_in_both_languages() {
        let taxonomy = shipped().expect("the shipped taxonomy is valid");
        let names = taxonomy
            .categories
            .values()
            .map(|category| (&category.name_en, &category.name_cy))
            .chain(taxonomy.purposes.values().map(|purpose| (&purpose.name_en, &purpose.name_cy)))
            .chain(taxonomy.roles.values().map(|role| (&role.name_en, &role.name_cy)))
            .chain(taxonomy.clocks.values().map(|clock| (&clock.name_en, &clock.name_cy)));
        for (en, cy) in names {
            assert!(!en.trim().is_empty() && !cy.trim().is_empty(), "{en} / {cy}");
            assert_ne!(en, cy, "a name left untranslated");
        }
    }

    #[test]
    fn an_unknown_class_is_refused_with_its_line() {
        let text = SHIPPED.replacen("class = \"confidential\"", "class = \"secret\"", 1);
        let error = parse(&text, Path::new("mine.toml")).expect_err("there is no class of that name");
        let ConfigError::Malformed { line, problem, .. } = &error else {
            panic!("expected a malformed file, found {error}");
        };
        assert!(*line > 0 && problem.contains("confidential"), "{error}");
    }
}
