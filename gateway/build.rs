//! Builds nothing: the pages' style and script come from Node (`scripts/install pages`), and the program embeds what it finds.
//! Where they are missing, the build ends here with one line, not with an error for each file that names it.

use std::path::Path;

/// What that command builds.
const ASSETS: [&str; 10] = [
    "pages/built/porthor.css",
    "pages/built/porthor.css.gz",
    "pages/built/porthor.js",
    "pages/built/porthor.js.gz",
    "pages/built/seal.js",
    "pages/built/seal.js.gz",
    "pages/built/offline.js",
    "pages/built/offline.js.gz",
    "pages/built/licences.txt",
    "pages/built/licences.txt.gz",
];
/// What else goes into the program as text.
const TEXTS: [&str; 2] = ["templates", "locales"];

fn main() {
    // To cargo, a path that is not there has always changed: a missing asset is looked for again at every build.
    for path in ASSETS.iter().chain(TEXTS.iter().filter(|folder| Path::new(folder).exists())) {
        println!("cargo::rerun-if-changed={path}");
    }
    if !ASSETS.iter().all(|path| Path::new(path).is_file()) {
        println!("cargo::error=the pages' assets are not built: run scripts/install pages");
    }
}
