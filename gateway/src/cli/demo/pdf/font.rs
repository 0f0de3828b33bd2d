//! Letters and their widths: Helvetica, one of the fourteen fonts that every reader of PDF has (ISO 32000-1, 9.6.2.2), in the
//! Windows Latin encoding with Welsh ŵ and ŷ put where it is empty, and a map back to Unicode for copying and reading aloud.

use super::Objects;
use crate::hex::hex;

/// Widths of codes 32 to 126, in thousandths of the size.
const ASCII: [u16; 95] = [
    278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556, 556, 556, 556, 556, 556, 556,
    556, 278, 278, 584, 584, 584, 556, 1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833, 722, 778, 667, 778,
    722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556, 333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222,
    500, 222, 833, 556, 556, 556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584,
];
/// Widths of codes 160 to 255, which are those of Latin-1.
const LATIN: [u16; 96] = [
    278, 333, 556, 556, 556, 556, 260, 556, 333, 737, 370, 556, 584, 333, 737, 333, 400, 584, 333, 333, 333, 556, 537, 278, 333,
    333, 365, 556, 834, 834, 834, 611, 667, 667, 667, 667, 667, 667, 1000, 722, 667, 667, 667, 667, 278, 278, 278, 278, 722, 722,
    778, 778, 778, 778, 778, 584, 778, 722, 722, 722, 722, 667, 667, 611, 556, 556, 556, 556, 556, 556, 889, 500, 556, 556, 556,
    556, 278, 278, 278, 278, 556, 556, 556, 556, 556, 556, 556, 584, 611, 556, 556, 556, 556, 500, 556, 500,
];
/// Letters between the two: Welsh ones in codes that Windows Latin leaves empty, and marks in their usual ones.
const OTHERS: [(char, u8, u16); 11] = [
    ('ŵ', 129, 722),
    ('…', 133, 1000),
    ('ŷ', 141, 500),
    ('Ŵ', 143, 944),
    ('Ŷ', 144, 667),
    ('‘', 145, 222),
    ('’', 146, 222),
    ('“', 147, 333),
    ('”', 148, 333),
    ('–', 150, 556),
    ('—', 151, 1000),
];

/// The code of a letter; none for one that the font is not set up for.
pub fn code(letter: char) -> Option<u8> {
    match letter {
        ' '..='~' | '\u{a0}'..='\u{ff}' => u8::try_from(u32::from(letter)).ok(),
        _ => OTHERS.iter().find(|(other, ..)| *other == letter).map(|(_, code, _)| *code),
    }
}

/// The codes of a text; what has none is set as a question mark.
pub fn codes(text: &str) -> impl Iterator<Item = u8> {
    text.chars().map(|letter| code(letter).unwrap_or(b'?'))
}

/// How wide a text is at `size`, in points.
pub fn width(text: &str, size: f64) -> f64 {
    codes(text).map(|code| f64::from(width_of(code))).sum::<f64>() * size / 1000.0
}

fn width_of(code: u8) -> u16 {
    match code {
        32..=126 => ASCII[usize::from(code - 32)],
        160..=255 => LATIN[usize::from(code - 160)],
        _ => OTHERS.iter().find(|(_, other, _)| *other == code).map_or(0, |(.., width)| *width),
    }
}

/// Big-endian UTF-16 in hexadecimal.
pub fn utf16(text: &str) -> String {
    hex(&text.encode_utf16().flat_map(u16::to_be_bytes).collect::<Vec<_>>())
}

/// Adds the font; gives its number.
pub fn add(objects: &mut Objects) -> usize {
    let widths: Vec<_> = (32..=255).map(|code| width_of(code).to_string()).collect();
    let descriptor = objects.add(
        "<< /Type /FontDescriptor /FontName /Helvetica /Flags 32 /FontBBox [-166 -225 1000 931] /ItalicAngle 0 /Ascent 718 \
         /Descent -207 /CapHeight 718 /StemV 88 >>",
    );
    let to_unicode = objects.stream("", to_unicode().as_bytes());
    objects.add(format!(
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /FirstChar 32 /LastChar 255 /Widths [{}] /FontDescriptor {descriptor} 0 R \
         /ToUnicode {to_unicode} 0 R /Encoding << /Type /Encoding /BaseEncoding /WinAnsiEncoding /Differences [129 /wcircumflex \
         141 /ycircumflex 143 /Wcircumflex 144 /Ycircumflex] >> >>",
        widths.join(" ")
    ))
}

/// From codes to Unicode (9.10.3).
fn to_unicode() -> String {
    let others: Vec<_> =
        OTHERS.iter().map(|(letter, code, _)| format!("<{code:02X}> <{}>\n", utf16(&letter.to_string()))).collect();
    format!(
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n/CIDSystemInfo << /Registry (Porthor) /Ordering (Welsh) \
         /Supplement 0 >> def\n/CMapName /Porthor-Welsh def\n/CMapType 2 def\n1 begincodespacerange\n<00> <FF>\nendcodespacerange\n\
         2 beginbfrange\n<20> <7E> <0020>\n<A0> <FF> <00A0>\nendbfrange\n{} beginbfchar\n{}endbfchar\nendcmap\n\
         CMapName currentdict /CMap defineresource pop\nend\nend",
        OTHERS.len(),
        others.concat()
    )
}
