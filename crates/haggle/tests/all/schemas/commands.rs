//! The commands that print data.

/// Every command that takes `--format json`, with the schemas of what it prints.
pub const COMMANDS: &[(&str, &[&str])] = &[
    ("audit", &["audit", "audit-catalogue"]),
    ("cache", &["cache"]),
    ("changes", &["changes"]),
    ("check", &["check", "check-shared", "check-release"]),
    ("decide", &["decide-record", "decide-due", "decide-check"]),
    ("doctor", &["doctor"]),
    ("elicit", &["elicit"]),
    ("evaluate", &["evaluate", "evaluate-backtest"]),
    ("explain", &["explain"]),
    ("floor", &["floor"]),
    ("forecast", &["forecast"]),
    ("include", &["propose", "published"]),
    ("init", &["init"]),
    ("lint", &["lint"]),
    ("message check", &["message-check"]),
    ("pins bisect", &["pins-bisect"]),
    ("pins bump", &["pins-draft", "published"]),
    ("pins cap", &["pins-draft", "published"]),
    ("pins denylist", &["pins-draft", "published"]),
    ("pins drop", &["pins-draft", "published"]),
    ("pins environment", &["pins-draft", "published"]),
    ("pins exclude", &["pins-draft", "published"]),
    ("pins generate", &["pins-draft", "published"]),
    ("pins holds", &["pins-holds", "pins-draft", "published"]),
    ("pins projects", &["pins-draft", "published"]),
    ("pins rollback", &["pins-draft", "published"]),
    ("pins uncap", &["pins-draft", "published"]),
    ("pins update", &["pins-update", "published"]),
    ("pins why-behind", &["pins-why-behind"]),
    ("place", &["propose", "published"]),
    ("raise", &["propose", "published"]),
    ("remove", &["propose", "published"]),
    ("resolve", &["resolve", "resolve-question", "resolve-statistics"]),
    ("retire", &["retire", "published"]),
    ("snapshot diff", &["snapshot-diff"]),
    ("status", &["status"]),
    ("sync", &["sync", "published"]),
    ("what-broke", &["what-broke"]),
];

/// Documents whose schemas are made from them, with commands on a copy of the demo, or on the second one, that print them.
pub const DOCUMENTS: &[(&str, &[&str])] = &[
    ("status", &["status --demo", "status --demo=harbour"]),
    (
        "evaluate",
        &["evaluate --demo --no-records --samples 100", "evaluate --demo=harbour --no-records --samples 100"],
    ),
    ("decide-due", &["decide --due"]),
    ("decide-check", &["decide --check"]),
    ("check", &["check", "check --demo=harbour"]),
    ("check-shared", &["check --shared --demo", "check --unused --demo"]),
    (
        "propose",
        &[
            "include xattr --demo",
            "remove cursive --demo",
            "place castellan --placement extra --extra signing --demo",
        ],
    ),
    ("pins-draft", &["pins bump amqp 5.4.2", "pins bump tzdata 2026.6"]),
    ("pins-holds", &["pins holds"]),
    ("pins-why-behind", &["pins why-behind --snapshot snapshot.json"]),
    ("pins-update", &["pins update --snapshot snapshot.json --no-excuses"]),
    ("doctor", &["doctor --demo", "doctor --demo=harbour"]),
    ("lint", &["lint requirements/global-requirements.txt", "lint broken.txt"]),
    ("audit", &["audit app"]),
    ("evaluate-backtest", &["evaluate --samples 10 --backtest moves.json"]),
    #[cfg(feature = "live")]
    (
        "resolve",
        &[
            "resolve xattr --snapshot snapshot.json --python-version 3.12",
            "resolve xattr<0.1 --snapshot snapshot.json --python-version 3.12",
            "resolve xattr --snapshot snapshot.json --universal",
        ],
    ),
];

/// The same for schemas that are written by hand.
pub const WRITTEN: &[(&str, &[&str])] = &[
    ("check-release", &["check --release old new"]),
    ("explain", &["explain", "explain redundant-specifier"]),
    #[cfg(feature = "live")]
    (
        "resolve-question",
        &[
            "resolve xattr --snapshot snapshot.json --python-version 3.12 --tree",
            "resolve xattr --snapshot snapshot.json --python-version 3.12 --why cffi",
            "resolve xattr --snapshot snapshot.json --python-version 3.12 --why-not xattr==1.1.4",
            "resolve xattr --snapshot snapshot.json --python-version 3.12 --brings xattr",
            "resolve xattr --snapshot snapshot.json --python-version 3.12 --alternatives 2",
            "resolve xattr --snapshot snapshot.json --python-version 3.12 --cycles",
            "resolve xattr --snapshot snapshot.json --python-version 3.12 --build-order",
            "resolve xattr --snapshot snapshot.json --universal --tree",
        ],
    ),
];
