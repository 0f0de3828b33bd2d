//! Square codes (QR, ISO/IEC 18004) for cameras, drawn where the page is: nothing is fetched for them.

use fast_qr::convert::Builder;
use fast_qr::convert::svg::SvgBuilder;
use fast_qr::{ECL, QRBuilder};

/// Light modules around the code, as the standard asks for.
const MARGIN: usize = 4;

/// An SVG element that holds `text`; empty where the text is too long for one.
pub fn square(text: &str) -> String {
    // Level M: paper and screens are clean, and fewer modules are larger ones.
    QRBuilder::new(text).ecl(ECL::M).build().map(|code| SvgBuilder::default().margin(MARGIN).to_str(&code)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::square;

    #[test]
    fn a_square_is_one_element_without_a_style_of_its_own() {
        let drawn = square("ABCD-EFGH-JKMN-PQRS");
        assert!(drawn.starts_with("<svg ") && drawn.ends_with("</svg>"), "{drawn}");
        assert!(!drawn.contains("style") && !drawn.contains("href"), "the policy of pages would refuse it");
        assert!(square(&"x".repeat(8000)).is_empty());
    }
}
