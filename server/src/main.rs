//! `ruhu`: the one binary. Reads the command line and calls the library; nothing else.

use std::net::IpAddr;
use std::path::PathBuf;

use anyhow::{Result, bail};
use clap::{Parser, Subcommand};
use server::serve::{Options, Tls, check_form, serve};
use server::{Database, Office, Setup};

#[derive(Parser)]
#[command(name = "ruhu", version, about = "Ruhu 入户: household surveys that work without signal")]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Serves the app and its data.
    Serve(Serve),
    /// Adds a person with an account; the password is read from the first line of the standard input.
    AddPerson {
        #[command(flatten)]
        place: Place,
        /// Account name.
        #[arg(long)]
        account: String,
        /// Shown name.
        #[arg(long)]
        name: String,
        /// `surveyor`, `village`, `supervisor`, `helper`, `town`, `county`, `dept`, `auditor`, `third`, `admin`.
        #[arg(long)]
        role: String,
        /// Area code, such as `hx_01`.
        #[arg(long)]
        area: String,
    },
    /// Compiles an XForm and prints what its author should know.
    CheckForm {
        /// XForm XML.
        file: PathBuf,
    },
}

/// Where everything is kept.
#[derive(clap::Args)]
struct Place {
    /// Folder of database and media; made if absent, kept between starts.
    #[arg(long, env = "RUHU_DATA", default_value = "data")]
    data: PathBuf,
    /// `postgres://user:password@host/name` instead of the SQLite file in the data folder. As a variable it stays out of the list of processes.
    #[arg(long, env = "RUHU_DATABASE", hide_env_values = true)]
    database: Option<String>,
}

impl Place {
    fn database(&self) -> Database {
        Database::new(self.database.as_deref(), &self.data)
    }
}

#[derive(clap::Args)]
struct Serve {
    /// Address to listen on; 127.0.0.1 keeps other machines out.
    #[arg(long, env = "RUHU_LISTEN", default_value = "0.0.0.0")]
    listen: IpAddr,
    /// Port.
    #[arg(long, env = "RUHU_PORT", default_value_t = 8700)]
    port: u16,
    #[command(flatten)]
    place: Place,
    /// No demonstration data in an empty store.
    #[arg(long)]
    no_demo: bool,
    /// `self`: a certificate made on the spot (a phone needs https for the service worker).
    #[arg(long, value_parser = ["self"])]
    tls: Option<String>,
    /// Certificate, PEM.
    #[arg(long, requires = "tls_key")]
    tls_cert: Option<PathBuf>,
    /// Its key, PEM.
    #[arg(long, requires = "tls_cert")]
    tls_key: Option<PathBuf>,
}

fn main() -> Result<()> {
    tracing_subscriber::fmt()
        .with_env_filter(tracing_subscriber::EnvFilter::try_from_default_env().unwrap_or_else(|_| "warn,server=info".into()))
        .with_writer(std::io::stderr)
        .init();
    match Cli::parse().command {
        Command::CheckForm { file } => check_form(&file),
        Command::AddPerson { place, account, name, role, area } => {
            let mut password = String::new();
            std::io::stdin().read_line(&mut password)?;
            tokio::runtime::Builder::new_multi_thread().enable_all().build()?.block_on(async {
                let office = Office::open(Setup { database: place.database(), data: place.data, demo: false, tls: false }).await?;
                office.add_person(&account, &name, &role, &area, password.trim_end_matches(['\r', '\n'])).await?;
                office.close().await;
                Ok(())
            })
        }
        Command::Serve(args) => {
            let tls = match (args.tls, args.tls_cert, args.tls_key) {
                (None, None, None) => Tls::Off,
                (Some(_), None, None) => Tls::Own,
                (None, Some(cert), Some(key)) => Tls::Files(cert, key),
                _ => bail!("give either --tls self or --tls-cert with --tls-key"),
            };
            let options =
                Options { listen: args.listen, port: args.port, database: args.place.database(), data: args.place.data, demo: !args.no_demo, tls };
            tokio::runtime::Builder::new_multi_thread().enable_all().build()?.block_on(serve(options))
        }
    }
}
