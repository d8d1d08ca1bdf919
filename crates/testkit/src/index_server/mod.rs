//! A package index on loopback: the simple index in both of its forms, the files, and the ways in which real
//! servers differ or fail.

mod connection;
mod page;
mod wheel;

use std::collections::{BTreeMap, VecDeque};
use std::io;
use std::net::{Ipv4Addr, TcpListener};
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use crate::acceptor::{Acceptor, lock};

#[cfg(feature = "serve-index")]
pub(crate) use wheel::gzipped_tar;
pub use wheel::{sdist, sdist_of, sdist_with, sdist_with_link, wheel, wheel_for, wheel_of, wheel_with};

/// How the server answers. Change it at any time with [`IndexServer::configure`].
#[derive(Debug, Clone)]
pub struct Behaviour {
    /// Which form a page has.
    pub form: Form,
    /// Whether wheels' metadata can be had as files of their own.
    pub metadata_files: MetadataFiles,
    /// Whether `Range` is honoured; a server that does not sends the whole file with status 200.
    pub ranges: Ranges,
    /// The `Cache-Control` of pages.
    pub cache_control: Option<String>,
    /// The `Authorization` header without which everything is answered with 401.
    pub authorization: Option<String>,
}

/// The form of a project's page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// PEP 691.
    Json,
    /// PEP 503.
    Html,
    /// PEP 691 where the request accepts it, else PEP 503.
    Negotiated,
}

/// What the server does about PEP 658.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MetadataFiles {
    /// Announced with their hash, and served.
    Announced,
    /// Served, but not announced.
    Served,
    /// Announced, but with the hash of something else.
    AnnouncedWrongly,
    /// Not served.
    Absent,
}

/// What the server does about range requests.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ranges {
    /// All forms.
    Honoured,
    /// None: status 200 and the whole file.
    Ignored,
    /// Only those from the end of the file; others get the whole file.
    SuffixOnly,
    /// Status 501 for any `Range`.
    Refused,
    /// Only the first byte of each.
    FirstByte,
}

/// Another answer than the right one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OtherAnswer {
    /// Its status.
    pub status: u16,
    /// Its headers beside `content-length`.
    pub headers: Vec<(&'static str, String)>,
    /// Its body.
    pub body: Vec<u8>,
}

impl OtherAnswer {
    /// A web page, with status 200: what a proxy that asks to log in sends.
    pub fn html(body: &str) -> Self {
        let headers = vec![("content-type", "text/html".to_owned())];
        Self { status: 200, headers, body: body.as_bytes().to_vec() }
    }

    /// JSON of the simple index, or what passes for it.
    pub fn json(body: impl Into<Vec<u8>>) -> Self {
        let headers = vec![("content-type", "application/vnd.pypi.simple.v1+json".to_owned())];
        Self { status: 200, headers, body: body.into() }
    }

    /// A status with one header, and no body.
    pub fn status(status: u16, header: &'static str, value: &str) -> Self {
        Self { status, headers: vec![(header, value.to_owned())], body: Vec::new() }
    }
}

/// A failure that a request for a path meets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// This instead of the right answer.
    Answer(OtherAnswer),
    /// This status and no body.
    Status(u16),
    /// These bytes on the wire, whatever they are, and then the connection closes.
    Raw(Vec<u8>),
    /// The head of an answer, and then one byte of its body after each pause, for ever.
    Drip(Duration),
    /// The start of a head of an answer, and then one more line of it after each pause, for ever.
    DripHead(Duration),
    /// The head of an answer, and then spaces without end.
    Endless,
    /// No answer, until the client goes away.
    Hang,
    /// The connection closes before an answer.
    Disconnect,
    /// The connection closes in the middle of the body.
    Truncate,
}

/// A running server, which stops when it is dropped.
#[derive(Debug)]
pub struct IndexServer {
    acceptor: Acceptor,
    state: Arc<Mutex<State>>,
}

#[derive(Debug)]
struct State {
    behaviour: Behaviour,
    projects: BTreeMap<String, Vec<File>>,
    faults: BTreeMap<String, VecDeque<Fault>>,
    lasting: BTreeMap<String, Fault>,
    requests: Vec<String>,
}

