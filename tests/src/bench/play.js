//! Plays a scenario against any adapter of the interface and takes the times.
//!
//! What comes back is a list of `{work, unit, value}` or `{work, wrong}`: a value that is not the expected one gives no time.

/** Runs of a load taken for its figure; the middle one counts. */
const RUNS = 15;
/** How long a page may take to show what it should, ms. */
const PATIENCE = 60000;
/** Pages turned. */
const TURNS = 40;
/** How long an expression is evaluated over and over, ms. */
const EVALUATE_FOR = 50;
/** Below this many ms one step is too short for the clock: then the mean of the middle half of all steps counts. */
const SHORT = 0.1;

const text = async (path) => {
  const answer = await fetch(path);
  if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
  return answer.text();
};
const bytes = async (path) => new Uint8Array(await (await fetch(path)).arrayBuffer());
const json = async (path) => JSON.parse(await text(path));

const middle = (times) => {
  const sorted = [...times].sort((a, b) => a - b);
  const found = sorted[sorted.length >> 1];
  if (found >= SHORT) return found;
  const half = sorted.slice(sorted.length >> 2, sorted.length - (sorted.length >> 2));
  return half.reduce((sum, time) => sum + time, 0) / half.length;
};

const timed = (act) => {
  const start = performance.now();
  act();
  return performance.now() - start;
};

const middleOf = (act) => middle(Array.from({ length: RUNS }, () => timed(act)));

/** One macrotask on, with the layout done. */
const turn = () =>
  new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      document.body.getBoundingClientRect();
      resolve();
    };
    port2.postMessage(null);
  });

const same = (found, wanted) => (typeof wanted === "number" ? Number(found) === wanted && found !== "" && found !== null : String(found) === String(wanted));

/** Reads what a step is probed by. */
const probe = (adapter, step) => {
  if (step.probe) return adapter.getValue(step.probe);
  if (step.probeRelevant) return adapter.isRelevant(step.probeRelevant);
  if (step.probeChoices) return adapter.choiceCount(step.probeChoices);
  return undefined;
};

const act = (adapter, op, step) => {
  if (op === "set") return adapter.setValue(step.path, step.value);
  if (op === "add") return adapter.addRepeat(step.path);
  if (op === "remove") return adapter.removeRepeat(step.path, step.index);
  if (op === "lang") return adapter.setLanguage(step.value);
  throw new Error(`there is no ${op}`);
};

/** One step until its probe is right; ms. */
async function perform(adapter, op, step) {
  const wanted = step.delta === undefined ? step.expect : Number(await probe(adapter, step)) + step.delta;
  const isRight = (found) => wanted === undefined || same(found, wanted);
  const start = performance.now();
  const started = act(adapter, op, step);
  if (adapter.headless && !(started instanceof Promise)) {
    const found = probe(adapter, step);
    const took = performance.now() - start;
    if (!isRight(found)) throw new Error(`after ${op} ${step.path ?? ""} = ${step.value}: expected ${wanted}, found ${found}`);
    return took;
  }
  await started;
  for (;;) {
    await turn();
    const found = await probe(adapter, step);
    if (isRight(found)) return performance.now() - start;
    if (performance.now() - start > PATIENCE) throw new Error(`after ${op} ${step.path ?? ""} = ${step.value}: expected ${wanted}, found ${found}`);
  }
}

/** A list that figures go to; what goes wrong is told beside them. */
class Figures {
  list = [];
  add(work, unit, value) {
    this.list.push({ work, unit, value });
  }
  async note(work, measure) {
    try {
      await measure();
    } catch (error) {
      this.list.push({ work, wrong: String(error?.message ?? error) });
    }
  }
}

/** A form of `/perf`, its scenario, and the files it asks for. */
async function files(id) {
  const scenario = await json(`/perf/${id}.scenario.json`);
  const attachments = {};
  for (const [name, file] of Object.entries(scenario.attachments ?? {})) attachments[name] = await text(`/perf/${file}`);
  return { scenario, attachments, xml: await text(`/perf/${scenario.xml}`) };
}

/** A form of `/perf` by its scenario. */
export async function form(adapter, id) {
  const figures = new Figures();
  await figures.note(id, async () => {
    const { xml, scenario, attachments } = await files(id);
    await adapter.init?.({});
    if (!adapter.headless) await styles();
    const mount = document.getElementById("mount");
    const context = { mount, pre: null, survey: null, scenario };
    if (adapter.decode) await compiled(adapter, figures, id, xml, attachments, context);
    const start = performance.now();
    await adapter.load(xml, attachments, context);
    if (!adapter.headless) await turn();
    figures.add(`${id}: load`, "ms", performance.now() - start);
    for (const action of scenario.actions) {
      await figures.note(`${id}: ${action.name}`, async () => {
        const times = [];
        for (const step of action.steps) times.push(await perform(adapter, action.op, step));
        figures.add(`${id}: ${action.name}`, "ms", middle(times));
      });
    }
  });
  return figures.list;
}

