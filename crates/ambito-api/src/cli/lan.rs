//! HTTPS for real phones on the local network, with a certificate authority of this machine.

use std::fs;
use std::io::Write;
use std::net::{IpAddr, Ipv4Addr, UdpSocket};
use std::path::Path;
use std::sync::Arc;

use axum_server::tls_rustls::RustlsConfig;
use chrono::{DateTime, Datelike, Days, Utc};
use qrcodegen::{QrCode, QrCodeEcc};
use rcgen::{
    BasicConstraints, CertificateParams, CidrSubnet, DnType, ExtendedKeyUsagePurpose, GeneralSubtree, IsCa, Issuer,
    KeyPair, KeyUsagePurpose, NameConstraints, date_time_ymd,
};
use rustls::ServerConfig;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};

use super::CliError;

/// Phones refuse server certificates that live longer than 825 days.
const LEAF_DAYS: u64 = 397;
const CA_DAYS: u64 = 3_650;

/// The certificate authority of this machine, kept in the data folder.
pub struct Authority {
    /// The certificate that a phone must trust, PEM.
    pub certificate: String,
    key: KeyPair,
    extra: Option<Ipv4Addr>,
}

impl Authority {
    /// Reads it, or makes it at the first start. A network that does not use private addresses has one of its own,
    /// for this machine's address alone.
    pub fn open(data_dir: &Path, address: Ipv4Addr, now: DateTime<Utc>) -> Result<Self, CliError> {
        let extra = (!address.is_private() && !address.is_link_local()).then_some(address);
        let name = extra.map_or_else(|| "ca".to_owned(), |address| format!("ca-{address}"));
        let (key_file, cert_file) = (data_dir.join(format!("{name}.key")), data_dir.join(format!("{name}.crt")));
        if let (Ok(key), Ok(certificate)) = (fs::read_to_string(&key_file), fs::read_to_string(&cert_file)) {
            let key = KeyPair::from_pem(&key).map_err(|error| broken(&key_file, &error))?;
            return Ok(Self { certificate, key, extra });
        }
        let made = || {
            let key = KeyPair::generate()?;
            let certificate = ca_params(extra, now)?.self_signed(&key)?.pem();
            Ok::<_, rcgen::Error>(Self { certificate, key, extra })
        };
        let authority = made().map_err(|error| broken(&key_file, &error))?;
        write_secret(&key_file, &authority.key.serialize_pem())
            .and_then(|()| fs::write(&cert_file, &authority.certificate))
            .map_err(|error| broken(&key_file, &error))?;
        Ok(authority)
    }

    /// A server certificate for this machine under these addresses.
    pub fn server_config(&self, addresses: &[IpAddr], now: DateTime<Utc>) -> Result<RustlsConfig, CliError> {
        let failed = |error: &dyn std::fmt::Display| CliError::new(format!("HTTPS cannot be set up: {error}."));
        let (certificate, key) = self.leaf(addresses, now).map_err(|error| failed(&error))?;
        let key = PrivateKeyDer::from_pem_slice(key.serialize_pem().as_bytes()).map_err(|error| failed(&error))?;
        let mut config = ServerConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
            .with_safe_default_protocol_versions()
            .and_then(|builder| builder.with_no_client_auth().with_single_cert(vec![certificate], key))
            .map_err(|error| failed(&error))?;
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        Ok(RustlsConfig::from_config(Arc::new(config)))
    }

    fn leaf(
        &self,
        addresses: &[IpAddr],
        now: DateTime<Utc>,
    ) -> Result<(CertificateDer<'static>, KeyPair), rcgen::Error> {
        let mut names = vec!["localhost".to_owned()];
        names.extend(addresses.iter().map(ToString::to_string));
        let mut params = CertificateParams::new(names)?;
        params.distinguished_name.push(DnType::CommonName, "Taccuino");
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
        params.use_authority_key_identifier_extension = true;
        validity(&mut params, now, LEAF_DAYS);
        let key = KeyPair::generate()?;
        let issuer = Issuer::new(ca_params(self.extra, now)?, &self.key);
        Ok((params.signed_by(&key, &issuer)?.der().clone(), key))
    }
}

/// An authority for private addresses alone (and one more): whoever trusts it trusts it for nothing else.
fn ca_params(extra: Option<Ipv4Addr>, now: DateTime<Utc>) -> Result<CertificateParams, rcgen::Error> {
    let mut params = CertificateParams::new(Vec::<String>::new())?;
    params.distinguished_name.push(DnType::CommonName, "Taccuino, rete locale");
    params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    let subnet = |address: [u8; 4], prefix| GeneralSubtree::IpAddress(CidrSubnet::from_v4_prefix(address, prefix));
    let mut permitted_subtrees = vec![
        GeneralSubtree::DnsName("localhost".to_owned()),
        subnet([127, 0, 0, 0], 8),
        subnet([10, 0, 0, 0], 8),
        subnet([172, 16, 0, 0], 12),
        subnet([192, 168, 0, 0], 16),
        subnet([169, 254, 0, 0], 16),
    ];
    permitted_subtrees.extend(extra.map(|address| subnet(address.octets(), 32)));
    params.name_constraints = Some(NameConstraints { permitted_subtrees, excluded_subtrees: Vec::new() });
    validity(&mut params, now, CA_DAYS);
    Ok(params)
}

fn validity(params: &mut CertificateParams, now: DateTime<Utc>, days: u64) {
    let day = |at: DateTime<Utc>| date_time_ymd(at.year(), at.month() as u8, at.day() as u8);
    params.not_before = day(now - Days::new(1));
    params.not_after = day(now + Days::new(days));
}

/// The address of this machine on the local network: the one that it would speak from. Nothing is sent.
pub fn local_address() -> Option<Ipv4Addr> {
    let socket = UdpSocket::bind((Ipv4Addr::UNSPECIFIED, 0)).ok()?;
    socket.connect((Ipv4Addr::new(10, 255, 255, 255), 9)).ok()?;
    match socket.local_addr().ok()?.ip() {
        IpAddr::V4(address) if !address.is_loopback() && !address.is_unspecified() => Some(address),
        _ => None,
    }
}

/// A QR code for a terminal, two modules a character.
pub fn qr(text: &str) -> String {
    let Ok(code) = QrCode::encode_text(text, QrCodeEcc::Low) else { return String::new() };
    let (quiet, size) = (2, code.size());
    let mut drawn = String::new();
    let mut y = -quiet;
    while y < size + quiet {
        for x in -quiet..size + quiet {
            drawn.push(match (code.get_module(x, y), code.get_module(x, y + 1)) {
                (true, true) => ' ',
                (true, false) => '▄',
                (false, true) => '▀',
                (false, false) => '█',
            });
        }
        drawn.push('\n');
        y += 2;
    }
    drawn
}

fn write_secret(file: &Path, text: &str) -> std::io::Result<()> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(file)?.write_all(text.as_bytes())
}

fn broken(file: &Path, error: &dyn std::fmt::Display) -> CliError {
    CliError::new(format!("The certificate authority in {} cannot be used: {error}.", file.display()))
}
