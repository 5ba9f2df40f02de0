//! The small server: intake, review, and the app inside.
