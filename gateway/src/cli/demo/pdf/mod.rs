//! The reports of the demonstration as PDF 1.7 (ISO 32000-1): set as text from their shipped sections, or, for one that was scanned
//! from paper, as page images over an invisible text layer, as scanners write them. `font` is letters and their widths, `scan` the
//! page images. Every byte follows from the text, so that a digest is the same on every machine.

mod font;
mod scan;

use porthor_config::demo::DemoReport;
use porthor_policy::Language;

/// A4, in points.
const PAGE: (f64, f64) = (595.0, 842.0);
const MARGIN: f64 = 64.0;

/// A line of text in its place, from the lower left corner, in points.
struct Line {
    x: f64,
    y: f64,
    size: f64,
    bold: bool,
    text: String,
}

/// The report as a PDF; `stamp` stands above its title, for instance that it is a draft.
pub fn set(report: &DemoReport, stamp: Option<&str>) -> Vec<u8> {
    match report.at_least_bytes {
        None => write(report, &pages(report, stamp, 11.0, 16.0), &[]),
        Some(bytes) => scanned(report, stamp, usize::try_from(bytes).unwrap_or(usize::MAX)),
    }
}

/// Handwriting is larger than print, and sheets with drawings follow until the file is as large as asked for.
fn scanned(report: &DemoReport, stamp: Option<&str>, at_least: usize) -> Vec<u8> {
    let mut pages = pages(report, stamp, 17.0, 30.0);
    while pages.len() * scan::BYTES < at_least {
        let text = format!("{}", pages.len());
        pages.push(vec![Line { x: MARGIN, y: PAGE.1 - MARGIN, size: 17.0, bold: false, text }]);
    }
    let images: Vec<_> = pages.iter().enumerate().map(|(number, lines)| scan::page(number, lines)).collect();
    write(report, &pages, &images)
}

/// Title, sections and paragraphs, broken into lines and pages.
fn pages(report: &DemoReport, stamp: Option<&str>, size: f64, leading: f64) -> Vec<Vec<Line>> {
    let mut flow = Flow { pages: vec![Vec::new()], y: PAGE.1 - MARGIN };
    if let Some(stamp) = stamp {
        flow.paragraph(stamp, size, leading, true);
    }
    flow.paragraph(&report.title, size * 1.6, leading * 1.8, true);
    for section in &report.sections {
        flow.y -= leading * 0.6;
        flow.paragraph(&section.heading, size * 1.2, leading * 1.2, true);
        for paragraph in &section.paragraphs {
            flow.paragraph(paragraph, size, leading, false);
            flow.y -= leading * 0.4;
        }
    }
    flow.pages
}

struct Flow {
    pages: Vec<Vec<Line>>,
    y: f64,
}

impl Flow {
    fn paragraph(&mut self, text: &str, size: f64, leading: f64, bold: bool) {
        for text in broken(text, size, PAGE.0 - 2.0 * MARGIN) {
            if self.y < MARGIN + leading {
                self.pages.push(Vec::new());
                self.y = PAGE.1 - MARGIN;
            }
            self.y -= leading;
            let line = Line { x: MARGIN, y: self.y, size, bold, text };
            self.pages.last_mut().expect("a page was begun").push(line);
        }
    }
}

/// The text in lines of at most `width` points.
fn broken(text: &str, size: f64, width: f64) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split_whitespace() {
        let line = lines.last_mut().expect("a line was begun");
        let longer = if line.is_empty() { word.to_owned() } else { format!("{line} {word}") };
        if line.is_empty() || font::width(&longer, size) <= width {
            *line = longer;
        } else {
            lines.push(word.to_owned());
        }
    }
    lines
}

/// Objects of a file; the number of an object is its place, from 1.
#[derive(Default)]
struct Objects(Vec<Vec<u8>>);

impl Objects {
    fn add(&mut self, body: impl Into<Vec<u8>>) -> usize {
        self.0.push(body.into());
        self.0.len()
    }

    fn stream(&mut self, dictionary: &str, bytes: &[u8]) -> usize {
        let head = format!("<< {dictionary} /Length {} >>\nstream\n", bytes.len());
        self.add([head.as_bytes(), bytes, b"\nendstream"].concat())
    }

    /// The file: objects, their table, and where to begin (7.5).
    fn file(self, catalog: usize, info: usize) -> Vec<u8> {
        // The second line marks the file as binary.
        let mut file = b"%PDF-1.7\n%\xE2\xE3\xCF\xD3\n".to_vec();
        let mut places = Vec::with_capacity(self.0.len());
        for (number, body) in self.0.iter().enumerate() {
            places.push(file.len());
            file.extend_from_slice(format!("{} 0 obj\n", number + 1).as_bytes());
            file.extend_from_slice(body);
            file.extend_from_slice(b"\nendobj\n");
        }
        let (table, size) = (file.len(), places.len() + 1);
        let entries: Vec<_> = places.iter().map(|place| format!("{place:010} 00000 n \n")).collect();
        let end = format!(
            "xref\n0 {size}\n0000000000 65535 f \n{}trailer\n<< /Size {size} /Root {catalog} 0 R /Info {info} 0 R >>\n\
             startxref\n{table}\n%%EOF\n",
            entries.concat()
        );
        file.extend_from_slice(end.as_bytes());
        file
    }
}

