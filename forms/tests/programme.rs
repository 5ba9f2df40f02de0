//! The eleven forms of the programme load, run, and come back from bytes whole.

use std::cell::Cell;
use std::path::Path;
use std::rc::Rc;
use std::sync::Arc;

use forms::{Env, Form, Instant, Session};

struct Desk(Cell<u64>);

impl Env for Desk {
    fn now(&self) -> Instant {
        Instant { unix_ms: 1_795_478_400_000, offset_min: 0 }
    }
    fn random(&self) -> u64 {
        self.0.set(self.0.get().wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407));
        self.0.get()
    }
}

fn all() -> Vec<(String, Form)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../server/programme/forms");
    let mut found: Vec<(String, Form)> = std::fs::read_dir(folder)
        .expect("the forms are there")
        .map(|entry| entry.expect("readable").path())
        .map(|path| {
            let xml = std::fs::read_to_string(&path).expect("readable");
            let name = path.file_stem().expect("named").to_string_lossy().into_owned();
            let parsed =
                forms::xform::parse(&xml).unwrap_or_else(|errors| panic!("{name}: {}", errors.iter().map(|e| format!("{e}\n")).collect::<String>()));
            (name, parsed.form)
        })
        .collect();
    found.sort_by(|a, b| a.0.cmp(&b.0));
    found
}

#[test]
fn each_form_compiles_and_comes_back_from_its_bytes() {
    let forms = all();
    assert_eq!(forms.len(), 11);
    for (name, form) in forms {
        let bytes = form.to_bytes();
        let again = Form::from_bytes(&bytes).expect("own bytes are read");
        assert_eq!(again.to_bytes(), bytes, "{name}");
        assert_eq!(again.id(), name);
        assert_eq!(again.languages().len(), 2);
    }
}

#[test]
fn each_form_opens_is_kept_and_opened_again() {
    for (name, form) in all() {
        let form = Arc::new(form);
        let session = Session::new(Arc::clone(&form), Rc::new(Desk(Cell::new(1))));
        let again = Session::restore(Arc::clone(&form), Rc::new(Desk(Cell::new(2))), &session.snapshot()).expect("own snapshot is read");
        assert_eq!(session.values(), again.values(), "{name}");
        let read = Session::from_xml(form, Rc::new(Desk(Cell::new(2))), &session.submission().xml, false).expect("own submission is read");
        assert_eq!(read.instance_id(), session.instance_id(), "{name}");
    }
}

#[test]
fn damaged_bytes_are_refused() {
    let (_, form) = all().swap_remove(0);
    let bytes = form.to_bytes();
    for at in [0, 1, 9, bytes.len() / 2, bytes.len() - 1] {
        let mut damaged = bytes.clone();
        damaged[at] ^= 0x55;
        assert!(Form::from_bytes(&damaged).is_err(), "byte {at}");
    }
    assert!(Form::from_bytes(&bytes[..bytes.len() - 3]).is_err());
    assert!(Form::from_bytes(&[]).is_err());
}
