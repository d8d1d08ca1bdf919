//! One request and its answer; the connection closes after it.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{Shutdown, TcpStream};
use std::sync::Mutex;
use std::time::Duration;

use crate::acceptor::lock;
use crate::index_server::{Behaviour, ContentRole, Fault, File, MetadataFiles, Ranges, State, page};

struct Answer {
    status: u16,
    headers: Vec<(&'static str, String)>,
    body: Vec<u8>,
}

impl Answer {
    fn status(status: u16) -> Self {
        Self { status, headers: Vec::new(), body: Vec::new() }
    }
}

struct Request {
    path: String,
    headers: Vec<(String, String)>,
}

impl Request {
    fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }
}

pub(super) fn serve(stream: TcpStream, state: &Mutex<State>) -> io::Result<()> {
    let mut reader = BufReader::new(stream.try_clone()?);
    let Some(request) = read_request(&mut reader)? else { return Ok(()) };
    let (answer, fault) = {
        let mut state = lock(state);
        let fault = next_fault(&mut state, &request.path);
        let answer = match &fault {
            Some(Fault::Status(status)) => Answer::status(*status),
            Some(Fault::Answer(other)) => {
                Answer { status: other.status, headers: other.headers.clone(), body: other.body.clone() }
            }
            _ => answer(&state, &request),
        };
        let mut line = format!("{} {}", request.path, answer.status);
        for shown in ["range", "cache-control"].iter().filter_map(|name| request.header(name)) {
            line.push(' ');
            line.push_str(shown);
        }
        state.requests.push(line);
        (answer, fault)
    };
    if matches!(fault, Some(Fault::Disconnect)) {
        return stream.shutdown(Shutdown::Both);
    }
    let mut stream = stream;
    match &fault {
        Some(Fault::Raw(bytes)) => {
            stream.write_all(bytes)?;
            return stream.shutdown(Shutdown::Write);
        }
        Some(Fault::Drip(pause)) => {
            let head = "HTTP/1.1 200 -\r\ncontent-type: text/html\r\ncontent-length: 1000000\r\n\r\n";
            return drip(&mut stream, head, " ", *pause);
        }
        Some(Fault::DripHead(pause)) => return drip(&mut stream, "HTTP/1.1 200 -\r\n", "x-a: b\r\n", *pause),
        Some(Fault::Endless) => return endless(&mut stream),
        // Ends when the client closes the connection.
        Some(Fault::Hang) => return reader.read(&mut [0]).map(drop),
        _ => {}
    }
    write!(stream, "HTTP/1.1 {} -\r\nconnection: close\r\n", answer.status)?;
    for (name, value) in &answer.headers {
        write!(stream, "{name}: {value}\r\n")?;
    }
    write!(stream, "content-length: {}\r\n\r\n", answer.body.len())?;
    let n_sent =
        if matches!(fault, Some(Fault::Truncate)) { answer.body.len() / 2 } else { answer.body.len() };
    stream.write_all(&answer.body[..n_sent])?;
    stream.shutdown(Shutdown::Write)
}

fn endless(stream: &mut TcpStream) -> io::Result<()> {
    stream.write_all(b"HTTP/1.1 200 -\r\ncontent-type: text/html\r\nconnection: close\r\n\r\n")?;
    loop {
        stream.write_all(&[b' '; 1 << 13])?;
    }
}

fn drip(stream: &mut TcpStream, start: &str, more: &str, pause: Duration) -> io::Result<()> {
    stream.write_all(start.as_bytes())?;
    loop {
        stream.write_all(more.as_bytes())?;
        std::thread::sleep(pause);
    }
}

fn read_request(reader: &mut impl BufRead) -> io::Result<Option<Request>> {
    let mut line = String::new();
    reader.read_line(&mut line)?;
    // What is asked for does not depend on the query, such as a token in it.
    let path = line.split(' ').nth(1).and_then(|target| target.split('?').next()).map(str::to_owned);
    let Some(path) = path else { return Ok(None) };
    let mut headers = Vec::new();
    loop {
        line.clear();
        if reader.read_line(&mut line)? == 0 || line.trim_end().is_empty() {
            return Ok(Some(Request { path, headers }));
        }
        if let Some((name, value)) = line.split_once(':') {
            headers.push((name.to_ascii_lowercase(), value.trim().to_owned()));
        }
    }
}

