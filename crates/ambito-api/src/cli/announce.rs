//! What the server says when it listens.

use std::io::Write;

use model::ids::AmbitoId;
use protocol::Role;
use serde::Serialize;

use super::lan::qr;
use crate::codes::Code;
use crate::demo::DemoOperator;
use crate::state::Tenant;

/// Where it listens, and how each demo operator enrols a phone.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Ready {
    /// Address of app and API.
    pub address: String,
    /// Where phones get the certificate to trust, with `--lan`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub certificate: Option<String>,
    /// Fresh codes.
    pub enrolments: Vec<EnrolmentLink>,
}

/// A fresh code of a demo operator.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct EnrolmentLink {
    ambito: AmbitoId,
    operator: String,
    display_name: String,
    role: Option<Role>,
    code: String,
    link: String,
}

impl EnrolmentLink {
    /// The link has the code in its fragment, which no server and no log ever sees.
    pub fn new(tenant: &Tenant, person: DemoOperator, code: &Code, address: &str) -> Self {
        let code = code.grouped();
        Self {
            ambito: tenant.config.id.clone(),
            operator: person.key.to_owned(),
            role: person.operator.roles.first().copied(),
            display_name: person.operator.display_name,
            link: format!("{address}/attiva#{code}"),
            code,
        }
    }
}

/// Prints it, for programs as one line of JSON.
pub fn announce(ready: &Ready, json: bool) {
    if json {
        println!("{}", serde_json::to_string(ready).unwrap_or_default());
    } else {
        print!("{}", text(ready));
    }
    let _ = std::io::stdout().flush();
}

fn text(ready: &Ready) -> String {
    let mut text = format!("\nTaccuino: {}\n", ready.address);
    if let Some(certificate) = &ready.certificate {
        text += &format!(
            "\n{}\nA phone on this network must trust the certificate of this machine, once:\n\
             1. open {certificate} on the phone and install the file\n\
             \u{20}  (Android: Settings, Security, Install a certificate, CA certificate;\n\
             \u{20}  iPhone: Settings, Profile downloaded, then General, About, Certificate Trust Settings)\n\
             2. open {}\n",
            qr(&ready.address),
            ready.address
        );
    }
    let mut ambito = None;
    for link in &ready.enrolments {
        if ambito != Some(&link.ambito) {
            text += &format!("\n{}: codes for one phone each, good for 24 hours\n", link.ambito);
            ambito = Some(&link.ambito);
        }
        let role = link.role.and_then(|role| serde_json::to_value(role).ok());
        let role = role.as_ref().and_then(|role| role.as_str()).unwrap_or_default();
        text += &format!("  {:<16} {role:<24} {}  {}\n", link.display_name, link.code, link.link);
    }
    text
}