/// Writes the pages; where there are `images`, they are what is seen, and the text is there to be searched and read aloud.
fn write(report: &DemoReport, pages: &[Vec<Line>], images: &[Vec<u8>]) -> Vec<u8> {
    let mut objects = Objects::default();
    let font = font::add(&mut objects);
    // The tree of pages is written last, and named by each of them before.
    let tree = objects.0.len() + pages.len() * 2 + images.len() + 1;
    let mut kids = Vec::new();
    for (number, lines) in pages.iter().enumerate() {
        let image = images.get(number).map(|pixels| {
            let (width, height) = scan::SIZE;
            objects.stream(
                &format!(
                    "/Type /XObject /Subtype /Image /Width {width} /Height {height} /ColorSpace /DeviceGray /BitsPerComponent 8"
                ),
                pixels,
            )
        });
        let content = objects.stream("", &content(lines, image.is_some()));
        let shown = image.map(|image| format!("/XObject << /Scan {image} 0 R >> ")).unwrap_or_default();
        let page = objects.add(format!(
            "<< /Type /Page /Parent {tree} 0 R /MediaBox [0 0 {} {}] /Resources << /Font << /F1 {font} 0 R >> {shown}>> /Contents {content} 0 R >>",
            PAGE.0, PAGE.1
        ));
        kids.push(format!("{page} 0 R"));
    }
    objects.add(format!("<< /Type /Pages /Kids [{}] /Count {} >>", kids.join(" "), pages.len()));
    let language = if report.language == Language::Cy { "cy" } else { "en-GB" };
    let catalog = objects
        .add(format!("<< /Type /Catalog /Pages {tree} 0 R /Lang ({language}) /ViewerPreferences << /DisplayDocTitle true >> >>"));
    let info = objects.add(format!("<< /Title <FEFF{}> /Producer (Porthor demonstration) >>", font::utf16(&report.title)));
    objects.file(catalog, info)
}

/// What a page shows. Text is drawn (rendering mode 0), drawn a little thicker (2), or there but unseen (3).
fn content(lines: &[Line], is_scan: bool) -> Vec<u8> {
    let mut content = Vec::new();
    if is_scan {
        content.extend_from_slice(format!("q {} 0 0 {} 0 0 cm /Scan Do Q\n", PAGE.0, PAGE.1).as_bytes());
    }
    content.extend_from_slice(b"BT\n");
    for line in lines {
        let mode = if is_scan {
            "3 Tr"
        } else if line.bold {
            "2 Tr 0.35 w"
        } else {
            "0 Tr"
        };
        let place = format!("{mode} /F1 {:.1} Tf 1 0 0 1 {:.1} {:.1} Tm (", line.size, line.x, line.y);
        content.extend_from_slice(place.as_bytes());
        for code in font::codes(&line.text) {
            if matches!(code, b'(' | b')' | b'\\') {
                content.push(b'\\');
            }
            content.push(code);
        }
        content.extend_from_slice(b") Tj\n");
    }
    content.extend_from_slice(b"ET");
    content
}

#[cfg(test)]
mod tests {
    use super::*;
    use porthor_config::Demo;

    fn reports() -> Vec<DemoReport> {
        Demo::shipped().expect("the shipped demonstration is consistent").reports
    }

    #[test]
    fn every_letter_of_the_shipped_reports_can_be_set() {
        for report in reports() {
            let headings = report.sections.iter().map(|section| &section.heading);
            let paragraphs = report.sections.iter().flat_map(|section| &section.paragraphs);
            for text in headings.chain(paragraphs).chain([&report.title]) {
                let strange: String = text.chars().filter(|letter| font::code(*letter).is_none()).collect();
                assert_eq!(strange, "", "{}", report.id);
            }
        }
    }

    #[test]
    fn the_table_of_objects_points_at_every_object() {
        for report in reports() {
            let file = set(&report, None);
            let tail = String::from_utf8_lossy(&file[file.len() - 64..]).into_owned();
            let table: usize = tail.lines().rev().nth(1).and_then(|line| line.parse().ok()).expect("a place before the end");
            let table = String::from_utf8_lossy(&file[table..]).into_owned();
            let entries = table.lines().filter(|line| line.ends_with(" n "));
            let mut count = 0;
            for (number, entry) in entries.enumerate() {
                let place: usize = entry[..10].parse().expect("ten digits");
                let head = format!("{} 0 obj\n", number + 1);
                assert!(file[place..].starts_with(head.as_bytes()), "{}: object {number}", report.id);
                count += 1;
            }
            assert!(count >= 8, "{}: {count} objects", report.id);
        }
    }

    #[test]
    fn a_scan_is_as_large_as_it_has_to_be_and_print_is_small() {
        for report in reports() {
            let size = set(&report, None).len() as u64;
            match report.at_least_bytes {
                Some(least) => assert!(size >= least && size < least + 8 * 1024 * 1024, "{}: {size}", report.id),
                None => assert!(size < 64 * 1024, "{}: {size}", report.id),
            }
        }
    }

    #[test]
    fn no_line_is_wider_than_the_page_between_its_margins() {
        for report in reports() {
            for line in pages(&report, None, 11.0, 16.0).iter().flatten() {
                assert!(font::width(&line.text, line.size) <= PAGE.0 - 2.0 * MARGIN, "{}", line.text);
                assert!(line.y >= MARGIN, "{}", line.text);
            }
        }
    }

    #[test]
    fn a_stamp_makes_another_file() {
        let report = &reports()[0];
        assert_ne!(set(report, None), set(report, Some("Draft")));
    }
}
