//! What a report may be: `[reports]`.

use serde::Deserialize;

use crate::error::Misfit;

/// `[reports]`: the media types that are accepted, told by content.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Reports {
    /// Media types as `type/subtype`, in lower case.
    pub allowed_types: Vec<String>,
}

impl Default for Reports {
    fn default() -> Self {
        let types = [
            "application/pdf",
            "image/png",
            "image/jpeg",
            "image/tiff",
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            "application/vnd.oasis.opendocument.text",
            "text/plain",
        ];
        Self { allowed_types: types.map(str::to_owned).to_vec() }
    }
}

impl Reports {
    pub(crate) fn checked(self) -> Result<Self, Misfit> {
        let expected = "at least one media type such as \"application/pdf\", in lower case and without parameters";
        if self.allowed_types.is_empty() {
            return Err(Misfit::new("reports.allowed_types", expected, "none"));
        }
        match self.allowed_types.iter().find(|text| !is_media_type(text)) {
            None => Ok(self),
            Some(text) => Err(Misfit::new("reports.allowed_types", expected, format!("{text:?}"))),
        }
    }
}

/// Whether `text` is a type and a subtype of RFC 6838, without wildcards.
fn is_media_type(text: &str) -> bool {
    let part = |part: &str| {
        !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b".+-_".contains(&byte))
    };
    text.split_once('/').is_some_and(|(kind, subtype)| part(kind) && part(subtype))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wildcard_is_not_a_media_type() {
        for bad in ["image/*", "pdf", "application/PDF", "text/plain; charset=utf-8", "/", ""] {
            let reports = Reports { allowed_types: vec![bad.to_owned()] };
            assert!(reports.checked().is_err(), "{bad}");
        }
        assert!(Reports::default().checked().is_ok());
    }
}
