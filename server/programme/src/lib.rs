//! The default programme pack as data. No logic: the files under `forms/` and beside it are the content.
