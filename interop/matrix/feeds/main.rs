use openapi::models::{PositionMarginEnvelope, SignalBotMarginRequest, signal_bot_margin_request::Type};
use std::collections::BTreeMap;

/// Reads the five answers as the generated client does.
fn main() {
    let text = std::fs::read_to_string("../answers.json").unwrap();
    let answers: BTreeMap<String, serde_json::Value> = serde_json::from_str(&text).unwrap();
    let found: BTreeMap<_, _> = answers
        .into_iter()
        .map(|(name, answer)| {
            let read = serde_json::from_str::<PositionMarginEnvelope>(&answer.to_string());
            let seen = match read {
                Ok(envelope) => {
                    let item = envelope.data.unwrap_or_default().into_iter().next().unwrap_or_default();
                    serde_json::json!([envelope.code, item.amt.unwrap_or_default(), item.leverage.unwrap_or_default()])
                }
                Err(error) => serde_json::json!(error.to_string()),
            };
            (name, seen)
        })
        .collect();
    println!("{}", serde_json::to_string(&found).unwrap());
    let mut request = SignalBotMarginRequest::new("123456".into(), Type::Add);
    request.percent = Some("5".into());
}
