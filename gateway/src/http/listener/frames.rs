//! Just enough of HTTP/2 framing (RFC 9113 §4) to know whether a client stands in the middle of
//! something short: a frame header, a control frame, or a header block without its end.
//!
//! The HTTP/2 library sets no time for these; content frames have their own pace.

const PREFACE_BYTES: u64 = 24;
const HEADER_BYTES: usize = 9;

const DATA: u8 = 0x0;
const HEADERS: u8 = 0x1;
const CONTINUATION: u8 = 0x9;
const END_HEADERS: u8 = 0x4;

/// The place of an HTTP/2 client's byte stream among its frames.
#[derive(Clone, Debug)]
pub(super) struct Frames {
    header: [u8; HEADER_BYTES],
    header_bytes: usize,
    /// Bytes left of the preface or the current frame's payload.
    left: u64,
    in_content: bool,
    in_header_block: bool,
}

impl Frames {
    pub(super) fn new() -> Self {
        Self { header: [0; HEADER_BYTES], header_bytes: 0, left: PREFACE_BYTES, in_content: false, in_header_block: false }
    }

    /// Follows bytes that came from the client; true if it ended something on the way.
    pub(super) fn follow(&mut self, mut bytes: &[u8]) -> bool {
        let mut ended = false;
        while !bytes.is_empty() {
            if self.left > 0 {
                let taken = usize::try_from(self.left).map_or(bytes.len(), |left| left.min(bytes.len()));
                self.left -= taken as u64;
                bytes = &bytes[taken..];
                ended |= !self.unfinished();
                continue;
            }
            self.header[self.header_bytes] = bytes[0];
            self.header_bytes += 1;
            bytes = &bytes[1..];
            if self.header_bytes == HEADER_BYTES {
                self.begin_frame();
                ended |= !self.unfinished();
            }
        }
        ended
    }

    /// Is the client in the middle of something that it should end at once?
    pub(super) fn unfinished(&self) -> bool {
        self.in_header_block || self.header_bytes > 0 || (self.left > 0 && !self.in_content)
    }

    fn begin_frame(&mut self) {
        let [a, b, c, kind, flags, ..] = self.header;
        self.left = u64::from(u32::from_be_bytes([0, a, b, c]));
        self.header_bytes = 0;
        self.in_content = kind == DATA;
        if matches!(kind, HEADERS | CONTINUATION) {
            self.in_header_block = flags & END_HEADERS == 0;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frame(kind: u8, flags: u8, payload: usize) -> Vec<u8> {
        let length = u8::try_from(payload).expect("a short payload");
        let mut bytes = vec![0, 0, length, kind, flags, 0, 0, 0, 1];
        bytes.resize(HEADER_BYTES + payload, 7);
        bytes
    }

    #[test]
    fn a_client_is_unfinished_inside_a_header_block_but_not_inside_content() {
        let mut frames = Frames::new();
        frames.follow(&[0; 24]);
        assert!(!frames.unfinished());
        frames.follow(&frame(HEADERS, 0, 10));
        assert!(frames.unfinished(), "the block has no end yet");
        frames.follow(&frame(CONTINUATION, END_HEADERS, 3));
        assert!(!frames.unfinished());
        frames.follow(&frame(DATA, 0, 200)[..50]);
        assert!(!frames.unfinished(), "content has its own pace");
    }

    #[test]
    fn every_cut_inside_a_control_frame_is_unfinished() {
        let settings = frame(0x4, 0, 12);
        for cut in 1..settings.len() {
            let mut frames = Frames::new();
            frames.follow(&[0; 24]);
            frames.follow(&settings[..cut]);
            assert!(frames.unfinished(), "{cut}");
            frames.follow(&settings[cut..]);
            assert!(!frames.unfinished(), "{cut}");
        }
    }
}
