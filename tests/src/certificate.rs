//! A self-signed certificate for `localhost`, for services that the server reaches over TLS.

use std::sync::Arc;

use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};

/// A new certificate, and a TLS acceptor with it.
pub(crate) struct OwnCertificate {
    /// The certificate that a client has to trust, in PEM.
    pub(crate) pem: String,
    /// The server's side of the handshake.
    pub(crate) acceptor: TlsAcceptor,
}

impl OwnCertificate {
    pub(crate) fn fresh() -> Self {
        let own = rcgen::generate_simple_self_signed(["localhost".to_owned()]).expect("a certificate");
        let key = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(own.signing_key.serialize_der()));
        let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .expect("protocol versions")
            .with_no_client_auth()
            .with_single_cert(vec![own.cert.der().clone()], key)
            .expect("a server certificate");
        Self { pem: own.cert.pem(), acceptor: TlsAcceptor::from(Arc::new(config)) }
    }
}
