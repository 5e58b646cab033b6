//! A PostgreSQL server of the test's own: in a folder that goes with it, on a free port of this machine.

use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// A running server; it stops when dropped.
pub struct Server {
    folder: PathBuf,
    programs: PathBuf,
    port: u16,
}

/// The newest folder of PostgreSQL's programs, as Debian lays them.
fn programs() -> Option<PathBuf> {
    let versions = std::fs::read_dir("/usr/lib/postgresql").ok()?.flatten().map(|e| e.path().join("bin"));
    versions.filter(|p| p.join("initdb").exists()).max()
}

impl Server {
    /// Starts a server; `None`, with a line that says so, where PostgreSQL is not installed.
    pub fn start(name: &str) -> Option<Server> {
        let Some(programs) = programs() else {
            println!("PostgreSQL is not installed (apt-get install postgresql): its tests are skipped");
            return None;
        };
        let folder = std::env::temp_dir().join(format!("marsad-server-{name}-{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&folder);
        let port = TcpListener::bind("127.0.0.1:0").and_then(|l| l.local_addr()).expect("a free port").port();
        let server = Server { folder, programs, port };
        std::fs::create_dir_all(&server.folder).expect("a folder for the server");
        if is_root() {
            let owned = Command::new("chown").arg("postgres").arg(&server.folder).status();
            assert!(owned.is_ok_and(|s| s.success()), "the folder goes to user postgres");
        }
        server.run(
            "initdb",
            &["--auth=trust", "--username=postgres", "--encoding=UTF8", "--locale=C", "--no-sync", "-D"],
            &[],
        );
        let options = format!("-p {port} -k {} -c listen_addresses=127.0.0.1", server.folder.display());
        server.run("pg_ctl", &["-w", "-D"], &["-o", &options, "-l", &server.data("log"), "start"]);
        Some(server)
    }

    fn data(&self, name: &str) -> String {
        self.folder.join(name).display().to_string()
    }

    fn run(&self, program: &str, before: &[&str], after: &[&str]) {
        let mut command = self.command(program, before, after);
        let done = command.status();
        assert!(done.is_ok_and(|s| s.success()), "{command:?} works");
    }

    /// A program of the server's, as the user that it wants.
    fn command(&self, program: &str, before: &[&str], after: &[&str]) -> Command {
        let program = self.programs.join(program);
        let mut command = if is_root() {
            let mut c = Command::new("runuser");
            c.args(["-u", "postgres", "--"]).arg(program);
            c
        } else {
            Command::new(program)
        };
        command.args(before).arg(self.folder.join("data")).args(after).current_dir("/").stdout(Stdio::null());
        command
    }

    /// URL of a new, empty database.
    pub fn database(&self, name: &str) -> String {
        let url = |name: &str| format!("postgres://postgres@127.0.0.1:{}/{name}", self.port);
        let mut client = postgres::Client::connect(&url("postgres"), postgres::NoTls).expect("the server answers");
        client.batch_execute(&format!("CREATE DATABASE {name}")).expect("a new database");
        url(name)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // A test that fails is told by its own panic, not by a second one here.
        let _ = self.command("pg_ctl", &["-m", "immediate", "-D"], &["stop"]).status();
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

fn is_root() -> bool {
    std::fs::metadata(Path::new("/proc/self")).is_ok_and(|m| std::os::unix::fs::MetadataExt::uid(&m) == 0)
}
