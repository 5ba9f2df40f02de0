//! The engine alone as an adapter: no page, no DOM. Beside the interface it gives what only a compiled engine has (`compile`, `decode`, …).

import start, * as engine from "./engine.js";

export const headless = true;

let memory;

export async function init() {
  memory ??= (await start({ module_or_path: new URL("./engine_bg.wasm", import.meta.url) })).memory;
}

/** `ctx.pre`, where it is bytes, is the form compiled beforehand; so are attachments that are bytes. */
export async function load(formXml, attachments, ctx) {
  await init();
  engine.close();
  for (const [name, text] of Object.entries(attachments ?? {})) {
    if (text instanceof Uint8Array) engine.attachCompiled(name, text);
    else engine.attach(name, text);
  }
  if (ctx?.pre instanceof Uint8Array) engine.openCompiled(ctx.pre);
  else engine.open(formXml);
}

export const setValue = (path, value) => engine.set(path, String(value));
export const getValue = (path) => engine.get(path) ?? null;
export const addRepeat = (path) => engine.add(path);
export const removeRepeat = (path, index) => engine.remove(path, index);
export const isRelevant = (path) => engine.relevant(path);
export const choiceCount = (path) => engine.choices(path);
export const setLanguage = (prefix) => engine.language(prefix);
export const heap = () => memory.buffer.byteLength;

export const { close, compile, parse, decode, openCompiled, look, openExpressions, evaluate, answers } = engine;
