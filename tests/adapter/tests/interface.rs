//! The interface does what its words say, on a small form.

use std::collections::BTreeMap;
use std::sync::Arc;

use adapter::{Filled, Surroundings, compile, with_expressions};
use forms::{Form, Instant, List};

const FORM: &str = r#"<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml" xmlns:jr="http://openrosa.org/javarosa">
<h:head><h:title>House</h:title><model>
<itext><translation lang="中文"><text id="n"><value>名</value></text></translation><translation lang="English"><text id="n"><value>Name</value></text></translation></itext>
<instance><data id="house"><village/><rich/><member><wage>1</wage></member><total/><meta><instanceID/></meta></data></instance>
<instance id="villages" src="jr://file-csv/villages.csv"/>
<bind nodeset="/data/member/wage" type="int"/>
<bind nodeset="/data/total" type="int" calculate="sum(/data/member/wage)"/>
<bind nodeset="/data/rich" relevant="/data/total &gt; 100"/>
</model></h:head>
<h:body>
<select1 ref="/data/village"><label ref="jr:itext('n')"/><itemset nodeset="instance('villages')/root/item"><value ref="name"/><label ref="label"/></itemset></select1>
<input ref="/data/rich"><label>Rich</label></input>
<group ref="/data/member"><label>Member</label><repeat nodeset="/data/member"><input ref="/data/member/wage"><label>Wage</label></input></repeat></group>
</h:body></h:html>"#;

fn opened(form: Form) -> Filled {
    let villages = List::from_rows(&["name", "label"], [vec!["v1", "侯村"], vec!["v2", "东村"]]);
    let lists = BTreeMap::from([("villages.csv".to_owned(), Arc::new(villages))]);
    Filled::new(form, Surroundings::new(lists, || Instant { unix_ms: 1_764_000_000_000, offset_min: 480 }))
}

#[test]
fn a_form_is_filled_by_paths() -> anyhow::Result<()> {
    let mut house = opened(compile(FORM)?);
    house.add("/data/member")?;
    house.set("/data/member[2]/wage", "200")?;
    assert_eq!((house.get("/data/total").as_deref(), house.relevant("/data/rich")), (Some("201"), true));
    house.remove("/data/member", 2)?;
    assert_eq!((house.get("/data/total").as_deref(), house.relevant("/data/rich")), (Some("1"), false));
    assert_eq!(house.choices("/data/village")?, 2);
    house.language("Eng")?;
    assert!(house.look() > 4);
    Ok(())
}

#[test]
fn what_is_not_there_is_said() -> anyhow::Result<()> {
    let mut house = opened(compile(FORM)?);
    assert!(house.set("/data/nobody", "1").is_err_and(|why| why.to_string().contains("/data/nobody")));
    assert!(house.remove("/data/member", 7).is_err());
    assert!(house.language("Deutsch").is_err());
    assert!(house.set("/data/total", "5").is_err(), "nobody answers what is computed");
    assert_eq!(house.get("/data/nobody"), None);
    Ok(())
}

#[test]
fn expressions_are_evaluated_on_a_form_that_has_them() -> anyhow::Result<()> {
    let expressions = ["/data/total + 1", "if(/data/member[1]/wage < 5, \"few\", 'many')"].map(str::to_owned);
    let house = opened(compile(&with_expressions(FORM, &expressions))?);
    assert_eq!((house.evaluate("/data/x0", 3)?, house.evaluate("/data/x1", 1)?), ("2".into(), "few".into()));
    Ok(())
}

#[test]
fn answers_are_listed_and_a_draft_is_opened_again() -> anyhow::Result<()> {
    let mut house = opened(compile(FORM)?);
    house.set("/data/village", "v2")?;
    let again = Filled::restore(compile(FORM)?, Surroundings::new(BTreeMap::new(), || Instant { unix_ms: 0, offset_min: 0 }), &house.snapshot())?;
    assert_eq!(again.answers(), house.answers());
    assert!(again.answers().contains(&("/data/village".into(), "v2".into())));
    Ok(())
}
