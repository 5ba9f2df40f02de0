//! The binary itself: starts, tells its address, survives being killed, checks forms.

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};

use api::Receipt;

use crate::house::filled;

struct Server {
    child: Child,
    base: String,
}

impl Drop for Server {
    fn drop(&mut self) {
        // Already gone in the good case; a failed story must not leave a server behind.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn start(data: &std::path::Path) -> (Server, String) {
    start_with(data, &[])
}

fn start_with(data: &std::path::Path, more: &[&str]) -> (Server, String) {
    let mut child = Command::new(env!("CARGO_BIN_EXE_ruhu"))
        .args(["serve", "--listen", "127.0.0.1", "--port", "0", "--data"])
        .arg(data)
        .args(more)
        .stdout(Stdio::piped())
        .spawn()
        .expect("started");
    let mut lines = BufReader::new(child.stdout.take().expect("output")).lines();
    let mut said = String::new();
    let base = loop {
        let line = lines.next().expect("an address before the end").expect("text");
        said.push_str(&line);
        said.push('\n');
        if let Some(at) = line.find("https://127.0.0.1:").or(line.find("http://127.0.0.1:")) {
            break line[at..].split_whitespace().next().unwrap_or_default().to_owned();
        }
    };
    // The rest is written before the first request is served.
    std::thread::spawn(move || lines.for_each(drop));
    (Server { child, base }, said)
}

async fn signed_in(base: &str) -> reqwest::Client {
    let http = reqwest::Client::builder().cookie_store(true).build().expect("client");
    let body = serde_json::json!({ "account": "surveyor", "password": "ruhu-demo-2026" }).to_string();
    let answer = http.post(format!("{base}/v1/session")).header(api::CLIENT_HEADER, "1").body(body).send().await.expect("an answer");
    assert!(answer.status().is_success(), "{}", answer.status());
    http
}

#[tokio::test(flavor = "multi_thread")]
async fn a_receipt_holds_when_the_server_is_killed_right_after_it() {
    let folder = tempfile::tempdir().expect("temp dir");
    let form = filled("f_hh_exit", "f3", &[]).await;
    let path = format!("/v1/submissions/{}", form.instance_id);
    let (mut server, _) = start(folder.path());
    let http = signed_in(&server.base).await;
    let sent = http.put(format!("{}{path}", server.base)).header(api::CLIENT_HEADER, "1").body(form.body()).send().await.expect("an answer");
    let receipt: Receipt = sent.json().await.expect("a receipt");
    server.child.kill().expect("killed");
    server.child.wait().expect("gone");
    let (server, _) = start(folder.path());
    let http = signed_in(&server.base).await;
    let again: Receipt = http.get(format!("{}{path}", server.base)).send().await.expect("an answer").json().await.expect("a receipt");
    assert_eq!(again, receipt);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_without_demo_takes_its_first_person_from_the_command_line() {
    let folder = tempfile::tempdir().expect("temp dir");
    let add = |password: &str, role: &str| {
        let mut child = Command::new(env!("CARGO_BIN_EXE_ruhu"))
            .args(["add-person", "--account", "First", "--name", "张专干", "--role", role, "--area", "hx_01", "--data"])
            .arg(folder.path())
            .stdin(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("started");
        std::io::Write::write_all(&mut child.stdin.take().expect("input"), format!("{password}\n").as_bytes()).expect("written");
        child.wait_with_output().expect("run")
    };
    for (password, role) in [("short", "town"), ("long enough for all", "king")] {
        let refused = add(password, role);
        assert!(!refused.status.success() && String::from_utf8_lossy(&refused.stderr).contains("expected"), "{role}");
    }
    assert!(add("long enough for all", "town").status.success());
    let (server, _) = start_with(folder.path(), &["--no-demo"]);
    let http = reqwest::Client::builder().cookie_store(true).build().expect("client");
    let body = serde_json::json!({ "account": "first", "password": "long enough for all" }).to_string();
    let answer = http.post(format!("{}/v1/session", server.base)).header(api::CLIENT_HEADER, "1").body(body).send().await.expect("an answer");
    let me: api::Me = answer.json().await.expect("signed in");
    assert_eq!((me.name.as_str(), me.demo), ("张专干", false));
}

/// The head of an answer over TLS to someone who trusts the authorities in a PEM file, or why there is none.
fn head_over_tls(port: u16, trusted: &std::path::Path, path: &str) -> Result<String, String> {
    use rustls::pki_types::{CertificateDer, ServerName, pem::PemObject as _};
    use std::io::{Read as _, Write as _};

    let mut roots = rustls::RootCertStore::empty();
    let authority = CertificateDer::from_pem_file(trusted).expect("an authority");
    roots.add(authority).expect("a root");
    let ring = std::sync::Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ClientConfig::builder_with_provider(ring).with_safe_default_protocol_versions().expect("versions");
    let config = config.with_root_certificates(roots).with_no_client_auth();
    let name = ServerName::try_from("127.0.0.1").expect("a name");
    let client = rustls::ClientConnection::new(std::sync::Arc::new(config), name).expect("a client");
    let socket = std::net::TcpStream::connect(("127.0.0.1", port)).expect("reached");
    let mut stream = rustls::StreamOwned::new(client, socket);
    let request = format!("GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).map_err(|error| error.to_string())?;
    let mut answer = [0; 256];
    let read = stream.read(&mut answer).map_err(|error| error.to_string())?;
    Ok(String::from_utf8_lossy(answer.get(..read).unwrap_or_default()).into_owned())
}

#[test]
fn a_phone_that_trusts_this_machine_once_trusts_it_after_a_restart() {
    let (folder, other) = (tempfile::tempdir().expect("temp dir"), tempfile::tempdir().expect("temp dir"));
    let authority = folder.path().join("ruhu-ca.crt");
    for _ in 0..2 {
        let (server, said) = start_with(folder.path(), &["--tls", "self"]);
        assert!(server.base.starts_with("https://"), "{said}");
        let port = server.base.rsplit(':').next().and_then(|port| port.parse().ok()).expect("a port");
        let answer = head_over_tls(port, &authority, "/ruhu-ca.crt").expect("trusted");
        assert!(answer.starts_with("HTTP/1.1 200") && answer.contains("application/x-x509-ca-cert"), "{answer}");
    }
    let (server, _) = start_with(other.path(), &["--tls", "self"]);
    let port = server.base.rsplit(':').next().and_then(|port| port.parse().ok()).expect("a port");
    assert!(head_over_tls(port, &authority, "/").is_err(), "another machine's authority vouches for nothing here");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let key = std::fs::metadata(folder.path().join("ruhu-ca.key.pem")).expect("a key");
        assert_eq!(key.permissions().mode() & 0o777, 0o600);
    }
}

#[test]
fn a_broken_form_is_told_with_its_place_and_refused() {
    let folder = tempfile::tempdir().expect("temp dir");
    let file = folder.path().join("broken.xml");
    let good = String::from_utf8(programme::Pack::form_xml("e2_visit_diary").expect("form").into_owned()).expect("text");
    std::fs::write(&file, good.replacen("calculate=\"pulldata(", "calculate=\"pulldatum(", 1)).expect("written");
    let told = Command::new(env!("CARGO_BIN_EXE_ruhu")).arg("check-form").arg(&file).output().expect("run");
    let said = String::from_utf8_lossy(&told.stdout);
    assert!(!told.status.success(), "{said}");
    assert!(said.contains("pulldatum") && said.contains("/data/"), "{said}");
    std::fs::write(&file, good).expect("written");
    let fine = Command::new(env!("CARGO_BIN_EXE_ruhu")).arg("check-form").arg(&file).output().expect("run");
    assert!(fine.status.success(), "{}", String::from_utf8_lossy(&fine.stderr));
}