/// What the bytes of a file are to the published file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ContentRole {
    /// They are those of the published file: pages announce their hash and number.
    Published,
    /// They have its metadata and nothing else: nothing is announced of them.
    StandIn,
    /// There are none: a request is answered with this.
    Absent(String),
}

/// A published file. [`File::new`] fills in the usual.
#[derive(Debug, Clone)]
pub struct File {
    /// Its name, which says project, version and kind.
    pub filename: String,
    /// Its bytes.
    pub content: Vec<u8>,
    /// What its bytes are to the published file.
    pub role: ContentRole,
    /// The text of its metadata, when it is a wheel.
    pub metadata: Option<String>,
    /// `Requires-Python`.
    pub requires_python: Option<String>,
    /// PEP 592: the reason of a yank.
    pub yanked: Option<String>,
    /// PEP 700, only in JSON.
    pub upload_time: Option<String>,
    /// PEP 740: the address of its attestations.
    pub provenance: Option<String>,
}

impl File {
    /// A file without any of the optional facts.
    pub fn new(filename: &str, content: Vec<u8>) -> Self {
        Self {
            filename: filename.to_owned(),
            content,
            role: ContentRole::Published,
            metadata: None,
            requires_python: None,
            yanked: None,
            upload_time: None,
            provenance: None,
        }
    }
}

impl IndexServer {
    /// Starts a server on a free port of loopback, with no project.
    ///
    /// # Panics
    /// When loopback has no free port.
    pub fn start() -> Self {
        Self::start_at(0).expect("loopback has a free port")
    }

    /// The same on a port, where zero is any that is free.
    ///
    /// # Errors
    /// The port is in use.
    pub fn start_at(port: u16) -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port))?;
        let behaviour = Behaviour {
            form: Form::Json,
            metadata_files: MetadataFiles::Announced,
            ranges: Ranges::Honoured,
            cache_control: None,
            authorization: None,
        };
        let state = State {
            behaviour,
            projects: BTreeMap::new(),
            faults: BTreeMap::new(),
            lasting: BTreeMap::new(),
            requests: Vec::new(),
        };
        let state = Arc::new(Mutex::new(state));
        let acceptor = Acceptor::start(listener, {
            let state = Arc::clone(&state);
            move |stream| connection::serve(stream, &state)
        })?;
        Ok(Self { acceptor, state })
    }

    /// The address of the simple index.
    pub fn url(&self) -> String {
        format!("http://{}/simple/", self.acceptor.address())
    }

    /// Adds a file to a project (by its normalised name).
    pub fn publish(&self, project: &str, file: File) {
        self.state().projects.entry(project.to_owned()).or_default().push(file);
    }

    /// How many projects there are.
    pub fn n_projects(&self) -> usize {
        self.state().projects.len()
    }

    /// Adds an empty project.
    pub fn publish_nothing(&self, project: &str) {
        self.state().projects.entry(project.to_owned()).or_default();
    }

    /// Changes how the server answers from now on.
    pub fn configure(&self, change: impl FnOnce(&mut Behaviour)) {
        change(&mut self.state().behaviour);
    }

    /// Lets the next requests whose path ends with `path` fail, one fault each.
    pub fn fail(&self, path: &str, faults: impl IntoIterator<Item = Fault>) {
        self.state().faults.entry(path.to_owned()).or_default().extend(faults);
    }

    /// Lets every request whose path ends with `path` fail from now on, once the faults that are queued for it are used up.
    pub fn fail_always(&self, path: &str, fault: Fault) {
        self.state().lasting.insert(path.to_owned(), fault);
    }

    /// Lets nothing fail any more.
    pub fn repair(&self) {
        let mut state = self.state();
        state.faults.clear();
        state.lasting.clear();
    }

    /// The requests so far, each as path, status, the range if one was asked for, and whether caches were to be passed by:
    /// `/simple/a/ 200`, `/files/a.whl 206 bytes=-1024 no-cache`.
    pub fn requests(&self) -> Vec<String> {
        self.state().requests.clone()
    }

    /// Forgets the requests so far.
    pub fn forget_requests(&self) {
        self.state().requests.clear();
    }

    fn state(&self) -> MutexGuard<'_, State> {
        lock(&self.state)
    }
}
