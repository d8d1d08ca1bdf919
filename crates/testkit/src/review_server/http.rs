//! One request and its answer; the connection closes after it.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{Shutdown, TcpStream};
use std::path::Path;
use std::sync::Mutex;

use super::exchange::{Answer, Request};
use super::fault::ReviewFault;
use super::state::{ReviewStyle, State};
use super::{USER, gerrit, github, intake, repository};
use crate::acceptor::lock;

pub(super) fn serve(stream: TcpStream, state: &Mutex<State>) -> io::Result<()> {
    let mut writer = stream.try_clone()?;
    let mut reader = BufReader::new(stream);
    let Some(request) = read(&mut reader, &mut writer)? else { return Ok(()) };
    let shown = match request.query.as_str() {
        "" => format!("{} {}", request.method, request.path),
        query => format!("{} {}?{query}", request.method, request.path),
    };
    let fault = {
        let mut state = lock(state);
        let fault = state.faults.next(&shown);
        state.n_faults += usize::from(fault.is_some());
        fault
    };
    let answer = match &fault {
        Some(ReviewFault::Disconnect) => return writer.shutdown(Shutdown::Both),
        Some(ReviewFault::Hang(time)) => {
            std::thread::sleep(*time);
            return writer.shutdown(Shutdown::Both);
        }
        Some(ReviewFault::Status(status, text)) => Answer::text(*status, text),
        Some(ReviewFault::Body(text)) => Answer::text(200, text),
        Some(ReviewFault::Redirect(place)) => {
            let headers = vec![("location".to_owned(), place.clone())];
            Answer { status: 302, headers, body: Vec::new() }
        }
        Some(ReviewFault::Refuse(words)) if request.path.ends_with("/git-receive-pack") => {
            intake::refused(&request.body, words)
        }
        _ => answer(state, &request),
    };
    lock(state).requests.push(format!("{shown} {}", answer.status));
    if fault == Some(ReviewFault::CutAfter) {
        return writer.shutdown(Shutdown::Both);
    }
    write!(writer, "HTTP/1.1 {} -\r\nconnection: close\r\n", answer.status)?;
    for (name, value) in &answer.headers {
        write!(writer, "{name}: {value}\r\n")?;
    }
    write!(writer, "content-length: {}\r\n\r\n", answer.body.len())?;
    let n_sent = if fault == Some(ReviewFault::Truncate) { answer.body.len() / 2 } else { answer.body.len() };
    writer.write_all(&answer.body[..n_sent])?;
    writer.shutdown(Shutdown::Write)
}

fn answer(state: &Mutex<State>, request: &Request) -> Answer {
    let is_known = request.is_known();
    let style = lock(state).style;
    let path = request.path.strip_prefix("/a/").map_or(request.path.clone(), |rest| format!("/{rest}"));
    let is_push = path.ends_with("/git-receive-pack") || request.query == "service=git-receive-pack";
    let is_change = request.method != "GET" && !path.ends_with("/git-upload-pack");
    let needs_user = request.path.starts_with("/a/") || is_push || is_change;
    if needs_user && !is_known {
        let mut answer = Answer::text(401, "Unauthorized");
        answer.headers.push(("www-authenticate".to_owned(), "Basic realm=\"Review\"".to_owned()));
        return answer;
    }
    for service in ["/info/refs", "/git-upload-pack", "/git-receive-pack"] {
        let Some(project) = path.strip_suffix(service) else { continue };
        let project = project.trim_matches('/');
        let project = project.strip_suffix(".git").unwrap_or(project).to_owned();
        if style == ReviewStyle::Gerrit && service == "/git-receive-pack" {
            return intake::receive(&mut lock(state), &project, &request.body);
        }
        let folder = lock(state).folder.clone();
        let answer = backend(&folder, &format!("/{project}.git{service}"), request);
        if service == "/git-receive-pack" {
            github::pushed(&mut lock(state), &project);
        }
        return answer;
    }
    match style {
        ReviewStyle::Gerrit => gerrit::answer(&mut lock(state), &path, request, is_known),
        ReviewStyle::GitHub => github::answer(&mut lock(state), &path, request),
    }
}

/// What git's own CGI program answers.
fn backend(folder: &Path, path: &str, request: &Request) -> Answer {
    let mut variables = vec![
        ("GIT_PROJECT_ROOT", folder.display().to_string()),
        ("GIT_HTTP_EXPORT_ALL", "1".to_owned()),
        ("PATH_INFO", path.to_owned()),
        ("QUERY_STRING", request.query.clone()),
        ("REQUEST_METHOD", request.method.clone()),
        ("REMOTE_USER", USER.to_owned()),
        ("CONTENT_LENGTH", request.body.len().to_string()),
    ];
    for (name, header) in [
        ("CONTENT_TYPE", "content-type"),
        ("HTTP_CONTENT_ENCODING", "content-encoding"),
        ("GIT_PROTOCOL", "git-protocol"),
    ] {
        variables.extend(request.header(header).map(|value| (name, value.to_owned())));
    }
    let nowhere = Path::new("");
    let (printed, _, _) = repository::run_with(nowhere, &["http-backend"], &request.body, &variables);
    let end = printed.windows(4).position(|window| window == b"\r\n\r\n").unwrap_or(printed.len());
    let head = String::from_utf8_lossy(&printed[..end]).into_owned();
    let mut answer =
        Answer { status: 200, headers: Vec::new(), body: printed[(end + 4).min(printed.len())..].to_vec() };
    for (name, value) in head.lines().filter_map(|line| line.split_once(": ")) {
        match name.to_ascii_lowercase().as_str() {
            "status" => {
                answer.status = value.split(' ').next().and_then(|code| code.parse().ok()).unwrap_or(500);
            }
            name => answer.headers.push((name.to_owned(), value.to_owned())),
        }
    }
    answer
}

fn read(reader: &mut impl BufRead, writer: &mut impl Write) -> io::Result<Option<Request>> {
    let mut line = String::new();
    reader.read_line(&mut line)?;
    let mut words = line.split(' ');
    let (Some(method), Some(target)) = (words.next(), words.next()) else { return Ok(None) };
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let mut request = Request {
        method: method.to_owned(),
        path: path.to_owned(),
        query: query.to_owned(),
        headers: Vec::new(),
        body: Vec::new(),
    };
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line)? == 0 || line.trim_end().is_empty() {
            break;
        }
        if let Some((name, value)) = line.split_once(':') {
            request.headers.push((name.to_ascii_lowercase(), value.trim().to_owned()));
        }
    }
    if request.header("expect").is_some_and(|value| value.eq_ignore_ascii_case("100-continue")) {
        writer.write_all(b"HTTP/1.1 100 Continue\r\n\r\n")?;
    }
    if request.header("transfer-encoding").is_some_and(|value| value.eq_ignore_ascii_case("chunked")) {
        request.body = chunked(reader)?;
    } else if let Some(length) = request.header("content-length").and_then(|value| value.parse().ok()) {
        request.body = vec![0; length];
        reader.read_exact(&mut request.body)?;
    }
    Ok(Some(request))
}

fn chunked(reader: &mut impl BufRead) -> io::Result<Vec<u8>> {
    let mut body = Vec::new();
    loop {
        let mut line = String::new();
        reader.read_line(&mut line)?;
        let size = line.trim().split(';').next().unwrap_or_default();
        let size = u64::from_str_radix(size, 16).map_err(io::Error::other)?;
        reader.by_ref().take(size).read_to_end(&mut body)?;
        line.clear();
        reader.read_line(&mut line)?;
        if size == 0 {
            return Ok(body);
        }
    }
}
