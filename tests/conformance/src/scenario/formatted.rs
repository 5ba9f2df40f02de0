//! Markdown of a label as the tree the recordings have.

use forms::engine::{Mark, Text, markdown};
use serde_json::{Map, Value as Json, json};

/// The tree of a text.
pub(super) fn tree(text: &Text) -> Json {
    branch(&markdown(text))
}

fn branch(marks: &[Mark]) -> Json {
    marks.iter().map(leaf).collect()
}

fn leaf(mark: &Mark) -> Json {
    let element = match mark {
        Mark::Words(words) => return json!({ "role": "child", "value": words }),
        Mark::Element(element) => element,
    };
    let mut made = json!({ "role": "parent", "elementName": element.name, "children": branch(&element.inside) });
    if let Json::Object(made) = &mut made {
        if let Some(url) = &element.url {
            made.insert("url".to_owned(), url.as_str().into());
        }
        if !element.style.is_empty() {
            let style: Map<String, Json> = element.style.iter().map(|(name, value)| (name.clone(), value.as_str().into())).collect();
            made.insert("properties".to_owned(), json!({ "style": style }));
        }
    }
    made
}
