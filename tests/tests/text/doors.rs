//! Doors beside the contract: without login, headers, Basic authentication, the map service, forms and mappings, the command line.
