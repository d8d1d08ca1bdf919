//! The codes of `check`, each with what it means: what `haggle explain CODE` says of one that is not a rule of the linter.

/// Each code, the command that reports it, and what it means.
pub const CHECK_CODES: [(&str, &str, &str); 21] = [
    (
        "bound-above-pin",
        "check",
        "The line asks for more than the version that the constraints pin. Raise the pin first, or lower the bound.",
    ),
    (
        "bound-excluded",
        "check",
        "The lower bound is a release that the global list excludes. Name the next release that is allowed.",
    ),
    (
        "duplicate-line",
        "check",
        "Two lines of one file are about the same name under markers that can both hold. Keep one of the two.",
    ),
    (
        "extra-exclusion",
        "check",
        "The line excludes a release that the global list allows. Leave the exclusion out, or add it to the global list first.",
    ),
    (
        "marker-too-wide",
        "check",
        "The line asks for the name where the marker of the global list does not. Take the marker of the global list.",
    ),
    (
        "no-lower-bound",
        "check",
        "The line names no least version, so that nobody knows what the project works with. Name it: `>=VERSION`.",
    ),
    (
        "not-in-global-list",
        "check",
        "The global list does not have this name. Add it there first, or remove the line.",
    ),
    (
        "not-pinned",
        "check --exists",
        "The constraints have no pin for this name, and a job that installs under them would take any release. Pin it first.",
    ),
    (
        "pin-refused",
        "check",
        "The line does not allow the version that the constraints pin. Move the pin first, or allow the version.",
    ),
    (
        "unreadable-line",
        "check",
        "The line cannot be understood; `haggle lint` says more, and `--fix` repairs what is certain.",
    ),
    ("unsatisfiable-line", "check", "No version can be what the line asks for."),
    (
        "lower-bound-in-global-list",
        "check --shared",
        "The global list has a lower bound. Leave the bound to the projects.",
    ),
    (
        "neither-pinned-nor-denied",
        "check --shared",
        "A name of the global list is neither pinned nor on the denylist. Pin it, or put it on the denylist.",
    ),
    (
        "no-licence",
        "check --shared",
        "A line of the global list names no licence. Name it in a comment behind the line.",
    ),
    (
        "not-a-project",
        "check --shared",
        "A line of the list of projects is not the name of a project. Write it like `openstack/nova`.",
    ),
    (
        "not-in-normal-form",
        "check --shared",
        "A line is not written as the list is by its tools; `check --shared --fix` writes it.",
    ),
    (
        "pin-outside-global-list",
        "check --shared",
        "The global list does not allow the version that is pinned. Move the pin, or change the exclusions and caps of the global list.",
    ),
    (
        "pinned-and-denied",
        "check --shared",
        "A name is pinned and on the denylist. Take it out of one of the two.",
    ),
    ("repeated-line", "check --shared", "A list has a name twice. Keep one of the two."),
    (
        "unpinned-constraint",
        "check --shared",
        "A line of the constraints does not pin one version with `===`.",
    ),
    (
        "unused-name",
        "check --unused",
        "No project that was looked at requires the name; `pins drop NAME` takes it out.",
    ),
];

/// The page of a code, in Markdown like that of a rule.
pub fn page(code: &str) -> Option<String> {
    let (code, command, means) = CHECK_CODES.iter().find(|(name, ..)| *name == code)?;
    Some(format!("# {code}\n\nReported by `haggle {command}`. {means}\n"))
}
