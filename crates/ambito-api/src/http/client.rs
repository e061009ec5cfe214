//! From which address a request comes.

use std::net::{IpAddr, SocketAddr};

use axum::extract::{ConnectInfo, FromRequestParts, Request, State};
use axum::http::HeaderMap;
use axum::http::request::Parts;
use axum::middleware::Next;
use axum::response::Response;

use crate::state::App;

/// The address that asks; requests made inside the process have none and count as this machine.
#[derive(Clone, Copy, Debug)]
pub struct ClientAddress(pub IpAddr);

/// Works the address out once, for logs and limits.
pub async fn note_client(State(app): State<App>, mut request: Request, next: Next) -> Response {
    let direct = request.extensions().get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip());
    let forwarded = app.options().trusted_proxy.then(|| forwarded_for(request.headers())).flatten();
    let address = forwarded.or(direct).unwrap_or(IpAddr::from([127, 0, 0, 1]));
    request.extensions_mut().insert(ClientAddress(address));
    next.run(request).await
}

/// The last address of the header is the one that our own proxy saw; those before it are what the client says.
fn forwarded_for(headers: &HeaderMap) -> Option<IpAddr> {
    headers.get_all("x-forwarded-for").iter().next_back()?.to_str().ok()?.rsplit(',').next()?.trim().parse().ok()
}

impl<S: Send + Sync> FromRequestParts<S> for ClientAddress {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Self::Rejection> {
        Ok(Self::of(&parts.extensions))
    }
}

impl ClientAddress {
    /// The address that [`note_client`] worked out.
    pub fn of(extensions: &axum::http::Extensions) -> Self {
        extensions.get::<Self>().copied().unwrap_or(Self(IpAddr::from([127, 0, 0, 1])))
    }
}
