//! The demonstration, as a new user sees it: it walks the main job against itself and ends well, or says which step did not.

use std::process::Command;

use porthor_tests::porthor;

#[test]
fn every_step_of_the_walk_acts_as_it_should() {
    let output = Command::new(porthor()).args(["demo", "--once", "--listen", "127.0.0.1:0"]).output().expect("the program starts");
    let told = String::from_utf8_lossy(&output.stdout);
    let wrong = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{told}\n{wrong}");
    for step in ["no-consent", "cut", "consent-withdrawn", "differs from what was committed", "steps acted as they should"] {
        assert!(told.contains(step), "the walk does not tell of {step}:\n{told}");
    }
}

#[test]
fn a_port_that_is_taken_ends_it_with_an_error_that_says_so() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = taken.local_addr().expect("it is bound").to_string();
    let output = Command::new(porthor()).args(["demo", "--once", "--listen", &address]).output().expect("the program starts");
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stderr).contains(&address));
}
