//! Any text as an expression: parsed, and where it is one, computed inside and outside a repeat.
#![no_main]

use forms::Session;
use libfuzzer_sys::fuzz_target;
use std::sync::Arc;

fuzz_target!(|expression: &str| {
    let _ = forms::xpath::parse(expression);
    let mut escaped = String::new();
    for c in expression.chars() {
        match c {
            '&' => escaped += "&amp;",
            '<' => escaped += "&lt;",
            '"' => escaped += "&quot;",
            c if c < ' ' => escaped.push(' '),
            c => escaped.push(c),
        }
    }
    let xml = format!(
        r#"<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml" xmlns:jr="http://openrosa.org/javarosa"><h:head><h:title>t</h:title>
<model><instance><data id="t"><a>3</a><b/><m><c>1</c><d/></m><e/></data></instance>
<instance id="l"><root><item><name>x</name><v>1</v></item><item><name>y</name><v>2</v></item></root></instance>
<bind nodeset="/data/b" calculate="{escaped}"/><bind nodeset="/data/m/c" type="int" constraint="{escaped}"/><bind nodeset="/data/m/d" relevant="{escaped}"/></model></h:head>
<h:body><input ref="/data/a"/><group ref="/data/m"><repeat nodeset="/data/m"><input ref="/data/m/c"/><input ref="/data/m/d"/></repeat></group><input ref="/data/e"/></h:body></h:html>"#
    );
    let Ok(parsed) = forms::xform::parse(&xml) else {
        return;
    };
    let mut session = Session::new(Arc::new(parsed.form), fuzz::Still::new());
    fuzz::fill(&mut session, &[0, 3, 1, 4, 1, 4, 2, 200, 3, 203, 5, 211]);
    let _ = session.finalize();
});
