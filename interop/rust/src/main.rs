//! The script of calls (interop/script.py says what each must come to), with the generated types.
mod published;
mod signer;

use std::{collections::HashMap, env, error, time::Duration};

use okx::types::{AdjustmentType, PosSide, PositionMarginRequest, RefusalEnvelope, SignalBotMarginRequest};
use reqwest::{header, redirect};
use serde::Serialize;
use serde_json::{Value, json};

mod okx {
    progenitor::generate_api!(
        spec = "../../dist/openapi/okx_margin.3.0.3.en.json",
        inner_type = crate::signer::Keys,
        pre_hook_async = crate::signer::sign,
    );
}

type Failure = Box<dyn error::Error>;

#[derive(Serialize)]
struct Seen {
    name: &'static str,
    outcome: String,
    code: Option<String>,
    amt: Option<String>,
    leverage: Option<String>,
}

struct Script {
    outcomes: HashMap<String, String>,
    calls: Vec<Seen>,
}

impl Script {
    async fn position(&mut self, name: &'static str, okx: &okx::Client, request: PositionMarginRequest) {
        let answer = okx.account_adjust_margin(&request).await;
        self.see(name, answer.map(|done| json!(done.into_inner())));
    }

    async fn bot(&mut self, name: &'static str, okx: &okx::Client, request: SignalBotMarginRequest) {
        let answer = okx.signal_bot_adjust_margin(&request).await;
        self.see(name, answer.map(|done| json!(done.into_inner())));
    }

    /// Notes what certainly happened: no answer, and no code in it, leave that unknown.
    fn see(&mut self, name: &'static str, answer: Result<Value, okx::Error<RefusalEnvelope>>) {
        let (by_status, answer) = match answer {
            Ok(answer) => ("unknown", answer),
            Err(okx::Error::ErrorResponse(refusal)) => {
                let by_status = if refusal.status().is_client_error() { "refused" } else { "unknown" };
                (by_status, json!({"code": refusal.into_inner().code}))
            }
            // One field of another type than the spec says, such as an integer code: the rest still counts.
            Err(okx::Error::InvalidResponsePayload(body, _)) => {
                ("unknown", serde_json::from_slice(&body).unwrap_or_default())
            }
            Err(_) => ("unknown", Value::Null), // even where is_retryable() says yes, it may have been processed
        };
        let code = text(&answer["code"]);
        let known = code.as_ref().and_then(|code| self.outcomes.get(code));
        let item = &answer["data"][0];
        self.calls.push(Seen {
            name,
            outcome: known.map_or(by_status, String::as_str).to_owned(),
            code,
            amt: text(&item["amt"]),
            leverage: text(&item["leverage"]),
        });
    }
}

fn text(value: &Value) -> Option<String> {
    value.as_str().map(str::to_owned).or_else(|| value.as_number().map(|number| number.to_string()))
}

fn client(prefix: &str, secret_key: Option<&str>) -> Result<okx::Client, Failure> {
    let read = |part: &str| env::var(format!("{prefix}_{part}"));
    let keys = signer::Keys {
        api_key: read("API_KEY")?,
        secret_key: secret_key.map_or_else(|| read("SECRET_KEY"), |secret| Ok(secret.to_owned()))?,
        passphrase: read("PASSPHRASE")?,
    };
    let demo = header::HeaderName::from_static("x-simulated-trading"); // not part of the signature
    let http = reqwest::Client::builder()
        .user_agent("okx-margin-interop")
        .default_headers([(demo, header::HeaderValue::from_static("1"))].into_iter().collect())
        .timeout(Duration::from_secs(10))
        .redirect(redirect::Policy::none()) // the keys' headers must not follow to another host
        .retry(reqwest::retry::never())
        .build()?;
    Ok(okx::Client::new_with_client(&env::var("OKX_BASE_URL")?, http, keys))
}

async fn fault(body: &str) -> Result<(), Failure> {
    let url = env::var("OKX_BASE_URL")? + "/mock/faults";
    reqwest::Client::new().post(url).body(body.to_owned()).send().await?.error_for_status()?;
    Ok(())
}

fn on_short(kind: AdjustmentType, amt: &str) -> Result<PositionMarginRequest, Failure> {
    Ok(PositionMarginRequest {
        inst_id: "BTC-USDT-SWAP".parse()?,
        pos_side: PosSide::Short,
        type_: kind,
        amt: amt.parse()?,
        ccy: None,
    })
}

fn on_bot(algo_id: &str, kind: AdjustmentType, amt: &str) -> Result<SignalBotMarginRequest, Failure> {
    Ok(SignalBotMarginRequest {
        algo_id: algo_id.parse()?,
        type_: kind,
        amt: Some(amt.parse()?),
        percent: None,
        allow_reinvest: None,
    })
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Failure> {
    use AdjustmentType::{Add, Reduce};
    let (own, net, forger) =
        (client("OKX", None)?, client("OKX_NET", None)?, client("OKX", Some("not the secret"))?);
    let mut script = Script { outcomes: published::outcomes()?, calls: Vec::new() };

    script.position("add", &own, on_short(Add, "25.5")?).await;
    script.position("reduce", &own, on_short(Reduce, "0.5")?).await;
    script.position("smallest", &own, on_short(Add, "0.00000001")?).await;
    script.position("trailing_zeros", &own, on_short(Add, "12.50000000")?).await;
    let in_btc = PositionMarginRequest {
        inst_id: "BTC-USDT".parse()?,
        pos_side: PosSide::Net,
        type_: Add,
        amt: "0.001".parse()?,
        ccy: Some("BTC".parse()?),
    };
    script.position("leverage_empty", &net, in_btc).await;
    let reinvested = SignalBotMarginRequest { allow_reinvest: Some(true), ..on_bot("123456", Add, "10")? };
    script.bot("bot_add", &own, reinvested).await;
    script.bot("bot_reduce", &own, on_bot("123456", Reduce, "3.25")?).await;
    let percent = SignalBotMarginRequest {
        amt: None,
        percent: Some("5".parse()?),
        ..on_bot("123456", Reduce, "5")?
    };
    script.bot("bot_percent", &own, percent).await;
    script.position("refused", &own, on_short(Reduce, "1000000")?).await;
    script.position("wrong_secret", &forger, on_short(Add, "1")?).await;
    script.bot("bot_refused", &own, on_bot("1", Add, "1")?).await;
    let integer_code = json!({"code": 0, "msg": "", "data": [on_short(Add, "8")?]}).to_string();
    let headers = json!({"Content-Type": "application/json"});
    fault(&json!({"fault": "answer", "headers": headers, "body": integer_code}).to_string()).await?;
    script.position("integer_code", &own, on_short(Add, "8")?).await;
    fault(r#"{"fault": "timed_out"}"#).await?;
    script.position("timed_out", &own, on_short(Add, "1")?).await;
    fault(r#"{"fault": "server_error", "status": 502}"#).await?;
    script.position("server_error", &own, on_short(Add, "2")?).await;
    fault(r#"{"fault": "disconnect"}"#).await?;
    script.position("disconnect", &own, on_short(Add, "4")?).await;

    println!("{}", json!({"signatures": published::signatures()?, "calls": script.calls}));
    Ok(())
}
