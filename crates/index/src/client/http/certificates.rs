//! The certificate authorities that are trusted.

use ureq::tls::{PemItem, RootCerts, parse_pem};

use crate::client::error::{IndexError, IndexErrorKind};
use crate::client::http::settings::Certificates;

pub(super) fn roots(certificates: &Certificates) -> Result<RootCerts, IndexError> {
    let Certificates::File(path) = certificates else { return Ok(RootCerts::PlatformVerifier) };
    let shown = || path.display().to_string();
    let kind = IndexErrorKind::Certificates;
    let bytes = std::fs::read(path).map_err(|error| IndexError::because(shown(), kind, error))?;
    let mut roots = Vec::new();
    for item in parse_pem(&bytes) {
        if let PemItem::Certificate(certificate) =
            item.map_err(|error| IndexError::because(shown(), kind, error))?
        {
            roots.push(certificate);
        }
    }
    if roots.is_empty() {
        return Err(IndexError::new(shown(), IndexErrorKind::NoCertificates));
    }
    Ok(RootCerts::new_with_certs(&roots))
}
