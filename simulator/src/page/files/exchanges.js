// Every request and its answer: newest first, folded.

import { by, make } from "./dom.js";
import { pretty } from "./pretty.js";
import { nameOf } from "./buttons.js";
import { word } from "./words.js";

/** How many are kept on the page. */
const MOST = 200;

let kept = new Map();

export function clear() {
  kept = new Map();
  by("exchanges").replaceChildren();
}

/** Takes exchanges that are new or have changed. */
export function take(list) {
  const log = by("exchanges");
  for (const exchange of list) {
    const row = row_of(exchange);
    const old = kept.get(exchange.number)?.row;
    if (old) {
      row.open = old.open;
      old.replaceWith(row);
    } else {
      log.prepend(row);
    }
    kept.set(exchange.number, { exchange, row });
  }
  while (log.children.length > MOST) {
    kept.delete(Number(log.lastChild.dataset.number));
    log.lastChild.remove();
  }
}

/** Draws all again, in another language. */
export function draw() {
  take([...kept.values()].map(({ exchange }) => exchange));
}

function row_of(exchange) {
  const { number, method, path, body, answer, ending, faults } = exchange;
  const time = make("time", { textContent: new Date(exchange.atMs).toTimeString().slice(0, 8) });
  const title = make("span", { className: "path", title: path }, make("b", { textContent: method }), ` ${path}`);
  const row = make("details", {}, make("summary", {}, time, title, pill(exchange)));
  if (ending === "lost") row.append(make("p", { className: "story", textContent: word(answer ? "lostMade" : "lostNotMade") }));
  if (faults.length) row.append(make("p", { className: "story", textContent: word("struck") + faults.map(fault).join(", ") }));
  const cut = answer && answer.length > new TextEncoder().encode(answer.body).length ? word("onlyStart") : "";
  row.append(make("div", { className: "sides" }, side("request", body), side("answer", answer ? answer.body : "", cut)));
  Object.assign(row.dataset, { number, method, ending });
  return row;
}

function fault(words) {
  const [point, action] = words.split(" ");
  return action === "error" ? words : nameOf({ point, action });
}

function pill({ answer, ending, tookMs }) {
  const [text, kind] = {
    pending: [word("pending"), "warn"],
    lost: [word("lost"), "bad"],
    sent: [`${answer?.status ?? ""} · ${tookMs ?? 0} ms`, answer?.status < 400 ? "good" : "bad"],
  }[ending];
  return make("span", { className: `pill ${kind}`, textContent: text });
}

function side(name, text, cut = "") {
  const shown = text ? pretty(text) + cut : word("nothing");
  return make("div", {}, make("h3", { textContent: word(name) }), make("pre", { textContent: shown }));
}
