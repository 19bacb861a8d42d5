//! `hatang user`: creates the first administrator, and restores or blocks the access of a person.

use std::process::ExitCode;

use clap::Subcommand;
use domain::{
    access::{Membership, Role},
    ids::{OrganizationId, UserId},
    organization::OrganizationKind,
    text::Locale,
};
use secrecy::SecretString;

use super::{Failed, app, say};
use api_app::{
    app::App,
    command_pipeline::{RequestContext, execute},
    config::Config,
    people::{
        organization::AddOrganization,
        password,
        user::{AddUser, EditUser},
    },
};
use api_store::people::{
    organizations::{self, Written},
    users::{self, Change},
};

/// People who can log in.
#[derive(Debug, clap::Args)]
pub(super) struct User {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Add an administrator of the server. The password is read from `HATANG_NEW_PASSWORD`.
    AddAdmin {
        /// The address, which is also the login.
        #[arg(value_parser = super::line)]
        email: String,
        /// The name.
        #[arg(long, value_parser = super::line)]
        name: String,
    },
    /// Give a person a new password, read from `HATANG_NEW_PASSWORD`; all sessions end.
    Passwd {
        /// The login.
        #[arg(value_parser = super::line)]
        email: String,
    },
    /// Disable the account of a person; all sessions end.
    Disable {
        /// The login.
        #[arg(value_parser = super::line)]
        email: String,
    },
}

impl User {
    pub(super) async fn run(self, config: Config) -> Result<ExitCode, Failed> {
        let app = app(config).await?;
        match self.command {
            Command::AddAdmin { email, name } => add_admin(&app, email, name).await?,
            Command::Passwd { email } => {
                let password_hash = Some(password::hash(new_password()?).await?);
                edit(&app, &email, Change { password_hash, ..Change::default() }).await?;
                say(&format!("{email} has a new password"));
            }
            Command::Disable { email } => {
                edit(&app, &email, Change { active: Some(false), ..Change::default() }).await?;
                say(&format!("{email} is shut out"));
            }
        }
        Ok(ExitCode::SUCCESS)
    }
}

/// Reads the password from the environment, never from an argument: arguments are visible to every
/// user of the machine.
fn new_password() -> Result<SecretString, Failed> {
    std::env::var("HATANG_NEW_PASSWORD")
        .map(SecretString::from)
        .map_err(|_absent| Failed("set HATANG_NEW_PASSWORD to the new password".to_owned()))
}

async fn add_admin(app: &App, email: String, name: String) -> Result<(), Failed> {
    let password_hash = password::hash(new_password()?).await?;
    let call = RequestContext::of_system("user add-admin");
    let known = organizations::list(app.store.read(), None, Some(OrganizationKind::Administrator), None, 1).await?;
    let organization = if let Some(row) = known.first() {
        OrganizationId::new(row.id)
    } else {
        let written = Written {
            name_vi: "Quản trị hệ thống".to_owned(),
            name_en: Some("Administration".to_owned()),
            email: None,
            locale: Locale::Vi,
        };
        execute(app, &call, AddOrganization { kind: OrganizationKind::Administrator, written }).await?.answer
    };
    let memberships = vec![Membership { organization, role: Role::Admin }];
    let command = AddUser { email: email.clone(), name, locale: Locale::Vi, password_hash, memberships };
    execute(app, &call, command).await?;
    say(&format!("{email} administers the installation"));
    Ok(())
}

async fn edit(app: &App, email: &str, change: Change) -> Result<(), Failed> {
    let person = users::by_email(app.store.read(), &email.to_lowercase()).await?;
    let person = person.ok_or_else(|| Failed(format!("nobody logs in as {email}")))?;
    let command = EditUser { user: UserId::new(person.id), change, memberships: None };
    execute(app, &RequestContext::of_system("user"), command).await?;
    Ok(())
}
