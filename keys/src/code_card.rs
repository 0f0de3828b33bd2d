//! Codes on paper: the printed card as a second factor without a telephone, and one-time codes for
//! enrolment and recovery.
//!
//! A card has ten rows, A to J, and six columns. The gateway asks for the code at a position; each
//! position counts once. Only keyed hashes are stored: whoever reads the database can neither
//! sign in nor try codes out. Letters are Crockford's base32: no I, L, O or U, and what people type
//! instead of 0 and 1 is read as those.

use std::fmt;
use std::str::FromStr;

use zeroize::Zeroizing;

use crate::random;
use crate::sealed_column::LookupKey;
use crate::secret::same_bytes;

/// Rows of a card, A to J.
pub const ROWS: u8 = 10;
/// Columns of a card, 1 to 6.
pub const COLUMNS: u8 = 6;
/// Codes on a card.
pub const POSITIONS: u8 = ROWS * COLUMNS;
/// Characters of a code on a card: 40 bits, to be guessed at one asked-for position.
pub const CARD_CODE_LEN: usize = 8;
/// Characters of a one-time code: 80 bits.
pub const ONE_TIME_CODE_LEN: usize = 16;
const GROUP: usize = 4;
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const CARD_LABEL: &str = "porthor/v1/code-card";
const ONE_TIME_LABEL: &str = "porthor/v1/one-time-code";

/// Why a typed code or position cannot be one of ours. Says nothing of what was typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CodeError {
    /// Another number of letters and digits.
    #[error("expected {expected} letters and digits, found {found}: compare with the paper")]
    WrongLength {
        /// Characters that the code has.
        expected: usize,
        /// Characters that were typed, without spaces and hyphens.
        found: usize,
    },
    /// A character that is in no code.
    #[error("expected letters and digits only, without U: compare with the paper")]
    UnknownCharacter,
    /// No position of a card.
    #[error("expected a position A1 to J6")]
    NoSuchPosition,
    /// A position whose code was used before.
    #[error("the code at this position was used before: ask for another position")]
    AlreadyUsed,
}

/// A place on a card: row A to J, column 1 to 6.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Position(u8);

impl Position {
    /// The position by number, row by row: 0 is A1, 59 is J6.
    pub const fn new(number: u8) -> Result<Self, CodeError> {
        if number < POSITIONS { Ok(Self(number)) } else { Err(CodeError::NoSuchPosition) }
    }

    /// Its number, row by row, from 0.
    #[must_use]
    pub const fn number(self) -> u8 {
        self.0
    }

    /// All sixty, row by row.
    pub fn all() -> impl Iterator<Item = Self> {
        (0..POSITIONS).map(Self)
    }
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let row = char::from(b'A' + self.0 / COLUMNS);
        write!(f, "{row}{}", self.0 % COLUMNS + 1)
    }
}

impl FromStr for Position {
    type Err = CodeError;

    fn from_str(text: &str) -> Result<Self, CodeError> {
        let &[row, column] = text.as_bytes() else {
            return Err(CodeError::NoSuchPosition);
        };
        let row = row.to_ascii_uppercase().wrapping_sub(b'A');
        let column = column.wrapping_sub(b'1');
        if row >= ROWS || column >= COLUMNS {
            return Err(CodeError::NoSuchPosition);
        }
        Self::new(row * COLUMNS + column)
    }
}

/// Which positions of a card were used; stored as one number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct UsedPositions(u64);

impl UsedPositions {
    /// Reads what [`UsedPositions::to_i64`] gave; bits beyond the card are refused.
    pub fn from_i64(stored: i64) -> Result<Self, CodeError> {
        match u64::try_from(stored) {
            Ok(bits) if bits >> POSITIONS == 0 => Ok(Self(bits)),
            _ => Err(CodeError::NoSuchPosition),
        }
    }

    /// One bit per position; never negative.
    #[must_use]
    pub const fn to_i64(self) -> i64 {
        self.0.cast_signed()
    }

    /// Whether the code at `position` was used.
    #[must_use]
    pub const fn contains(self, position: Position) -> bool {
        self.0 >> position.0 & 1 == 1
    }

    /// Marks `position`; an error if it was used before.
    pub fn spend(self, position: Position) -> Result<Self, CodeError> {
        if self.contains(position) {
            return Err(CodeError::AlreadyUsed);
        }
        Ok(Self(self.0 | 1 << position.0))
    }

