//! A real terminal (a pseudo-terminal of `script`, util-linux) with a program in it, and somebody who reads and types.

use std::io::{Read, Write};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::thread;
use std::time::{Duration, Instant};

/// How long somebody looks at a screen on which nothing comes.
const PATIENCE: Duration = Duration::from_mins(1);

/// The words of a screen on which a card was shown: each place is followed by its code.
pub struct Card(Vec<String>);

impl Card {
    /// The code at a place.
    pub fn at(&self, position: &str) -> &str {
        let place = self.0.iter().position(|word| word == position).expect("the card has the place");
        &self.0[place + 1]
    }
}

/// A terminal in which a command runs.
pub struct Terminal {
    child: Child,
    keyboard: ChildStdin,
    screen: Receiver<Vec<u8>>,
    shown: String,
    /// How much of it has been read.
    read: usize,
}

impl Terminal {
    /// Runs a shell command in a terminal of its own. `set` alters what it finds around it.
    pub fn runs(command: &str, set: impl FnOnce(&mut Command)) -> Self {
        let mut script = Command::new("script");
        script.args(["--quiet", "--return", "--command", command, "/dev/null"]).env("SHELL", "/bin/sh");
        script.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        set(&mut script);
        let mut child = script.spawn().expect("script is part of util-linux");
        let keyboard = child.stdin.take().expect("piped above");
        let mut output = child.stdout.take().expect("piped above");
        let (send, screen) = mpsc::channel();
        thread::spawn(move || {
            let mut bytes = [0; 4096];
            while let Ok(read @ 1..) = output.read(&mut bytes) {
                if send.send(bytes[..read].to_vec()).is_err() {
                    return;
                }
            }
        });
        Self { child, keyboard, screen, shown: String::new(), read: 0 }
    }

    /// Waits until `text` is shown, after what was waited for before.
    #[track_caller]
    pub fn shows(&mut self, text: &str) -> &mut Self {
        let until = Instant::now() + PATIENCE;
        loop {
            if let Some(found) = self.shown[self.read..].find(text) {
                self.read += found + text.len();
                return self;
            }
            let more = self.screen.recv_timeout(until.saturating_duration_since(Instant::now()));
            let Ok(more) = more else { panic!("`{text}` is not shown; the screen: {}", self.shown) };
            self.shown.push_str(&String::from_utf8_lossy(&more));
        }
    }

    /// Types a line.
    pub fn types(&mut self, line: &str) -> &mut Self {
        self.presses(&format!("{line}\n"))
    }

    /// Presses keys.
    pub fn presses(&mut self, keys: &str) -> &mut Self {
        self.keyboard.write_all(keys.as_bytes()).and_then(|()| self.keyboard.flush()).expect("the terminal is there");
        self
    }

    /// Waits for the card of codes that an enrolment shows, enters the code that it asks for, and gives the card.
    pub fn takes_card(&mut self) -> Card {
        self.shows("Print this card").shows("of your card:");
        let card = Card(self.shown.split_whitespace().map(str::to_owned).collect());
        self.gives_code(&card);
        card
    }

    /// Enters the code that is asked for.
    pub fn gives_code(&mut self, card: &Card) -> &mut Self {
        if !self.shown[..self.read].ends_with("of your card:") {
            self.shows("of your card:");
        }
        let (_, question) = self.shown[..self.read].rsplit_once("Code at ").expect("it is asked for by its place");
        let position = question.split(' ').next().expect("split gives one piece at least");
        let code = card.at(position).to_owned();
        self.types(&code)
    }

    /// Waits until the command has ended; gives its exit code and all that was shown.
    #[track_caller]
    pub fn ends(mut self) -> (i32, String) {
        let until = Instant::now() + PATIENCE;
        while let Ok(more) = self.screen.recv_timeout(until.saturating_duration_since(Instant::now())) {
            self.shown.push_str(&String::from_utf8_lossy(&more));
        }
        assert!(Instant::now() < until, "the command does not end; the screen: {}", self.shown);
        let status = self.child.wait().expect("a child of ours");
        (status.code().expect("script ends by itself"), std::mem::take(&mut self.shown))
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
