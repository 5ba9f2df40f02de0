//! How the app looks to one person: size of text, theme, language. Values only; the caller keeps them and gives them back at the next start.

use leptos::prelude::*;

use crate::words::Lang;

/// Size of text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Size {
    /// 100 %.
    #[default]
    Normal,
    /// 112.5 %.
    Large,
    /// 131.25 %, one question a page.
    Huge,
}

/// Light or dark.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Theme {
    /// As the system.
    #[default]
    System,
    /// Light, for the sun.
    Light,
    /// Dark.
    Dark,
}

/// The look as signals; provided once by a bundle's root, next to `RwSignal<Lang>`.
#[derive(Debug, Clone, Copy)]
pub struct Look {
    /// Size of text.
    pub size: RwSignal<Size>,
    /// Theme.
    pub theme: RwSignal<Theme>,
    /// Villagers' mode: one question a page, larger targets, telephone on every page.
    pub plain: RwSignal<bool>,
}

impl Look {
    /// The usual look.
    pub fn new() -> Self {
        Self { size: RwSignal::new(Size::Normal), theme: RwSignal::new(Theme::System), plain: RwSignal::new(false) }
    }
    /// One question a page?
    pub fn one_by_one(self) -> bool {
        self.plain.get() || self.size.get() == Size::Huge
    }
}

impl Default for Look {
    fn default() -> Self {
        Self::new()
    }
}

/// The look provided by the root, or the usual one.
pub fn use_look() -> Look {
    use_context::<Look>().unwrap_or_default()
}

impl Size {
    /// Value of `data-size` on the root element; none: no attribute.
    pub fn attribute(self) -> Option<&'static str> {
        match self {
            Size::Normal => None,
            Size::Large => Some("large"),
            Size::Huge => Some("huge"),
        }
    }
    /// From a kept value.
    pub fn read(kept: &str) -> Self {
        match kept {
            "large" => Size::Large,
            "huge" => Size::Huge,
            _ => Size::Normal,
        }
    }
}

impl Theme {
    /// Value of `data-theme` on the root element; none: no attribute.
    pub fn attribute(self) -> Option<&'static str> {
        match self {
            Theme::System => None,
            Theme::Light => Some("light"),
            Theme::Dark => Some("dark"),
        }
    }
    /// From a kept value.
    pub fn read(kept: &str) -> Self {
        match kept {
            "light" => Theme::Light,
            "dark" => Theme::Dark,
            _ => Theme::System,
        }
    }
}

/// Value of `lang` on the root element, and of the kept choice.
pub fn lang_attribute(lang: Lang) -> &'static str {
    match lang {
        Lang::Zh => "zh",
        Lang::En => "en",
    }
}

/// Keeps the root element's attributes in step with the look; call once in a bundle's root.
pub fn follow_look(look: Look, lang: RwSignal<Lang>) {
    Effect::new(move |_| {
        let Some(root) = document().document_element() else { return };
        let set = |name: &str, value: Option<&str>| {
            // Both fail only for a malformed name, and the names are ours.
            let _ = match value {
                Some(value) => root.set_attribute(name, value),
                None => root.remove_attribute(name),
            };
        };
        set("data-size", look.size.get().attribute());
        set("data-theme", look.theme.get().attribute());
        set("lang", Some(lang_attribute(lang.get())));
        set("class", look.plain.get().then_some("plain"));
    });
}
