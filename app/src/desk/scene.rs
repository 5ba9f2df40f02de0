//! The picture of the sign-in page: two houses on hills, drawn from the colours of the tokens so that it follows light and dark.

use leptos::prelude::*;

/// The hills and houses; says nothing to screen readers.
#[component]
pub(super) fn Scene() -> impl IntoView {
    view! {
        <svg class="hills" viewBox="0 0 620 850" preserveAspectRatio="xMidYMax slice" aria-hidden="true">
            <circle class="sun" cx="458" cy="330" r="52"></circle>
            <path class="far" d="M0 560c90-90 170-120 250-60s150 10 220-50 110-40 150-20v420H0z"></path>
            <path class="mid" d="M0 640c80-60 190-80 290-30s200 10 330-60v300H0z"></path>
            <path class="near" d="M0 720c120-50 250-50 360-10s180 10 260-20v160H0z"></path>
            <path class="front" d="M0 790c160-40 330-30 620-10v70H0z"></path>
            <g class="house">
                <path d="M214 716v-52l44-30 44 30v52z"></path>
                <path d="M340 728v-36l30-20 30 20v36z"></path>
            </g>
            <g class="roof">
                <path d="M204 670l54-38 54 38M248 716v-28h20v28M226 676h14v14h-14zM276 676h14v14h-14z"></path>
                <path d="M333 696l37-26 37 26M362 728v-20h16v20"></path>
            </g>
            <path class="road" d="M258 716c-10 40-60 60-40 134M370 728c-20 30-90 36-141 58"></path>
        </svg>
    }
}
