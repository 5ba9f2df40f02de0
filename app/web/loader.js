// Starts a bundle: checks the browser, sets the Trusted Types policy, instantiates the wasm, watches the service worker, and says what to do
// when the program stopped. It knows nothing of forms or drafts and never touches IndexedDB.
//
// What the wasm side may use, as `window.ruhu`:
//   build        name of this build
//   kept         resolved once the service worker keeps this whole build; missing where there are no workers
//   keptAt       ms of the last save that is in the store (set by the app)
//   stopped(at)  called by the panic hook with "file:line", never with a message: a message may hold answers
//   updateReady  whether a new build waits; the event `ruhu-update` on window tells when it changes
//   update()     lets the waiting build take over, then reloads
const script = document.querySelector("script[data-wasm]");
const { js, wasm, build, worker } = script.dataset;
const ruhu = { build, keptAt: 0, updateReady: false, update: () => location.reload(), stopped };
if (worker && navigator.serviceWorker) ruhu.kept = navigator.serviceWorker.ready;
window.ruhu = ruhu;

const show = (id) => {
  for (const shell of document.querySelectorAll("body > .shell")) shell.hidden = shell.id !== id;
  return document.getElementById(id);
};

// --- Trusted Types: Leptos sets static subtrees by innerHTML; anything that could run is refused.
const RUNS = /<\s*\/?\s*(script|iframe|frame|object|embed|base|meta|link)\b|\bon[a-z]+\s*=|javascript:|srcdoc/i;
if (window.trustedTypes && trustedTypes.createPolicy) {
  trustedTypes.createPolicy("default", {
    createHTML(text) {
      if (RUNS.test(text)) throw new TypeError("markup that could run");
      return text;
    },
    createScriptURL(address) {
      if (address !== "/sw.js") throw new TypeError("not our script");
      return address;
    },
  });
}

// --- When the program stopped: nothing of it runs on; the person is told how far the work is kept.
function stopped(at) {
  const swallow = (event) => {
    if (event.target instanceof Element && event.target.closest("#stopped")) return;
    event.stopImmediatePropagation();
    if (event.cancelable) event.preventDefault();
  };
  for (const kind of ["click", "input", "change", "submit", "keydown", "keyup", "pointerdown", "pointerup", "focusin", "focusout", "blur", "popstate", "online", "visibilitychange", "pagehide"]) {
    window.addEventListener(kind, swallow, { capture: true });
  }
  try {
    localStorage.setItem("ruhu-stopped", JSON.stringify({ at, build, when: Date.now() }));
  } catch { /* a full store must not hide the words below */ }
  const box = show("stopped");
  if (ruhu.keptAt) {
    const time = new Date(ruhu.keptAt);
    box.querySelector("[data-kept-time]").textContent = `${time.getHours()}:${String(time.getMinutes()).padStart(2, "0")}`;
    box.querySelector("[data-kept]").hidden = false;
    box.querySelector("[data-not-kept]").hidden = true;
  }
  box.querySelector("[data-where]").textContent = `${at} · ${build}`;
  document.getElementById("stopped-name").focus();
}

for (const button of document.querySelectorAll("[data-again]")) button.addEventListener("click", () => location.reload());

// --- The service worker: a new build waits until the person taps; two builds never mix.
async function watchWorker() {
  if (!worker || !navigator.serviceWorker) return;
  const container = navigator.serviceWorker;
  let agreed = false;
  container.addEventListener("controllerchange", () => {
    if (agreed) location.reload();
  });
  const registration = await container.register(worker, { scope: "/", updateViaCache: "none" });
  const waits = () => {
    // Without a controller this is the first build, not a new one.
    if (!registration.waiting || !container.controller || ruhu.updateReady) return;
    ruhu.updateReady = true;
    window.dispatchEvent(new Event("ruhu-update"));
  };
  ruhu.update = () => {
    agreed = true;
    if (registration.waiting) registration.waiting.postMessage("take-over");
    else location.reload();
  };
  registration.addEventListener("updatefound", () => {
    const next = registration.installing;
    if (next) next.addEventListener("statechange", waits);
  });
  waits();
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") registration.update().catch(() => {});
  });
}

const isModern = Array.prototype.findLast && Object.hasOwn && window.structuredClone && window.WebAssembly && WebAssembly.instantiateStreaming && window.CompressionStream;
if (!isModern) {
  show("too-old");
} else {
  // The app's first own element takes the place of "opening".
  const observer = new MutationObserver((changes) => {
    const isApp = changes.some((change) => [...change.addedNodes].some((node) => node.nodeType === 1 && !node.classList.contains("shell")));
    if (!isApp) return;
    observer.disconnect();
    document.getElementById("opening").hidden = true;
  });
  observer.observe(document.body, { childList: true });
  try {
    const glue = await import(js);
    await glue.default({ module_or_path: fetch(wasm, { credentials: "same-origin" }) });
  } catch (error) {
    // A panic has shown its own words already.
    if (document.getElementById("stopped").hidden) show("not-opened");
    console.error(error);
  }
  watchWorker().catch(() => { /* private windows refuse workers; the app works without */ });
}