fn next_fault(state: &mut State, path: &str) -> Option<Fault> {
    let is_meant = |key: &&String| path.ends_with(key.as_str());
    let Some(key) = state.faults.keys().find(is_meant).cloned() else {
        let key = state.lasting.keys().find(is_meant)?;
        return state.lasting.get(key).cloned();
    };
    let queue = state.faults.get_mut(&key)?;
    let fault = queue.pop_front();
    if queue.is_empty() {
        state.faults.remove(&key);
    }
    fault
}

fn answer(state: &State, request: &Request) -> Answer {
    let behaviour = &state.behaviour;
    if behaviour
        .authorization
        .as_deref()
        .is_some_and(|wanted| request.header("authorization") != Some(wanted))
    {
        return Answer::status(401);
    }
    if request.path == "/simple/" {
        return projects_answer(state);
    }
    if let Some(project) = request.path.strip_prefix("/simple/").and_then(|rest| rest.strip_suffix('/')) {
        return match state.projects.get(project) {
            Some(files) => page_answer(behaviour, project, files, request),
            None => Answer::status(404),
        };
    }
    let Some(name) = request.path.strip_prefix("/files/") else { return Answer::status(404) };
    let files = || state.projects.values().flatten();
    if let Some(file) = files().find(|file| file.filename == name) {
        if let ContentRole::Absent(reason) = &file.role {
            return Answer { status: 404, headers: Vec::new(), body: reason.clone().into_bytes() };
        }
        return file_answer(behaviour, file, request);
    }
    let metadata = files().find(|file| Some(file.filename.as_str()) == name.strip_suffix(".metadata"));
    match metadata.and_then(|file| file.metadata.clone()) {
        Some(text) if behaviour.metadata_files != MetadataFiles::Absent => {
            Answer { status: 200, headers: Vec::new(), body: text.into_bytes() }
        }
        _ => Answer::status(404),
    }
}

/// The list of all projects (PEP 503).
fn projects_answer(state: &State) -> Answer {
    let links = state.projects.keys().map(|name| format!("<a href=\"{name}/\">{name}</a><br>\n"));
    let body = format!("<!DOCTYPE html>\n<html><body>\n{}</body></html>\n", links.collect::<String>());
    let headers = vec![("content-type", "text/html; charset=utf-8".to_owned())];
    Answer { status: 200, headers, body: body.into_bytes() }
}

fn page_answer(behaviour: &Behaviour, project: &str, files: &[File], request: &Request) -> Answer {
    let (content_type, body) = page::render(behaviour, request.header("accept"), project, files);
    let etag = format!("\"{}\"", page::sha256_hex(body.as_bytes()));
    let mut headers = vec![("content-type", content_type.to_owned()), ("etag", etag.clone())];
    headers.extend(behaviour.cache_control.clone().map(|value| ("cache-control", value)));
    if request.header("if-none-match") == Some(&etag) {
        return Answer { status: 304, headers, body: Vec::new() };
    }
    Answer { status: 200, headers, body: body.into_bytes() }
}

fn file_answer(behaviour: &Behaviour, file: &File, request: &Request) -> Answer {
    let whole = || Answer { status: 200, headers: Vec::new(), body: file.content.clone() };
    let Some(range) = request.header("range").and_then(|range| range.strip_prefix("bytes=")) else {
        return whole();
    };
    match behaviour.ranges {
        Ranges::Ignored => return whole(),
        Ranges::Refused => return Answer::status(501),
        Ranges::SuffixOnly if !range.starts_with('-') => return whole(),
        Ranges::SuffixOnly | Ranges::Honoured | Ranges::FirstByte => {}
    }
    let length = file.content.len();
    let bounds = match range.split_once('-') {
        Some(("", n_last)) => {
            n_last.parse().ok().map(|n_last: usize| (length.saturating_sub(n_last), length))
        }
        Some((first, last)) => first
            .parse()
            .ok()
            .zip(last.parse().ok())
            .map(|(first, last): (usize, usize)| (first, length.min(last + 1))),
        None => None,
    };
    let Some((start, end)) = bounds.filter(|(start, end)| start < end) else { return Answer::status(416) };
    let end = if behaviour.ranges == Ranges::FirstByte { start + 1 } else { end };
    let content_range = format!("bytes {start}-{}/{length}", end - 1);
    Answer {
        status: 206,
        headers: vec![("content-range", content_range)],
        body: file.content[start..end].to_vec(),
    }
}
