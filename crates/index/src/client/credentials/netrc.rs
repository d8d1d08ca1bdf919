//! The file of user names and passwords by host (`.netrc`), as Python's `netrc` reads it, without its errors: what is not understood is
//! passed over.

/// A user name and a password.
#[derive(Clone, PartialEq, Eq, Default)]
pub(super) struct Login {
    pub(super) user: String,
    pub(super) password: String,
}

/// The logins of a file, in its order.
#[derive(Default)]
pub(super) struct Netrc {
    /// The host, or none for all others, and the login there.
    entries: Vec<(Option<String>, Login)>,
}

impl Netrc {
    pub(super) fn parse(text: &str) -> Self {
        let mut netrc = Self::default();
        let mut tokens = Tokens { rest: text };
        while let Some(key) = tokens.key() {
            match key.as_str() {
                "machine" => {
                    let host = tokens.word().unwrap_or_default();
                    netrc.entries.push((Some(host.to_ascii_lowercase()), Login::default()));
                }
                "default" => netrc.entries.push((None, Login::default())),
                "macdef" => tokens.skip_macro(),
                key @ ("login" | "user" | "password" | "account") => {
                    let value = tokens.word().unwrap_or_default();
                    if let Some((_, login)) = netrc.entries.last_mut() {
                        match key {
                            "password" => login.password = value,
                            "account" => {}
                            _ => login.user = value,
                        }
                    }
                }
                _ => {}
            }
        }
        netrc
    }

    /// The login for a host.
    pub(super) fn login(&self, host: &str) -> Option<&Login> {
        let of_host = self.entries.iter().find(|(name, _)| name.as_deref() == Some(host));
        of_host.or_else(|| self.entries.iter().find(|(name, _)| name.is_none())).map(|(_, login)| login)
    }
}

struct Tokens<'t> {
    rest: &'t str,
}

impl Tokens<'_> {
    /// The next word that may be a key: comments go to the end of their line.
    fn key(&mut self) -> Option<String> {
        while self.rest.trim_start().starts_with('#') {
            let comment = self.rest.trim_start();
            self.rest = comment.find('\n').map_or("", |end| &comment[end..]);
        }
        self.word()
    }

    /// The next word, bare or in quotes.
    fn word(&mut self) -> Option<String> {
        self.rest = self.rest.trim_start();
        let mut characters = self.rest.char_indices().peekable();
        let is_quoted = characters.next_if(|(_, first)| *first == '"').is_some();
        let mut word = String::new();
        let mut end = self.rest.len();
        while let Some((at, character)) = characters.next() {
            match character {
                '"' if is_quoted => {
                    end = at + 1;
                    break;
                }
                '\\' => word.extend(characters.next().map(|(_, escaped)| escaped)),
                _ if !is_quoted && character.is_whitespace() => {
                    end = at;
                    break;
                }
                _ => word.push(character),
            }
        }
        let is_there = end > 0;
        self.rest = &self.rest[end..];
        is_there.then_some(word)
    }

    /// A macro ends at an empty line.
    fn skip_macro(&mut self) {
        self.rest = self.rest.find("\n\n").map_or("", |end| &self.rest[end + 2..]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, host: &str, expected: Option<(&str, &str)>) {
        let netrc = Netrc::parse(text);
        let found = netrc.login(host).map(|login| (login.user.as_str(), login.password.as_str()));
        assert_eq!(found, expected, "{text:?} {host}");
    }

    #[test]
    fn logins_are_by_host() {
        let text = "machine a.org login me password p@ss\nmachine b.org\n\tlogin you\n\taccount x\n\tpassword \"two words\"\n";
        check(text, "a.org", Some(("me", "p@ss")));
        check(text, "b.org", Some(("you", "two words")));
        check(text, "c.org", None);
        check(&format!("{text}default login any password one"), "c.org", Some(("any", "one")));
        check(&format!("default login any password one {text}"), "a.org", Some(("me", "p@ss")));
    }

    #[test]
    fn comments_macros_and_escapes_are_read() {
        check("# machine a.org login x\nmachine a.org login y password #1", "a.org", Some(("y", "#1")));
        check(
            "macdef init\nmachine a.org login x\n\nmachine a.org login y password z",
            "a.org",
            Some(("y", "z")),
        );
        check("machine a.org login a\\ b password \"c\\\"d\"", "a.org", Some(("a b", "c\"d")));
        check("machine A.ORG login x password y", "a.org", Some(("x", "y")));
        check("machine", "", Some(("", "")));
        check("login x password y", "a.org", None);
        check("\"", "a.org", None);
    }
}
