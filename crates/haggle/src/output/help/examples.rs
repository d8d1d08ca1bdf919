//! An example or more for every command: its help and its page of the manual end with them.

/// The command lines of a command, each with what it does.
pub type Examples = &'static [(&'static str, &'static str)];

/// By the words of a command. A test parses every line, and says which command has none.
pub const EXAMPLES: &[(&str, Examples)] = &[
    (
        "",
        &[
            ("haggle evaluate --demo", "the main job, on a family that ships with haggle"),
            ("haggle init ../requirements ../glance", "the manifest of a family of your own"),
            ("haggle", "what somebody has to look at, each with the command to run next"),
        ],
    ),
    (
        "init",
        &[
            (
                "haggle init ../requirements ../glance ../cinder",
                "checkouts, one of which has the shared lists",
            ),
            ("haggle init api worker constraints.txt", "checkouts, and the constraints that they share"),
            ("haggle init clones", "a folder of checkouts: writes projects.txt, a line for each project"),
        ],
    ),
    (
        "status",
        &[
            ("haggle status", "decisions due, holds expired, projects out of line, changes that wait"),
            ("haggle status --demo=harbour --format json", "the same of a demo, for a program"),
        ],
    ),
    (
        "evaluate",
        &[
            ("haggle evaluate", "every feature of the family"),
            ("haggle evaluate image-signing --demo", "one in full, each point traced to a fact"),
            ("haggle evaluate --samples 2000 --seed 7", "quicker, with another draw"),
            ("haggle evaluate --backtest events.json", "the model against recorded moves"),
        ],
    ),
    (
        "report",
        &[
            ("haggle report", "write target/haggle/report.html, to be opened in a browser"),
            ("haggle report -o glance.html", "write it there"),
            ("haggle report --demo", "of the demo family"),
            (
                "haggle report --changes drafts.json --pins batch.json",
                "with what `include` and `pins update` print with `--format json`",
            ),
        ],
    ),
    (
        "decide",
        &[
            ("haggle decide --due", "decisions that a fact has overtaken"),
            (
                "haggle decide zero-copy --as reject --by 'Ada Moss' --role ptl --because 'no code uses it'",
                "record one",
            ),
            ("haggle decide --check", "decide again from each record, and compare"),
        ],
    ),
    (
        "elicit",
        &[
            ("haggle elicit operators", "ask, on the terminal"),
            ("haggle elicit operators --answers answers.txt", "read the answers from a file"),
        ],
    ),
    (
        "include",
        &[
            ("haggle include xattr --placement extra --extra xattr", "the linked changes, shown"),
            ("haggle include 'boto3>=1.34' --project glance_store --push", "push them"),
            ("haggle include xattr --demo", "on the demo family"),
        ],
    ),
    (
        "remove",
        &[
            ("haggle remove retrying --project glance", "from one project"),
            ("haggle remove cursive --demo", "on the demo family"),
        ],
    ),
    (
        "raise",
        &[
            ("haggle raise 'oslo.config>=9.6.0' --project glance", "a bound of one project"),
            ("haggle raise 'oslo.config>=9.6.0' --snapshot snapshot.json", "with facts of a snapshot"),
        ],
    ),
    (
        "place",
        &[
            ("haggle place castellan --placement extra --extra signing", "from the core to an extra"),
            ("haggle place castellan --placement core", "back to the core"),
        ],
    ),
    (
        "changes",
        &[
            ("haggle changes", "those of the family's topic: open, voted, merged, conflicting, outdated"),
            ("haggle changes --topic add-xattr", "those of another topic"),
            ("haggle changes --push", "put what is outdated on its branch again, name changes by URL"),
            ("haggle changes --report changes.html", "the same as a page of HTML"),
        ],
    ),
    (
        "resolve",
        &[
            ("haggle resolve glance -o pins.txt", "pins for this machine, from the index that pip uses"),
            ("haggle resolve -r requirements.txt -c upper-constraints.txt --python-version 3.12", "files"),
            ("haggle resolve glance --universal", "pins for every environment, with markers"),
            ("haggle resolve glance --why cryptography", "who brings it"),
            ("haggle resolve glance --snapshot snapshot.json", "without a network"),
        ],
    ),
    (
        "snapshot",
        &[
            ("haggle snapshot", "what `evaluate` needs, into the file that the manifest names"),
            ("haggle snapshot --for evaluate,what-if --versions 3", "more questions, more releases"),
            ("haggle snapshot -r requirements.txt -o snapshot.json", "of a file, without a family"),
        ],
    ),
    ("snapshot diff", &[("haggle snapshot diff old.json new.json", "what was added, removed and changed")]),
    (
        "cache",
        &[
            ("haggle cache size", "how much of each kind is stored"),
            ("haggle cache prune", "what is of no use"),
        ],
    ),
    ("cache dir", &[("haggle cache dir", "where it is")]),
    ("cache size", &[("haggle cache size --format json", "for a program")]),
    ("cache verify", &[("haggle cache verify", "exit code 1 where a record is broken")]),
    ("cache prune", &[("haggle cache prune --unused-for 7", "also what nobody asked for in a week")]),
    (
        "cache clean",
        &[
            ("haggle cache clean oslo.log", "what is stored of a package"),
            ("haggle cache clean", "all of it"),
        ],
    ),
    (
        "audit",
        &[
            ("haggle audit ../glance", "what is declared and not imported, imported and not declared"),
            ("haggle audit ../glance --diff", "the repair of what is certain, shown"),
        ],
    ),
    (
        "retire",
        &[
            ("haggle retire retrying", "the changes, or the places that still use it"),
            ("haggle retire retrying --push", "push them, the shared lists last"),
            ("haggle retire retrying --snapshot snapshot.json", "keep its pin where a release requires it"),
        ],
    ),
    (
        "floor",
        &[
            ("haggle floor ../glance -c ../requirements/upper-constraints.txt", "every bound of a project"),
            ("haggle floor --name oslo.utils", "one, of the project in this folder"),
        ],
    ),
    (
        "forecast",
        &[
            ("haggle forecast testtools==2.8.0 --from 2.7.2 --project ../tempest", "one raise, one project"),
            ("haggle forecast oslo.utils==9.0.0 stevedore==5.5.0", "the family's projects and constraints"),
        ],
    ),
    (
        "doctor",
        &[
            ("haggle doctor", "of every feature: what is missing here, and how to set it up"),
            ("haggle doctor image-signing --demo", "of one"),
        ],
    ),
    (
        "docs",
        &[
            ("haggle docs glance", "print the page"),
            ("haggle docs --check", "hold the pages of all projects against the catalogue"),
        ],
    ),
    (
        "check",
        &[
            ("haggle check", "every project of the manifest"),
            (
                "haggle check ../nova --lists ../requirements --fix",
                "one project, repaired where that is certain",
            ),
            ("haggle check --with ../changed", "what changed lists would break"),
            ("haggle check --shared", "the lists against each other"),
            ("haggle check --release ../old ../new", "what a patch release may not ask for"),
        ],
    ),
    (
        "pins",
        &[
            ("haggle pins bump oslo.log 8.3.0", "show the change that raises a pin"),
            ("haggle pins why-behind --snapshot snapshot.json", "who keeps each pin back"),
            ("haggle pins update --snapshot snapshot.json --most minor", "the weekly batch"),
        ],
    ),
    (
        "pins bump",
        &[
            ("haggle pins bump oslo.log 8.3.0", "show the change"),
            ("haggle pins bump oslo.log --live --write", "the newest that the index has; write it"),
        ],
    ),
    (
        "pins exclude",
        &[(
            "haggle pins exclude oslo.service==4.5.0 --bug https://bugs.example.org/1",
            "and move a pin at it",
        )],
    ),
    (
        "pins cap",
        &[(
            "haggle pins cap 'boto3<1.36' --snapshot snapshot.json",
            "and move the pins that have to move with it",
        )],
    ),
    ("pins uncap", &[("haggle pins uncap boto3", "take the cap out of the global list")]),
    (
        "pins rollback",
        &[("haggle pins rollback oslo.service 4.4.1", "and exclude the releases that it leaves behind")],
    ),
    ("pins drop", &[("haggle pins drop retrying", "out of every shared file")]),
    (
        "pins environment",
        &[
            ("haggle pins environment drop 3.11", "take out what only Python 3.11 needs"),
            ("haggle pins environment add 3.15", "give it pins"),
        ],
    ),
    ("pins denylist", &[("haggle pins denylist add flake8", "never pin it")]),
    ("pins projects", &[("haggle pins projects add openstack/placement", "it may use the shared lists")]),
    (
        "pins holds",
        &[
            ("haggle pins holds", "what is held, by whom and why"),
            ("haggle pins holds --forecast", "and which of them the code does not need any more"),
        ],
    ),
    (
        "pins why-behind",
        &[
            ("haggle pins why-behind --snapshot snapshot.json", "of every pin"),
            ("haggle pins why-behind amqp --live", "of one, from the index"),
        ],
    ),
    (
        "pins generate",
        &[("haggle pins generate --snapshot snapshot.json", "the newest of all, for every Python")],
    ),
    ("pins update", &[("haggle pins update --snapshot snapshot.json --most minor", "no major versions")]),
    #[cfg(unix)]
    (
        "pins bisect",
        &[
            (
                "haggle pins bisect --before old.txt --after new.txt --run 'PIP_CONSTRAINT=$HAGGLE_CONSTRAINTS tox -e py312'",
                "with tox",
            ),
            ("haggle pins bisect --before old.txt --run ./test.sh --runner slurm --parallel 7", "on Slurm"),
            (
                "haggle pins bisect --before old.txt --runner zuul --test-project nova --parallel 3",
                "by the votes of a CI system",
            ),
        ],
    ),
    (
        "sync",
        &[
            ("haggle sync", "every project: what would change, and what somebody has to decide"),
            ("haggle sync nova glance --write", "commit it on topic branches of their checkouts"),
            (
                "haggle sync --all --push",
                "push what changes as reviews, or as the next version of those that are open",
            ),
        ],
    ),
    ("message", &[("haggle message check message.txt", "what will be read of it")]),
    (
        "message check",
        &[
            ("haggle message check message.txt", "a file"),
            ("git log -1 --format=%B | haggle message check -", "of the last commit"),
        ],
    ),
    ("message templates", &[("haggle message templates", "what a family of its own wording begins from")]),
    (
        "what-broke",
        &[
            ("haggle what-broke openstack/glance --since 2026-11-20 --live", "a project of the family"),
            ("haggle what-broke ../glance --since 2026-11-20 --live -c upper-constraints.txt", "a folder"),
        ],
    ),
    (
        "lint",
        &[
            ("haggle lint requirements.txt setup.cfg", "what is wrong, with its place"),
            ("haggle lint --fix requirements.txt", "repair what is certain"),
            ("haggle lint --format github requirements.txt", "as annotations of a workflow"),
        ],
    ),
    (
        "explain",
        &[
            ("haggle explain", "list the rules and codes"),
            ("haggle explain bound-above-pin", "the page of one"),
        ],
    ),
    (
        "fmt",
        &[
            ("haggle fmt requirements.txt", "write the normal form"),
            (
                "haggle fmt --check --diff requirements.txt",
                "show what would change; exit code 1 where something would",
            ),
        ],
    ),
    (
        "completions",
        &[
            ("haggle completions bash > ~/.local/share/bash-completion/completions/haggle", "for bash"),
            ("haggle completions zsh > ~/.zfunc/_haggle", "for zsh, with ~/.zfunc in fpath"),
            ("haggle completions fish > ~/.config/fish/completions/haggle.fish", "for fish"),
        ],
    ),
    ("man", &[("haggle man ~/.local/share/man/man1", "then `man haggle`, `man haggle-pins-bump`")]),
];
