//! `ambito-api serve`.

use std::io::ErrorKind;
use std::net::{IpAddr, Ipv4Addr, SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::time::Duration;

use axum::Router;
use axum::http::header;
use axum::routing::get;
use axum_server::Handle;
use axum_server::tls_rustls::RustlsConfig;

use super::announce::{EnrolmentLink, Ready, announce};
use super::enrol_code::CODE_LIFE;
use super::{CliError, DataArgs, lan, logs, open};
use crate::app::router;
use crate::codes::issue;
use crate::demo;
use crate::faults;
use crate::state::{App, AppOptions, Tenant};
use crate::venues;

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
    /// Takes the service worker off every phone that comes by, for a release that must go; nothing written is touched.
    #[arg(long)]
    end_workers: bool,
    /// Fills the Ambiti with demo operators and records, once.
    #[arg(long)]
    demo: bool,
    /// Serves HTTPS to phones on the local network; the next port hands out the certificate to trust.
    #[arg(long)]
    lan: bool,
    /// Takes the client's address from the last entry of X-Forwarded-For: only behind a proxy of your own.
    #[arg(long)]
    trusted_proxy: bool,
    /// Prints one line of JSON when it listens, for programs.
    #[arg(long)]
    ready_json: bool,
}

const GRACE: Duration = Duration::from_secs(5);

/// Serves until SIGINT or SIGTERM.
pub async fn run(args: Args) -> Result<(), CliError> {
    logs::start();
    let host = if args.lan { Ipv4Addr::UNSPECIFIED } else { Ipv4Addr::LOCALHOST };
    let listener = bind(SocketAddr::from((host, args.port)))?;
    let port = listener.local_addr().map_or(args.port, |address| address.port());
    let repo = open::repository(&args.data).await?;
    let https = if args.lan { Some(Https::open(&args.data.data_dir, port)?) } else { None };
    let failed = |error| open::store_error(&error, &args.data.data_dir);
    let options = AppOptions {
        dist: args.dist.clone(),
        end_workers: args.end_workers,
        hsts: !args.lan,
        trusted_proxy: args.trusted_proxy,
        faults: std::env::var_os(faults::VARIABLE).map(|_| args.data.data_dir.clone()),
        ..AppOptions::system()
    };
    let app = App::open(repo.clone(), open::configs(&args.data)?, options).await.map_err(failed)?;
    app.tidy_up(app.now()).await;
    app.tend_plans(app.now()).await;
    for tenant in app.tenants() {
        venues::write_down(&app, tenant, app.now()).await.map_err(failed)?;
    }
    let address = https.as_ref().map_or_else(|| format!("http://localhost:{port}"), |https| https.address.clone());
    let mut enrolments = Vec::new();
    if args.demo {
        for tenant in app.tenants() {
            enrolments.extend(fill(&app, tenant, &address, &args.data.data_dir).await?);
        }
    }
    for tenant in app.tenants() {
        if app.repo().operators(&tenant.scope).await.map_err(failed)?.is_empty() {
            eprintln!("{} has no operator yet: `ambito-api add-operator` makes one.", tenant.config.name);
        }
    }
    let certificate = https.as_ref().map(|https| https.certificate_address.clone());
    // Whoever reads that it is ready may end it at once.
    let ending = ending()?;
    announce(&Ready { address, certificate, enrolments }, args.ready_json);
    serve(listener, &app, https, ending).await?;
    repo.close().await;
    Ok(())
}

/// Fills the demo and makes a fresh code for each of its operators.
async fn fill(app: &App, tenant: &Tenant, address: &str, dir: &Path) -> Result<Vec<EnrolmentLink>, CliError> {
    let failed = |error| open::store_error(&error, dir);
    demo::fill(app, tenant).await.map_err(|error| match error {
        demo::DemoError::Store(error) => failed(error),
        demo::DemoError::Refused(_) => CliError::new(format!("The demo cannot be filled: {error}.")),
    })?;
    let mut links = Vec::new();
    for person in demo::people(&tenant.config).operators {
        let code = issue(app, &tenant.scope, person.operator.id, CODE_LIFE).await.map_err(failed)?;
        links.push(EnrolmentLink::new(tenant, person, &code, address));
    }
    Ok(links)
}

/// HTTPS on the local network.
struct Https {
    address: String,
    certificate_address: String,
    config: RustlsConfig,
    /// Hands out the certificate over plain HTTP: it is no secret, and nobody can trust it before having it.
    certificate_listener: TcpListener,
    certificate: String,
}

impl Https {
    fn open(data_dir: &Path, port: u16) -> Result<Self, CliError> {
        let now = chrono::Utc::now();
        let Some(address) = lan::local_address() else {
            return Err(CliError::new(
                "This machine has no address on a local network: connect it, or leave --lan out.",
            ));
        };
        let authority = lan::Authority::open(data_dir, address, now)?;
        let addresses = [IpAddr::V4(address), IpAddr::V4(Ipv4Addr::LOCALHOST)];
        let certificate_port = port.checked_add(1).unwrap_or(port - 1);
        Ok(Self {
            address: format!("https://{address}:{port}"),
            certificate_address: format!("http://{address}:{certificate_port}/ca.crt"),
            config: authority.server_config(&addresses, now)?,
            certificate_listener: bind(SocketAddr::from((Ipv4Addr::UNSPECIFIED, certificate_port)))?,
            certificate: authority.certificate,
        })
    }
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

async fn serve(
    listener: TcpListener,
    app: &App,
    https: Option<Https>,
    ending: impl Future<Output = ()> + Send + 'static,
) -> Result<(), CliError> {
    let handle = Handle::new();
    let ended = handle.clone();
    tokio::spawn(async move {
        ending.await;
        ended.graceful_shutdown(Some(GRACE));
    });
    let service = router(app).into_make_service_with_connect_info::<SocketAddr>();
    let served = match https {
        None => axum_server::from_tcp(listener).map(|server| server.handle(handle))?.serve(service).await,
        Some(https) => {
            let certificate = certificate_routes(https.certificate).into_make_service();
            let plain = axum_server::from_tcp(https.certificate_listener)?.handle(handle.clone()).serve(certificate);
            let secure = axum_server::from_tcp_rustls(listener, https.config)?.handle(handle).serve(service);
            tokio::try_join!(plain, secure).map(|_| ())
        }
    };
    Ok(served?)
}

impl From<std::io::Error> for CliError {
    fn from(error: std::io::Error) -> Self {
        Self::new(format!("The server stopped: {error}."))
    }
}

fn certificate_routes(certificate: String) -> Router {
    let kind = [(header::CONTENT_TYPE, "application/x-x509-ca-cert")];
    Router::new().route("/ca.crt", get(move || std::future::ready((kind, certificate.clone()))))
}

/// Ends once SIGINT or SIGTERM comes. From the call on, neither ends the process by itself.
#[cfg(unix)]
fn ending() -> Result<impl Future<Output = ()> + Send, CliError> {
    use tokio::signal::unix::{SignalKind, signal};
    let (mut interrupt, mut terminate) = (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?);
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
    })
}

/// Ends once Ctrl-C is pressed.
#[cfg(not(unix))]
fn ending() -> Result<impl Future<Output = ()> + Send, CliError> {
    Ok(async {
        // A console that cannot be listened to leaves the process to whoever ends it.
        let _ = tokio::signal::ctrl_c().await;
    })
}
