//! The last page of the demonstration: for each role somebody, or two where it takes two, to sign in as, with a code that works now.

use std::path::Path;
use std::time::Duration;

use porthor_keys::code_card::Position;
use tokio_util::sync::CancellationToken;

use super::error::StepError;
use super::gateway::{Folder, Gateway};
use super::people::{Account, PASSWORD, SHOWN, Second, seconds};
use super::seed::World;
use super::steps::Steps;
use crate::app::App;

/// Seconds of an authenticator's step.
const STEP: i64 = 30;
/// The file that always holds the present codes.
const FILE: &str = "sign-in.txt";

/// Prints the list, keeps the file fresh and prints it again whenever Enter is pressed, until `stop` or the gateway's end.
pub async fn show(
    world: &World,
    gateway: &Gateway,
    folder: &Folder,
    steps: &Steps,
    stop: &CancellationToken,
) -> Result<(), StepError> {
    let list = List { world, app: &gateway.served.app };
    let file = folder.path().join(FILE);
    let printed = list.lines().await?;
    folder.write(FILE, printed.join("\n").as_bytes())?;
    steps.line("");
    steps.line(&format!("Serving at {} (trust {}).", gateway.origin, gateway.authority.display()));
    steps.line(&format!(
        "The interface describes itself at {}/api/v1/openapi.json; health at http://{}/healthz.",
        gateway.origin, gateway.served.observe
    ));
    steps.line(&format!("Sign in as any of these. The password of all is: {PASSWORD}"));
    for line in &printed {
        steps.line(line);
    }
    steps.line(&format!("Each code is good once. Enter prints fresh ones; {} always has them. Ctrl-C ends.", file.display()));
    let mut asked = enter_pressed();
    let mut tick = tokio::time::interval(Duration::from_secs(5));
    loop {
        tokio::select! {
            () = stop.cancelled() => return Ok(()),
            () = gateway.served.stop.cancelled() => return Ok(()),
            Some(()) = asked.recv() => {
                for line in list.lines().await? {
                    steps.line(&line);
                }
            }
            _ = tick.tick() => write(&list, folder, &file).await?,
        }
    }
}

async fn write(list: &List<'_>, folder: &Folder, file: &Path) -> Result<(), StepError> {
    // Somebody may have removed the folder; then there is nothing to keep fresh.
    if file.exists() {
        folder.write(FILE, list.lines().await?.join("\n").as_bytes())?;
    }
    Ok(())
}

struct List<'a> {
    world: &'a World,
    app: &'a App,
}

impl List<'_> {
    /// A line for each person: role, name, address, code and for how long it is good.
    async fn lines(&self) -> Result<Vec<String>, StepError> {
        let mut lines = vec![format!("  {:24} {:24} {:40} {}", "role", "name", "address", "code")];
        for id in SHOWN {
            let account = self.world.account(id)?;
            let (code, good) = self.code(account).await?;
            let name =
                self.world.demo.people.iter().find(|person| person.id.as_str() == id).map_or("Operator", |person| &person.name);
            lines.push(format!("  {:24} {name:24} {:40} {code}  ({good})", account.role.to_string(), account.address));
        }
        Ok(lines)
    }

    /// The code that somebody signs in with next, and for how long it is good.
    async fn code(&self, account: &Account) -> Result<(String, String), StepError> {
        let (used, asked) = self.used(&account.person).await?;
        match &account.second {
            Second::Authenticator(secret) => {
                let now = seconds();
                let step = (now / STEP).max(used + 1);
                Ok((secret.code_at(step * STEP).to_string(), holds(step, now)))
            }
            Second::Card(codes) => {
                let position = u8::try_from(asked).ok().and_then(|asked| Position::new(asked).ok()).map(|asked| asked.to_string());
                let code = position.as_ref().and_then(|position| codes.get(position)).cloned().unwrap_or_default();
                Ok((code, format!("{} of the printed card", position.unwrap_or_default())))
            }
        }
    }

    /// The last step whose code the person used, and the position of their card that is asked for next.
    async fn used(&self, person: &str) -> Result<(i64, i64), StepError> {
        let mut reader = self.app.store.reader().await?;
        let row: Option<(i64, i64)> = sqlx::query_as("SELECT totp_step, card_asked FROM credential WHERE person_id = $1")
            .bind(person.to_owned())
            .fetch_optional(&mut *reader)
            .await?;
        Ok(row.unwrap_or_default())
    }
}

/// For how long the code of `step` is good at `now`, or in how long it will be: it is taken one step early and one late.
fn holds(step: i64, now: i64) -> String {
    let wait = (step - 1) * STEP - now;
    if wait > 0 { format!("in {wait} s") } else { format!("for {} s", (step + 2) * STEP - now) }
}

/// Tells of every line that is typed; of none where nobody can type.
fn enter_pressed() -> tokio::sync::mpsc::Receiver<()> {
    let (pressed, receiver) = tokio::sync::mpsc::channel(1);
    if std::io::IsTerminal::is_terminal(&std::io::stdin()) {
        std::thread::spawn(move || {
            let mut line = String::new();
            while std::io::stdin().read_line(&mut line).is_ok_and(|read| read > 0) {
                if pressed.blocking_send(()).is_err() {
                    return;
                }
                line.clear();
            }
        });
    }
    receiver
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_said_to_be_good_for_as_long_as_the_gateway_takes_it() {
        assert_eq!(holds(10, 300), "for 60 s");
        assert_eq!(holds(10, 329), "for 31 s");
        assert_eq!(holds(11, 329), "for 61 s");
        assert_eq!(holds(12, 329), "in 1 s");
    }
}
