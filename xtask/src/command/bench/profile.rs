//! What callgrind writes down, as far as the gate looks at it.

/// What one object file of a program took, by its own instructions.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Profile {
    pub instructions: u64,
    /// How often it called another object file.
    pub calls_out: u64,
}

impl Profile {
    /// Reads a profile with names and positions in full (`--compress-strings=no --compress-pos=no`).
    ///
    /// `ob=` names the object file that the lines of cost behind it are of. `cob=` names the one that the next `calls=`
    /// goes to, where that is another one; the line behind `calls=` is the cost of the callee.
    pub fn read(text: &str, object: &str) -> Self {
        let mut profile = Profile { instructions: 0, calls_out: 0 };
        let (mut is_own, mut calls_out, mut is_callee) = (false, false, false);
        for line in text.lines() {
            if let Some(name) = line.strip_prefix("ob=") {
                is_own = name == object;
            } else if let Some(name) = line.strip_prefix("cob=") {
                calls_out = name != object;
            } else if let Some(call) = line.strip_prefix("calls=") {
                let count = call.split(' ').next().and_then(|count| count.parse::<u64>().ok());
                if is_own && calls_out {
                    profile.calls_out += count.unwrap_or(0);
                }
                (calls_out, is_callee) = (false, true);
            } else if line.starts_with(|character: char| character.is_ascii_digit()) {
                let cost = line.split(' ').nth(1).and_then(|cost| cost.parse::<u64>().ok());
                if is_own && !is_callee {
                    profile.instructions += cost.unwrap_or(0);
                }
                is_callee = false;
            }
        }
        profile
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn costs_are_of_the_object_and_calls_of_others_count() {
        let text = "version: 1
positions: line
events: Ir
summary: 1000

ob=/bin/program
fl=src/main.rs
fn=measured
10 5
cfi=src/lib.rs
cfn=parse
calls=2 20
11 300
12 7
cob=/lib/libc.so.6
cfn=malloc
calls=3 100
13 90

ob=/lib/libc.so.6
fl=malloc.c
fn=malloc
100 90
cob=/bin/program
cfn=back
calls=1 1
101 1

ob=/bin/program
fl=src/lib.rs
fn=parse
20 300
";
        let expected = Profile { instructions: 312, calls_out: 3 };
        assert_eq!(Profile::read(text, "/bin/program"), expected);
    }
}
