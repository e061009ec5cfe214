//! `ambito-api serve`.

use std::io::ErrorKind;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::PathBuf;
use std::time::Duration;

use axum_server::Handle;
use model::ids::AmbitoId;
use protocol::Role;
use serde::Serialize;

use super::enrol_code::CODE_LIFE;
use super::{CliError, DataArgs, open};
use crate::app::router;
use crate::codes::issue;
use crate::demo;
use crate::state::{App, AppOptions};

/// Flags of `serve`.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    data: DataArgs,
    /// The port of app and API; 0 takes a free one.
    #[arg(long, default_value_t = 8080)]
    port: u16,
    /// The built app; without it only the API is served.
    #[arg(long)]
    dist: Option<PathBuf>,
    /// Fills the Ambiti with demo operators and records, once.
    #[arg(long)]
    demo: bool,
    /// Prints one line of JSON when it listens, for programs.
    #[arg(long)]
    ready_json: bool,
}

/// What the line of JSON says.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Ready {
    address: String,
    enrolments: Vec<EnrolmentLink>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct EnrolmentLink {
    ambito: AmbitoId,
    operator: String,
    display_name: String,
    role: Option<Role>,
    code: String,
    link: String,
}

const GRACE: Duration = Duration::from_secs(5);

/// Serves until SIGINT or SIGTERM.
pub async fn run(args: Args) -> Result<(), CliError> {
    let listener = bind(SocketAddr::from((Ipv4Addr::LOCALHOST, args.port)))?;
    let port = listener.local_addr().map_or(args.port, |address| address.port());
    let repo = open::repository(&args.data).await?;
    let failed = |error| open::store_error(&error, &args.data.data_dir);
    let options = AppOptions { dist: args.dist.clone(), ..AppOptions::system() };
    let app = App::open(repo.clone(), open::configs(&args.data)?, options).await.map_err(failed)?;
    let address = format!("http://localhost:{port}");
    let mut enrolments = Vec::new();
    if args.demo {
        for tenant in app.tenants() {
            demo::fill(&app, tenant).await.map_err(|error| match error {
                demo::DemoError::Store(error) => failed(error),
                demo::DemoError::Refused(_) => CliError::new(format!("The demo cannot be filled: {error}.")),
            })?;
            for person in demo::people(&tenant.config).operators {
                let code = issue(&app, &tenant.scope, person.operator.id, CODE_LIFE).await.map_err(failed)?.grouped();
                enrolments.push(EnrolmentLink {
                    ambito: tenant.config.id.clone(),
                    operator: person.key.to_owned(),
                    display_name: person.operator.display_name,
                    role: person.operator.roles.first().copied(),
                    link: format!("{address}/attiva#{code}"),
                    code,
                });
            }
        }
    }
    announce(&Ready { address, enrolments }, args.ready_json);
    serve(listener, &app).await?;
    repo.close().await;
    Ok(())
}

fn bind(address: SocketAddr) -> Result<TcpListener, CliError> {
    let listener = TcpListener::bind(address).map_err(|error| {
        let port = address.port();
        let sentence = match error.kind() {
            ErrorKind::AddrInUse => format!("Port {port} is busy: end what uses it, or choose another with --port."),
            ErrorKind::PermissionDenied => format!("Port {port} needs more rights: choose one above 1024 with --port."),
            _ => format!("Port {port} cannot be opened: {error}."),
        };
        CliError::new(sentence).exit(2)
    })?;
    listener.set_nonblocking(true).map_err(|error| CliError::new(format!("The port cannot be used: {error}.")))?;
    Ok(listener)
}

async fn serve(listener: TcpListener, app: &App) -> Result<(), CliError> {
    let handle = Handle::new();
    tokio::spawn(shut_down(handle.clone()));
    let failed = |error| CliError::new(format!("The server stopped: {error}."));
    axum_server::from_tcp(listener)
        .map_err(failed)?
        .handle(handle)
        .serve(router(app).into_make_service_with_connect_info::<SocketAddr>())
        .await
        .map_err(failed)
}

/// Ends the server in order at SIGINT and SIGTERM.
async fn shut_down(handle: Handle<SocketAddr>) {
    let interrupt = tokio::signal::ctrl_c();
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminate) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = interrupt => {}
                _ = terminate.recv() => {}
            }
        } else {
            let _ = interrupt.await;
        }
    }
    #[cfg(not(unix))]
    let _ = interrupt.await;
    handle.graceful_shutdown(Some(GRACE));
}

fn announce(ready: &Ready, json: bool) {
    if json {
        println!("{}", serde_json::to_string(ready).unwrap_or_default());
        return;
    }
    println!("Taccuino: {}", ready.address);
    for link in &ready.enrolments {
        println!("  {:<18} {}  {}  ({})", link.display_name, link.code, link.link, link.ambito);
    }
}
