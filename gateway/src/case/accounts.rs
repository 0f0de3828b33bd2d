//! Whose an address is that somebody is to be put on a case by: nobody's yet, a family's, or somebody's who comes here in their work.

use porthor_policy::{PersonId, Side};

use super::store;
use crate::app::App;
use crate::http::session::staff_of;
use crate::sign_in::store::address_hash;
use crate::store::{StoreError, Tx, names};

/// Whose an address is.
pub enum Holder {
    /// Nobody signs in with it.
    Nobody,
    /// Somebody of a family does, or is invited to.
    OfAFamily(PersonId),
    /// Somebody does in their work, or who runs the machine.
    AtWork,
}

/// Whose `address` is.
pub async fn holder(app: &App, tx: &mut Tx, address: &str) -> Result<Holder, StoreError> {
    Ok(match store::by_address(tx.connection(), &address_hash(app, address)).await? {
        None => Holder::Nobody,
        Some(person) if is_of_a_family(app, tx, &person).await? => Holder::OfAFamily(person),
        Some(_) => Holder::AtWork,
    })
}

/// Whether an account is a family's: without an agency, and not the operator's.
pub async fn is_of_a_family(app: &App, tx: &mut Tx, person: &PersonId) -> Result<bool, StoreError> {
    let post = staff_of(tx.connection(), person).await?.filter(|post| post.ended.is_none() && post.value.agency.is_none());
    let role = post.and_then(|post| app.config.taxonomy.roles.get(&post.value.role));
    Ok(role.is_some_and(|role| role.side == Side::Family))
}

/// Whether somebody goes by this name here. Whoever mistypes an address hits on a stranger now and then, and seldom on one of that name.
pub async fn goes_by(app: &App, tx: &mut Tx, person: &PersonId, name: &str) -> Result<bool, StoreError> {
    let known = names::Names::read(&app.secrets.column, tx.connection(), porthor_policy::Language::En, [], [person]).await?;
    Ok(is_same_name(known.person(person), name))
}

/// Whether two spellings can be of one name: all the words of the shorter stand in the longer, whatever their case, accents and order.
fn is_same_name(one: &str, other: &str) -> bool {
    let (one, other) = (words(one), words(other));
    let (few, many) = if one.len() <= other.len() { (one, other) } else { (other, one) };
    !few.is_empty() && few.iter().all(|word| many.contains(word))
}

fn words(name: &str) -> Vec<String> {
    let plain: String = name.to_lowercase().chars().map(without_accent).collect();
    plain.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty()).map(ToOwned::to_owned).collect()
}

/// A letter without the accent that people leave out where a keyboard lacks it.
fn without_accent(letter: char) -> char {
    match letter {
        'à' | 'á' | 'â' | 'ä' | 'ã' | 'å' => 'a',
        'ç' => 'c',
        'è' | 'é' | 'ê' | 'ë' => 'e',
        'ì' | 'í' | 'î' | 'ï' => 'i',
        'ñ' => 'n',
        'ò' | 'ó' | 'ô' | 'ö' | 'õ' => 'o',
        'ù' | 'ú' | 'û' | 'ü' => 'u',
        'ẁ' | 'ẃ' | 'ŵ' | 'ẅ' => 'w',
        'ỳ' | 'ý' | 'ŷ' | 'ÿ' => 'y',
        _ => letter,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_known_in_other_spellings_and_a_strangers_is_not() {
        for (one, other) in [("Siân Wynne Enghraifft", "sian enghraifft"), ("Enghraifft, Siân", "Siân  Enghraifft"), ("Ŵyn", "WYN")]
        {
            assert!(is_same_name(one, other), "{one} {other}");
        }
        for (one, other) in
            [("Siân Enghraifft", "Siôn Enghraifft"), ("Siân Enghraifft", "Siân Dychmygol"), ("Siân", ""), ("", " -")]
        {
            assert!(!is_same_name(one, other), "{one} {other}");
        }
    }
}