    /// Codes left on the card.
    #[must_use]
    pub const fn left(self) -> u8 {
        POSITIONS - self.0.count_ones().to_le_bytes()[0]
    }

    /// A random unused position to ask for; none once the card is used up.
    ///
    /// # Panics
    /// When the operating system has no randomness.
    #[must_use]
    pub fn ask(self) -> Option<Position> {
        let unused: Vec<_> = Position::all().filter(|p| !self.contains(*p)).collect();
        let count = u64::try_from(unused.len()).ok().filter(|count| *count > 0)?;
        // 64 random bits over at most 60 choices: the bias is below 2⁻⁵⁸.
        let choice = u64::from_be_bytes(random::bytes()) % count;
        unused.get(usize::try_from(choice).ok()?).copied()
    }
}

/// A card to print, once: sixty codes.
pub struct CodeCard(Vec<Zeroizing<String>>);

impl CodeCard {
    /// A fresh card, and the keyed hash to store for each position in order.
    ///
    /// `card` is the card's id: a hash is good for that card and position alone.
    ///
    /// # Panics
    /// When the operating system has no randomness.
    #[must_use]
    pub fn generate(lookup: &LookupKey, card: &str) -> (Self, Vec<[u8; 32]>) {
        let codes: Vec<_> = Position::all().map(|_| random_letters(CARD_CODE_LEN)).collect();
        let hashes = Position::all().zip(&codes).map(|(position, code)| card_hash(lookup, card, position, code)).collect();
        (Self(codes), hashes)
    }

    /// The positions and their codes, row by row, for printing.
    pub fn codes(&self) -> impl Iterator<Item = (Position, &str)> {
        Position::all().zip(self.0.iter().map(|code| code.as_str()))
    }
}

impl fmt::Debug for CodeCard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CodeCard(…)")
    }
}

/// Whether `typed` is the code at `position` of `card`, whose stored hash is `hash`.
///
/// The caller checks and marks [`UsedPositions`] in the same transaction.
#[must_use]
pub fn verify_card_code(lookup: &LookupKey, card: &str, position: Position, typed: &str, hash: &[u8; 32]) -> bool {
    normalised(typed, CARD_CODE_LEN).is_ok_and(|code| same_bytes(&card_hash(lookup, card, position, &code), hash))
}

fn card_hash(lookup: &LookupKey, card: &str, position: Position, code: &str) -> [u8; 32] {
    // Position and code have fixed lengths, so that what follows the card id is unambiguous.
    let bytes = Zeroizing::new([card.as_bytes(), &[position.0], code.as_bytes()].concat());
    lookup.hash(CARD_LABEL, &bytes)
}

/// A code of 80 random bits for one use: enrolment of a person or a device, recovery.
///
/// Printed as `XXXX-XXXX-XXXX-XXXX`; read with or without hyphens and spaces, in either case.
#[derive(Clone)]
pub struct OneTimeCode(Zeroizing<String>);

impl OneTimeCode {
    /// A fresh code.
    ///
    /// # Panics
    /// When the operating system has no randomness.
    #[must_use]
    pub fn generate() -> Self {
        Self(random_letters(ONE_TIME_CODE_LEN))
    }

    /// The code as it is printed, four groups joined by hyphens.
    #[must_use]
    pub fn to_printed(&self) -> Zeroizing<String> {
        let mut printed = Zeroizing::new(String::with_capacity(ONE_TIME_CODE_LEN + 3));
        for (place, letter) in self.0.chars().enumerate() {
            if place > 0 && place % GROUP == 0 {
                printed.push('-');
            }
            printed.push(letter);
        }
        printed
    }

    /// The keyed hash to store and to find it by; `purpose` keeps kinds of codes apart.
    #[must_use]
    pub fn hash(&self, lookup: &LookupKey, purpose: &str) -> [u8; 32] {
        let bytes = Zeroizing::new([purpose.as_bytes(), self.0.as_bytes()].concat());
        lookup.hash(ONE_TIME_LABEL, &bytes)
    }
}

impl FromStr for OneTimeCode {
    type Err = CodeError;

    fn from_str(typed: &str) -> Result<Self, CodeError> {
        normalised(typed, ONE_TIME_CODE_LEN).map(Self)
    }
}

