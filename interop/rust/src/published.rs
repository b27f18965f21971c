//! What is published beside the spec: the table of codes and the vectors of the signature.
use std::{collections::HashMap, env, fs::File};

use chrono::DateTime;
use serde::{Deserialize, de::DeserializeOwned};

use crate::{Failure, signer};

#[derive(Deserialize)]
struct Codes {
    codes: Vec<Code>,
}

#[derive(Deserialize)]
struct Code {
    code: String,
    outcome: String,
}

#[derive(Deserialize)]
struct Vectors {
    vectors: Vec<Vector>,
}

#[derive(Deserialize)]
struct Vector {
    secret_key: String,
    unix_milliseconds: i64,
    method: String,
    request_path: String,
    body: String,
}

/// What each code says of the request: success, refused or unknown.
pub fn outcomes() -> Result<HashMap<String, String>, Failure> {
    let table: Codes = read("OKX_CODES")?;
    Ok(table.codes.into_iter().map(|code| (code.code, code.outcome)).collect())
}

/// The vectors signed, each at its own time.
pub fn signatures() -> Result<Vec<String>, Failure> {
    let table: Vectors = read("OKX_VECTORS")?;
    let sign = |vector: &Vector| {
        let at = DateTime::from_timestamp_millis(vector.unix_milliseconds).ok_or("no such time")?;
        let timestamp = at.format(signer::TIMESTAMP).to_string();
        let (path, body) = (&vector.request_path, vector.body.as_bytes());
        Ok(signer::signature(&vector.secret_key, &timestamp, &vector.method, path, body))
    };
    table.vectors.iter().map(sign).collect()
}

fn read<T: DeserializeOwned>(variable: &str) -> Result<T, Failure> {
    Ok(serde_json::from_reader(File::open(env::var(variable)?)?)?)
}
