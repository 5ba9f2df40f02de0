//! The stories in real Chromium against a real server, one after the other.
//!
//! They run when `cargo xtask test` asks for them (it has found Chromium and built the app); a plain `cargo test` says that it skips them.

mod browser {
    pub(super) mod declare;
    pub(super) mod exit;
    pub(super) mod first_steps;
    pub(super) mod install;
    pub(super) mod people;
    pub(super) mod review;
    pub(super) mod survey;
    pub(super) mod trouble;
}

use std::future::Future;
use std::pin::Pin;
use std::process::ExitCode;

type Story = Pin<Box<dyn Future<Output = anyhow::Result<()>>>>;

/// What holds, and how it is shown.
type Row = (&'static str, fn() -> Story);

/// One row per story.
const STORIES: &[Row] = &[
    ("a_surveyor_signs_in_and_finds_todays_households", || Box::pin(browser::first_steps::a_surveyor_signs_in_and_finds_todays_households())),
    ("a_wrong_password_is_refused_in_words", || Box::pin(browser::first_steps::a_wrong_password_is_refused_in_words())),
    ("a_household_opens_its_link_without_an_account", || Box::pin(browser::first_steps::a_household_opens_its_link_without_an_account())),
    ("a_supervisor_signs_in_at_the_desk", || Box::pin(browser::first_steps::a_supervisor_signs_in_at_the_desk())),
    ("a_survey_outlives_lost_signal_reload_and_a_killed_browser", || {
        Box::pin(browser::survey::a_survey_outlives_lost_signal_reload_and_a_killed_browser())
    }),
    ("a_survey_is_returned_mended_and_accepted", || Box::pin(browser::review::a_survey_is_returned_mended_and_accepted())),
    ("an_exit_is_not_passed_while_a_check_fails", || Box::pin(browser::exit::an_exit_is_not_passed_while_a_check_fails())),
    ("a_notice_of_four_days_is_refused", || Box::pin(browser::exit::a_notice_of_four_days_is_refused())),
    ("the_server_refuses_a_pass_sent_past_the_page", || Box::pin(browser::exit::the_server_refuses_a_pass_sent_past_the_page())),
    ("a_household_declares_by_its_link_and_holds_a_number", || Box::pin(browser::declare::a_household_declares_by_its_link_and_holds_a_number())),
    ("a_wrong_link_and_a_closed_one_say_so", || Box::pin(browser::declare::a_wrong_link_and_a_closed_one_say_so())),
    ("the_app_can_be_installed_and_opens_without_a_server", || Box::pin(browser::install::the_app_can_be_installed_and_opens_without_a_server())),
    ("a_session_that_ends_while_filling_costs_only_a_password", || {
        Box::pin(browser::trouble::a_session_that_ends_while_filling_costs_only_a_password())
    }),
    ("a_portal_that_answers_for_the_server_is_not_believed", || Box::pin(browser::trouble::a_portal_that_answers_for_the_server_is_not_believed())),
    ("a_full_phone_says_what_to_do_and_loses_nothing", || Box::pin(browser::trouble::a_full_phone_says_what_to_do_and_loses_nothing())),
    ("another_language_keeps_page_and_answers", || Box::pin(browser::trouble::another_language_keeps_page_and_answers())),
    ("a_second_tab_only_reads_until_it_takes_over", || Box::pin(browser::trouble::a_second_tab_only_reads_until_it_takes_over())),
];

fn main() -> ExitCode {
    let wanted: Vec<String> = std::env::args().skip(1).filter(|word| !word.starts_with('-')).collect();
    if std::env::var_os("RUHU_BROWSER").is_none() {
        println!("browser stories skipped: `cargo xtask test --only browser` runs them");
        println!("\ntest result: ok. 0 passed; 0 failed; {} ignored", STORIES.len());
        return ExitCode::SUCCESS;
    }
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("no runtime: {error}");
            return ExitCode::FAILURE;
        }
    };
    let (mut passed, mut failed) = (0, 0);
    for (name, story) in STORIES.iter().filter(|(name, _)| wanted.is_empty() || wanted.iter().any(|w| name.contains(w.as_str()))) {
        let start = std::time::Instant::now();
        match runtime.block_on(story()) {
            Ok(()) => {
                passed += 1;
                println!("test {name} ... ok ({:.1} s)", start.elapsed().as_secs_f32());
            }
            Err(error) => {
                failed += 1;
                println!("test {name} ... FAILED\n{error:#}\n");
            }
        }
    }
    let verdict = if failed == 0 { "ok" } else { "FAILED" };
    println!("\ntest result: {verdict}. {passed} passed; {failed} failed; 0 ignored");
    if failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