impl fmt::Debug for OneTimeCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("OneTimeCode(…)")
    }
}

fn random_letters(count: usize) -> Zeroizing<String> {
    let mut bytes = Zeroizing::new(vec![0; count]);
    random::fill(&mut bytes);
    // 32 letters divide the 256 values of a byte evenly: every letter is equally likely.
    Zeroizing::new(bytes.iter().map(|byte| char::from(ALPHABET[usize::from(byte & 31)])).collect())
}

/// A typed code as it was printed: upper case, without spaces and hyphens, O as 0, I and L as 1.
fn normalised(typed: &str, length: usize) -> Result<Zeroizing<String>, CodeError> {
    // Reserved in full at once, so that no grown-out-of copy stays behind in memory.
    let mut code = Zeroizing::new(String::with_capacity(typed.len()));
    for letter in typed.chars() {
        match letter.to_ascii_uppercase() {
            '-' | ' ' => {}
            'O' => code.push('0'),
            'I' | 'L' => code.push('1'),
            letter if letter.is_ascii() && ALPHABET.contains(&(letter as u8)) => code.push(letter),
            _ => return Err(CodeError::UnknownCharacter),
        }
    }
    if code.len() == length { Ok(code) } else { Err(CodeError::WrongLength { expected: length, found: code.len() }) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::secret::Secret;
    use std::collections::HashSet;

    fn lookup() -> LookupKey {
        LookupKey::new(Secret::new([5; 32]))
    }

    #[test]
    fn a_card_has_sixty_different_codes_from_a1_to_j6() {
        let (card, hashes) = CodeCard::generate(&lookup(), "card");
        let codes: Vec<_> = card.codes().collect();
        assert_eq!((codes.len(), hashes.len()), (60, 60));
        assert_eq!(codes[0].0.to_string(), "A1");
        assert_eq!(codes[59].0.to_string(), "J6");
        let different: HashSet<_> = codes.iter().map(|(_, code)| *code).collect();
        assert_eq!(different.len(), 60);
        assert!(codes.iter().all(|(_, code)| code.len() == CARD_CODE_LEN));
    }

    #[test]
    fn every_code_verifies_at_its_position_and_at_no_other() {
        let (card, hashes) = CodeCard::generate(&lookup(), "card");
        for (position, code) in card.codes() {
            for asked in Position::all() {
                let hash = &hashes[usize::from(asked.number())];
                let fits = verify_card_code(&lookup(), "card", asked, code, hash);
                assert_eq!(fits, asked == position);
            }
        }
    }

    #[test]
    fn a_code_is_of_one_card_and_one_gateway() {
        let (card, hashes) = CodeCard::generate(&lookup(), "card");
        let (position, code) = card.codes().next().expect("a card has codes");
        let other_gateway = LookupKey::new(Secret::new([6; 32]));
        assert!(verify_card_code(&lookup(), "card", position, code, &hashes[0]));
        assert!(!verify_card_code(&lookup(), "care", position, code, &hashes[0]));
        assert!(!verify_card_code(&other_gateway, "card", position, code, &hashes[0]));
    }

    #[test]
    fn a_wrong_code_does_not_verify() {
        let (card, hashes) = CodeCard::generate(&lookup(), "card");
        let (position, code) = card.codes().next().expect("a card has codes");
        for place in 0..CARD_CODE_LEN {
            let letter = code.as_bytes()[place];
            for other in ALPHABET.iter().filter(|other| **other != letter) {
                let mut wrong = code.as_bytes().to_vec();
                wrong[place] = *other;
                let wrong = String::from_utf8(wrong).expect("the alphabet is ASCII");
                assert!(!verify_card_code(&lookup(), "card", position, &wrong, &hashes[0]));
            }
        }
        for wrong in ["", &code[1..], &format!("{code}0"), "ÄÖÜ"] {
            assert!(!verify_card_code(&lookup(), "card", position, wrong, &hashes[0]));
        }
    }

    #[test]
    fn positions_are_read_in_either_case_and_nothing_else_is_one() {
        for position in Position::all() {
            let text = position.to_string();
            assert_eq!(text.parse(), Ok(position));
            assert_eq!(text.to_lowercase().parse(), Ok(position));
        }
        for text in ["", "A", "A0", "A7", "K1", "1A", "A11", "A1 ", "@1", "a:", "É1"] {
            assert_eq!(text.parse::<Position>(), Err(CodeError::NoSuchPosition), "{text}");
        }
        assert_eq!(Position::new(60), Err(CodeError::NoSuchPosition));
    }

    #[test]
    fn a_position_is_spent_once_and_never_asked_again() {
        let mut used = UsedPositions::default();
        let mut asked = HashSet::new();
        for left in (0..POSITIONS).rev() {
            let position = used.ask().expect("there are codes left");
            assert!(asked.insert(position), "{position} was asked before");
            used = used.spend(position).expect("it was unused");
            assert_eq!(used.spend(position), Err(CodeError::AlreadyUsed));
            assert_eq!(used.left(), left);
            assert_eq!(UsedPositions::from_i64(used.to_i64()), Ok(used));
        }
        assert_eq!(used.ask(), None);
    }

    #[test]
    fn a_stored_number_with_foreign_bits_is_refused() {
        for stored in [-1, i64::MIN, 1 << 60, i64::MAX] {
            assert_eq!(UsedPositions::from_i64(stored), Err(CodeError::NoSuchPosition));
        }
        assert!(UsedPositions::from_i64((1 << 60) - 1).is_ok());
    }

    #[test]
    fn positions_are_asked_at_random() {
        let asked: HashSet<_> = (0..2000).filter_map(|_| UsedPositions::default().ask()).collect();
        assert_eq!(asked.len(), 60);
    }

    #[test]
    fn a_one_time_code_is_printed_in_four_groups() {
        let printed = OneTimeCode::generate().to_printed();
        assert_eq!(printed.len(), 19);
        assert!(printed.split('-').all(|group| group.len() == 4));
        let letters = printed.bytes().filter(|letter| *letter != b'-');
        assert!(letters.into_iter().all(|letter| ALPHABET.contains(&letter)));
    }

    #[test]
    fn a_one_time_code_is_read_however_it_is_typed() {
        let code: OneTimeCode = "0123-1A0B-CDEF-10XZ".parse().expect("it is well formed");
        let hash = code.hash(&lookup(), "person");
        for typed in ["01231A0BCDEF10XZ", "0123 1a0b cdef 10xz", " O123-IaoB-cdef-lOxz ", "o-1-2-3-L-a-0-b-c-d-e-f-i-0-x-z"] {
            let read: OneTimeCode = typed.parse().expect("it is well formed");
            assert_eq!(read.hash(&lookup(), "person"), hash, "{typed}");
        }
    }

    #[test]
    fn whatever_is_not_sixteen_letters_of_the_alphabet_is_no_code() {
        for (typed, refusal) in [
            ("", CodeError::WrongLength { expected: 16, found: 0 }),
            ("01231A0BCDEF10X", CodeError::WrongLength { expected: 16, found: 15 }),
            ("01231A0BCDEF10XZ0", CodeError::WrongLength { expected: 16, found: 17 }),
            ("01231A0BCDEF10XU", CodeError::UnknownCharacter),
            ("01231A0BCDEF10X_", CodeError::UnknownCharacter),
            ("01231A0BCDEF10X\n", CodeError::UnknownCharacter),
            ("01231A0BCDEF10XŹ", CodeError::UnknownCharacter),
        ] {
            assert_eq!(typed.parse::<OneTimeCode>().map(|_| ()), Err(refusal), "{typed:?}");
        }
    }

    #[test]
    fn a_one_time_code_for_one_purpose_is_none_for_another() {
        let code = OneTimeCode::generate();
        assert_ne!(code.hash(&lookup(), "person"), code.hash(&lookup(), "device"));
        let other_gateway = LookupKey::new(Secret::new([6; 32]));
        assert_ne!(code.hash(&lookup(), "person"), code.hash(&other_gateway, "person"));
        let another = OneTimeCode::generate();
        assert_ne!(code.hash(&lookup(), "person"), another.hash(&lookup(), "person"));
    }

    #[test]
    fn debug_shows_no_code() {
        assert_eq!(format!("{:?}", OneTimeCode::generate()), "OneTimeCode(…)");
        assert_eq!(format!("{:?}", CodeCard::generate(&lookup(), "c").0), "CodeCard(…)");
    }
}
