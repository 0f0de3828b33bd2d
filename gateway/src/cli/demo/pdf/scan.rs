//! Page images as a scanner makes them: grainy paper, a little skewed, with a pen's strokes where the words are; sheets without words
//! carry the drawings of an exercise. Grey, eight bits, A4 at 150 dots per inch. Not compressed: the file has to be large.

use super::{Line, PAGE, font};

/// Width and height, in pixels.
pub const SIZE: (usize, usize) = (1240, 1754);
/// Bytes of one page.
pub const BYTES: usize = SIZE.0 * SIZE.1;

/// Pixels in a point.
const SCALE: f64 = 1240.0 / PAGE.0;
/// How far a line climbs per pixel to the right: the sheet lay askew.
const SKEW: f64 = 0.004;

/// The image of page `number` (from 0), row by row from the top.
pub fn page(number: usize, lines: &[Line]) -> Vec<u8> {
    let mut sheet = Sheet { pixels: Vec::with_capacity(BYTES), grain: 0x2545_f491_4f6c_dd1d ^ (number as u64 + 1) };
    sheet.paper();
    for line in lines {
        sheet.write(line);
    }
    if lines.len() < 2 {
        sheet.exercise(number);
    }
    sheet.pixels
}

struct Sheet {
    pixels: Vec<u8>,
    /// State of the grain (xorshift): the same on every machine.
    grain: u64,
}

impl Sheet {
    fn next(&mut self) -> u64 {
        self.grain ^= self.grain << 13;
        self.grain ^= self.grain >> 7;
        self.grain ^= self.grain << 17;
        self.grain
    }

    /// A number from 0 to 1.
    fn chance(&mut self) -> f64 {
        f64::from(u16::try_from(self.next() & 0xffff).unwrap_or(u16::MAX)) / 65_535.0
    }

    fn paper(&mut self) {
        while self.pixels.len() < BYTES {
            let grains = self.next().to_le_bytes();
            self.pixels.extend(grains.iter().map(|grain| 226 + grain % 24));
        }
        self.pixels.truncate(BYTES);
    }

    /// Each word as a wave about as wide as it would be printed.
    fn write(&mut self, line: &Line) {
        let size = line.size * SCALE;
        let (mut x, y) = (line.x * SCALE, (PAGE.1 - line.y) * SCALE);
        for word in line.text.split(' ') {
            let width = font::width(word, line.size) * SCALE;
            self.word(x, y, width, size);
            x += width + font::width(" ", line.size) * SCALE;
        }
    }

    fn word(&mut self, x: f64, y: f64, width: f64, size: f64) {
        let mut at = (x, y);
        let mut along = 0.0;
        while along < width {
            along += size * (0.12 + 0.1 * self.chance());
            let tall = if self.chance() > 0.8 { 0.7 } else { 0.38 };
            let rise = size * tall * self.chance();
            let to = (x + along.min(width), y - rise);
            self.stroke(at, to, 1.6);
            at = to;
        }
    }

    /// Someone stands and lifts an arm, higher from sheet to sheet.
    fn exercise(&mut self, number: usize) {
        let lift = 60.0 * f64::from(u8::try_from(number % 5).unwrap_or(0));
        for person in [(320.0, 700.0), (800.0, 1150.0)] {
            let (x, y) = person;
            let mut at = (x + 70.0, y - 260.0);
            for turn in 1..=24 {
                let angle = f64::from(turn) * std::f64::consts::TAU / 24.0;
                let to = (x + 70.0 * angle.cos(), y - 260.0 + 70.0 * angle.sin());
                self.stroke(at, to, 2.4);
                at = to;
            }
            self.stroke((x, y - 190.0), (x, y + 60.0), 2.4);
            self.stroke((x, y - 140.0), (x - 150.0, y - 40.0), 2.4);
            self.stroke((x, y - 140.0), (x + 160.0, y - 40.0 - lift), 2.4);
            self.stroke((x, y + 60.0), (x - 90.0, y + 300.0), 2.4);
            self.stroke((x, y + 60.0), (x + 90.0, y + 300.0), 2.4);
        }
    }

    /// A straight stroke of the pen, `radius` pixels to each side.
    fn stroke(&mut self, from: (f64, f64), to: (f64, f64), radius: f64) {
        let length = (to.0 - from.0).hypot(to.1 - from.1);
        let mut done = 0.0;
        while done <= length {
            let part = if length > 0.0 { done / length } else { 0.0 };
            let (x, y) = (from.0 + (to.0 - from.0) * part, from.1 + (to.1 - from.1) * part);
            self.dot(x, y - x * SKEW, radius);
            done += 0.7;
        }
    }

    fn dot(&mut self, x: f64, y: f64, radius: f64) {
        for row in pixels(y, radius, SIZE.1) {
            for column in pixels(x, radius, SIZE.0) {
                let dark = 42 + u8::try_from(self.next() & 31).unwrap_or(0);
                let pixel = &mut self.pixels[row * SIZE.0 + column];
                *pixel = dark.min(*pixel);
            }
        }
    }
}

/// The pixels within `radius` of `middle` that are on the sheet.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "held between nothing and the edge of the sheet before"
)]
fn pixels(middle: f64, radius: f64, edge: usize) -> std::ops::Range<usize> {
    let held = |place: f64| place.round().clamp(0.0, 4096.0) as usize;
    held(middle - radius).min(edge)..(held(middle + radius) + 1).min(edge)
}
