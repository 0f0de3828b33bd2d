//! The soft mutation of Welsh, for names of bodies that the texts do not know beforehand: `SOFT($agency)` in `cy.ftl`, after words that
//! call for it (*i*, *at*, *wrth*, *gan*, *o*).
//!
//! A name mutates in formal Welsh where it begins with a common noun (*i Gyngor Bro Helyg*, *oddi wrth Fwrdd Iechyd Tair Afon*). Names of
//! people, of places and of bodies that are called by a word of their own are left as they are: to change those would be wrong more
//! often than right, and a person's name is theirs.

use fluent_bundle::{FluentArgs, FluentValue};

/// The common nouns that names of public bodies and providers begin with and that can mutate, in small letters.
const NOUNS: [&str; 31] = [
    "bwrdd",
    "canolfan",
    "cartref",
    "clinig",
    "clwb",
    "coleg",
    "comisiwn",
    "comisiynydd",
    "consortiwm",
    "corff",
    "cwmni",
    "cydbwyllgor",
    "cylch",
    "cymdeithas",
    "cyngor",
    "darparwr",
    "grŵp",
    "gwasanaeth",
    "gwasanaethau",
    "lleoliad",
    "llywodraeth",
    "meddygfa",
    "meithrinfa",
    "menter",
    "mudiad",
    "partneriaeth",
    "prifysgol",
    "rhaglen",
    "rhwydwaith",
    "tribiwnlys",
    "tîm",
];

/// What an initial becomes; the longer ones first, so that *ll* is not taken for *l*.
const SOFT: [(&str, &str); 9] =
    [("ll", "l"), ("rh", "r"), ("p", "b"), ("t", "d"), ("c", "g"), ("b", "f"), ("d", "dd"), ("g", ""), ("m", "f")];

/// The name of a body after a word that mutates what follows.
pub fn soft(name: &str) -> String {
    let small = name.split([' ', '\'', '’']).next().unwrap_or_default().to_lowercase();
    if !NOUNS.contains(&small.as_str()) {
        return name.to_owned();
    }
    let Some((from, to)) = SOFT.iter().find(|(from, _)| small.starts_with(from)) else { return name.to_owned() };
    let begun_large = name.starts_with(char::is_uppercase);
    let rest = &name[from.len()..];
    let mutated = format!("{to}{rest}");
    let mut letters = mutated.chars();
    match letters.next() {
        Some(initial) if begun_large => initial.to_uppercase().chain(letters).collect(),
        _ => mutated,
    }
}

/// [`soft`] as the texts call it.
pub fn function<'a>(positional: &[FluentValue<'a>], _named: &FluentArgs<'_>) -> FluentValue<'a> {
    match positional.first() {
        Some(FluentValue::String(name)) => soft(name).into(),
        _ => FluentValue::Error,
    }
}

#[cfg(test)]
mod tests {
    use super::soft;

    #[test]
    fn a_common_noun_mutates_and_keeps_its_capital() {
        for (name, mutated) in [
            ("Bwrdd Iechyd Tair Afon", "Fwrdd Iechyd Tair Afon"),
            ("Cyngor Sir Dyffryn Gwawr", "Gyngor Sir Dyffryn Gwawr"),
            ("Coleg Tair Derwen", "Goleg Tair Derwen"),
            ("Gwasanaeth Ieuenctid y Fro", "Wasanaeth Ieuenctid y Fro"),
            ("Grŵp Chwarae'r Cwm", "Rŵp Chwarae'r Cwm"),
            ("Llywodraeth Cymru", "Lywodraeth Cymru"),
            ("Prifysgol y Bryniau", "Brifysgol y Bryniau"),
            ("Meddygfa'r Bont", "Feddygfa'r Bont"),
            ("Meithrinfa Dan y Coed", "Feithrinfa Dan y Coed"),
            ("Tîm o Amgylch y Teulu", "Dîm o Amgylch y Teulu"),
            ("Rhwydwaith Rhieni", "Rwydwaith Rhieni"),
            ("bwrdd iechyd", "fwrdd iechyd"),
        ] {
            assert_eq!(soft(name), mutated);
        }
    }

    #[test]
    fn other_names_stay_as_they_are() {
        for name in
            ["Ysgol Nant y Wennol", "Cwlwm Cyfeillion", "Tair Afon", "Delyth Prys", "Kestrel Rock High School", "Bwrddio", ""]
        {
            assert_eq!(soft(name), name);
        }
    }
}
