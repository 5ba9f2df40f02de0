//! The app as an adapter: the form is filled by the app's own pages, one at a time. A change goes to the page it is made on.

import start, * as engine from "./engine.js";

let memory;

export async function init() {
  memory ??= (await start({ module_or_path: new URL("./engine_bg.wasm", import.meta.url) })).memory;
}

/** `ctx.pre`, where it is bytes, is the form compiled beforehand. */
export async function load(formXml, attachments, ctx) {
  await init();
  engine.close();
  for (const [name, text] of Object.entries(attachments ?? {})) engine.attach(name, text);
  if (ctx.pre instanceof Uint8Array) engine.openCompiled(ctx.mount, ctx.pre);
  else engine.open(ctx.mount, formXml);
}

export const setValue = (path, value) => engine.set(path, String(value));
export const getValue = (path) => engine.get(path) ?? null;
export const addRepeat = (path) => engine.add(path);
export const removeRepeat = (path, index) => engine.remove(path, index);
export const isRelevant = (path) => engine.relevant(path);
export const choiceCount = (path) => engine.choices(path);
export const setLanguage = (prefix) => engine.language(prefix);
export const heap = () => memory.buffer.byteLength;
