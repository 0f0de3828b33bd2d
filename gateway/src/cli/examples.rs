//! The examples at the end of each command's help. They are written once, at the command they belong to; the commands below it show
//! those that are theirs.

use clap::Command;

const HEADING: &str = "EXAMPLES\n";

/// The same command, in which every command without examples of its own shows its part of those above it.
pub fn handed_down(command: Command) -> Command {
    let path = command.get_name().to_owned();
    below(command, &path)
}

fn below(mut command: Command, path: &str) -> Command {
    let shown = of(&command.get_after_help().map(ToString::to_string).unwrap_or_default());
    let names: Vec<String> = command.get_subcommands().map(|sub| sub.get_name().to_owned()).collect();
    for name in names {
        let path = format!("{path} {name}");
        let own: Vec<&str> = shown.iter().filter(|example| shows(example, &path)).map(String::as_str).collect();
        let own = (!own.is_empty()).then(|| format!("{HEADING}{}", own.join("\n")));
        command = command.mut_subcommand(name, |sub| match own {
            Some(own) if sub.get_after_help().is_none() => below(sub.after_help(own), &path),
            _ => below(sub, &path),
        });
    }
    command
}

/// Whether one of the commands of an example is that at `path`.
fn shows(example: &str, path: &str) -> bool {
    let path: Vec<&str> = path.split(' ').collect();
    commands(example).iter().any(|words| words.len() >= path.len() && words.iter().zip(&path).all(|(word, part)| word == part))
}

/// The examples in a text as it is shown: the lines under the heading, those that go on in the next one joined to it.
pub fn of(help: &str) -> Vec<String> {
    let text = help.split_once(HEADING).map_or("", |(_, text)| text);
    let mut examples: Vec<String> = Vec::new();
    for line in text.lines().take_while(|line| !line.is_empty()) {
        match examples.last_mut() {
            Some(begun) if begun.ends_with('\\') => *begun = format!("{begun}\n{line}"),
            _ => examples.push(line.to_owned()),
        }
    }
    examples
}

/// The words of each command in a line of shell, as far as examples use it: quotes, `&&`, `|`, `<`, variables before, a remark.
pub fn commands(example: &str) -> Vec<Vec<String>> {
    let mut commands = vec![Vec::new()];
    for word in words(example) {
        match word.as_str() {
            "&&" | "|" | "<" => commands.push(Vec::new()),
            _ => commands.last_mut().expect("there is one from the start").push(word),
        }
    }
    let is_variable = |word: &String| {
        let name = word.split_once('=').map_or("", |(name, _)| name);
        !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_uppercase() || byte == b'_')
    };
    let bare = commands.into_iter().map(|words| words.into_iter().skip_while(is_variable).collect::<Vec<_>>());
    bare.filter(|words| !words.is_empty()).collect()
}

fn words(line: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let (mut quote, mut in_word) = (None, false);
    for letter in line.replace("\\\n", " ").chars() {
        match (quote, letter) {
            (Some(open), _) if open == letter => quote = None,
            (None, '"' | '\'') => {
                quote = Some(letter);
                if !in_word {
                    words.push(String::new());
                }
                in_word = true;
            }
            (None, _) if letter.is_whitespace() => in_word = false,
            (None, '#') if !in_word => break,
            _ => {
                if !in_word {
                    words.push(String::new());
                }
                in_word = true;
                words.last_mut().expect("a word was begun").push(letter);
            }
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_of_shell_falls_into_its_commands_and_words() {
        let line = "PORTHOR_LOG=debug porthor case open --name \"Elin Mair\" | cat && porthor \\\n    case list  # all";
        let expected = [vec!["porthor", "case", "open", "--name", "Elin Mair"], vec!["cat"], vec!["porthor", "case", "list"]];
        assert_eq!(commands(line), expected);
    }

    #[test]
    fn a_command_below_shows_its_own_part_and_keeps_what_it_has() {
        let list = Command::new("list");
        let live = Command::new("live").after_help("its own");
        let agency = Command::new("agency").subcommands([list, live]);
        let command = Command::new("porthor").subcommand(agency.after_help(
            "EXAMPLES\n  porthor agency list \\\n    --json\n  porthor agency live a\n  porthor agency listen\n\nMore.",
        ));
        let command = handed_down(command);
        let agency = command.find_subcommand("agency").expect("there");
        let help = |name| agency.find_subcommand(name).and_then(Command::get_after_help).map(ToString::to_string);
        assert_eq!(help("list").as_deref(), Some("EXAMPLES\n  porthor agency list \\\n    --json"));
        assert_eq!(help("live").as_deref(), Some("its own"));
    }
}