/** What only a compiled engine has: its steps by themselves. The first opening is the one a person waits for. */
async function compiled(adapter, figures, id, xml, attachments, context) {
  const pre = await bytes(`/out/${id}.form`);
  const ready = performance.now();
  await adapter.load(xml, attachments, { ...context, pre });
  adapter.look();
  figures.add(`${id}: ready`, "ms", performance.now() - ready);
  figures.add(`${id}: decode`, "ms", middleOf(() => adapter.decode(pre)));
  figures.add(`${id}: compile`, "ms", middleOf(() => adapter.parse(xml)));
}

/** How much memory a form takes with its lists and their indexes; wasm only grows, so it has a page of its own. */
export async function memory(adapter, id) {
  const figures = new Figures();
  await figures.note(`${id}: memory`, async () => {
    const { scenario, attachments } = await files(id);
    // As a phone has them: neither the form nor a list as its author wrote it.
    for (const name of Object.keys(attachments)) attachments[name] = await bytes(`/out/${name}.list`);
    await adapter.init({});
    const pre = await bytes(`/out/${id}.form`);
    const before = adapter.heap();
    await adapter.load("", attachments, { pre });
    for (const action of scenario.actions) for (const step of action.steps) await perform(adapter, action.op, step);
    figures.add(`${id}: memory`, "MB", (adapter.heap() - before) / 1e6);
  });
  return figures.list;
}

/** Turning pages of the app, as a tap on 下一页 does, until the next page is laid out. */
export async function pages(adapter, id) {
  const figures = new Figures();
  await figures.note(`${id}: page turned`, async () => {
    await styles();
    const { xml, scenario, attachments } = await files(id);
    await adapter.init?.({});
    await adapter.load(xml, attachments, { mount: document.getElementById("mount"), pre: await bytes(`/out/${id}.form`), scenario });
    await turn();
    const times = [];
    for (let turned = 0; turned < TURNS; turned++) {
      const next = document.querySelector("[data-act=next]");
      const before = document.getElementById("page");
      // The end of the form.
      if (!next) break;
      const start = performance.now();
      next.click();
      while (document.getElementById("page") === before) {
        await turn();
        if (performance.now() - start > PATIENCE) throw new Error("the page is not turned");
      }
      await turn();
      times.push(performance.now() - start);
    }
    if (times.length === 0) throw new Error("there is no page to turn");
    figures.add(`${id}: page turned`, "ms", middle(times));
    figures.add(`${id}: slowest page turned`, "ms", Math.max(...times));
  });
  return figures.list;
}

/** The styles of an adapter that draws. */
const styles = () =>
  new Promise((resolve) => {
    const link = Object.assign(document.createElement("link"), { rel: "stylesheet", href: "/adapter/adapter.css" });
    link.onload = link.onerror = resolve;
    document.head.append(link);
  });

/** Operations in a second over all expressions, geometric mean. */
export async function expressions(adapter) {
  const figures = new Figures();
  await figures.note("expressions", async () => {
    await adapter.init?.({});
    const asked = await json("/perf/xpath-exprs.json");
    adapter.openExpressions(await text(`/perf/${asked.context}`), asked.exprs);
    let logs = 0;
    for (let n = 0; n < asked.exprs.length; n++) {
      let times = 0;
      let spent = 0;
      for (let round = 16; spent < EVALUATE_FOR; round *= 2) {
        spent += timed(() => adapter.evaluate(`/data/x${n}`, round));
        times += round;
      }
      logs += Math.log((times / spent) * 1000);
    }
    figures.add("expressions", "ops/s", Math.exp(logs / asked.exprs.length));
  });
  return figures.list;
}

/** A household survey with many members: opened as a draft, then each answer taken back and given again, the middle of three. */
export async function survey(adapter) {
  const figures = new Figures();
  const work = "b_hh_survey, 20 members";
  await figures.note(work, async () => {
    await adapter.init?.({});
    const [form, draft] = [await bytes("/out/b_hh_survey.form"), await bytes("/out/b_hh_survey.draft")];
    const start = performance.now();
    adapter.openCompiled(form, draft);
    const seen = adapter.look();
    figures.add(`${work}: ready`, "ms", performance.now() - start);
    if (seen < 100) throw new Error(`only ${seen} nodes`);
    const answers = adapter.answers();
    let slowest = 0;
    for (let at = 0; at < answers.length; at += 2) {
      const times = [[], []];
      for (let run = 0; run < 3; run++) {
        for (const [n, value] of ["", answers[at + 1]].entries()) {
          // An answer may take other questions away with it: those are left.
          if (adapter.isRelevant(answers[at])) times[n].push(timed(() => adapter.setValue(answers[at], value)));
        }
      }
      for (const runs of times) slowest = Math.max(slowest, runs.sort((a, b) => a - b)[runs.length >> 1] ?? 0);
    }
    figures.add(`${work}: slowest answer`, "ms", slowest);
  });
  return figures.list;
}
