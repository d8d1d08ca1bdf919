//! The end of a commit's message.

/// The one Change-Id of a message, or what Gerrit says of it.
pub(super) fn change_id(message: &str) -> Result<String, String> {
    let last = message.trim_end().rsplit("\n\n").next().unwrap_or_default();
    let is_subject = !message.trim_end().contains("\n\n");
    let mut ids = last.lines().filter_map(|line| line.strip_prefix("Change-Id:")).map(str::trim);
    let Some(id) = ids.next().filter(|_| !is_subject) else {
        return Err("missing Change-Id in message footer".to_owned());
    };
    if ids.next().is_some() {
        return Err("multiple Change-Id lines in message footer".to_owned());
    }
    if is_change_id(id) {
        Ok(id.to_owned())
    } else {
        Err("invalid Change-Id line format in message footer".to_owned())
    }
}

fn is_change_id(text: &str) -> bool {
    let digits = text.strip_prefix('I').unwrap_or_default();
    digits.len() == 40 && digits.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}
