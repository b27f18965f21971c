//! Signs what a progenitor client sends: `pre_hook_async = signer::sign, inner_type = signer::Keys`.
use base64::{Engine, prelude::BASE64_STANDARD};
use hmac::{Hmac, KeyInit, Mac};
use reqwest::{Request, header::InvalidHeaderValue};

#[derive(Clone)]
pub struct Keys {
    pub api_key: String,
    pub secret_key: String,
    pub passphrase: String,
}

impl std::fmt::Debug for Keys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Keys") // and not the secrets: the generated client prints this
    }
}

/// The base64 of HMAC-SHA256 over timestamp + METHOD + path with query + the body's bytes.
pub fn signature(secret_key: &str, timestamp: &str, method: &str, target: &str, body: &[u8]) -> String {
    let mut mac = Hmac::<sha2::Sha256>::new_from_slice(secret_key.as_bytes()).expect("any length is a key");
    mac.update(&[timestamp.as_bytes(), method.as_bytes(), target.as_bytes(), body].concat());
    BASE64_STANDARD.encode(mac.finalize().into_bytes())
}

pub const TIMESTAMP: &str = "%Y-%m-%dT%H:%M:%S%.3fZ"; // of a time in UTC

pub async fn sign(keys: &Keys, request: &mut Request) -> Result<(), InvalidHeaderValue> {
    let timestamp = chrono::Utc::now().format(TIMESTAMP).to_string();
    let target = &request.url()[url::Position::BeforePath..url::Position::AfterQuery];
    let body = request.body().and_then(|body| body.as_bytes()).unwrap_or_default();
    let sign = signature(&keys.secret_key, &timestamp, request.method().as_str(), target, body);
    let headers = request.headers_mut();
    headers.insert("OK-ACCESS-KEY", keys.api_key.parse()?);
    headers.insert("OK-ACCESS-SIGN", sign.parse()?);
    headers.insert("OK-ACCESS-TIMESTAMP", timestamp.parse()?);
    headers.insert("OK-ACCESS-PASSPHRASE", keys.passphrase.parse()?);
    Ok(())
}
