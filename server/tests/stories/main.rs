//! Stories over real HTTP against a real listening server with a data folder of its own: what each person notices.
//!
//! What they are not: no handler is called from here, nothing is mocked; submissions come out of the form engine.

mod bad_input;
mod binary;
mod database;
mod house;
mod household_link;
mod judged;
mod media;
mod once;
mod review;
mod rights;
mod sign_in;
