//! Work that a phone need not be able to do before its first form can be filled: its code is in a part of the bundle that is loaded later.
//! Views have their own way, `ui::later`. In a build without parts the code is simply there.
//!
//! Invariant: a part that cannot be loaded is [`super::Trouble::Offline`], as an answer that does not come; asked again, it is tried again.

/// Async functions, each in a part by its name: `apart! { more: async fn send(id: String) -> Result<(), Trouble> { … } }`.
macro_rules! apart {
    ($($part:ident: $(#[$meta:meta])* $vis:vis async fn $name:ident($($arg:ident: $kind:ty),* $(,)?) -> Result<$ok:ty, Trouble> $body:block)*) => {$(
        $(#[$meta])*
        #[cfg(feature = "parts")]
        $vis async fn $name($($arg: $kind),*) -> Result<$ok, $crate::platform::Trouble> {
            type Task = std::pin::Pin<Box<dyn Future<Output = Result<$ok, $crate::platform::Trouble>>>>;
            #[leptos::wasm_split::wasm_split($part, wasm_split_path = ::leptos::wasm_split, fallible)]
            fn $name($($arg: $kind),*) -> Result<Task, leptos::wasm_split::SplitLoaderError> {
                Ok(Box::pin(async move $body))
            }
            match $name($($arg),*).await {
                Ok(task) => task.await,
                Err(_) => Err($crate::platform::Trouble::Offline),
            }
        }
        $(#[$meta])*
        #[cfg(not(feature = "parts"))]
        $vis async fn $name($($arg: $kind),*) -> Result<$ok, $crate::platform::Trouble> $body
    )*};
}
pub(crate) use apart;
