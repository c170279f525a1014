// The page hears of everything by server-sent events, and shows the chosen register.

import * as buttons from "./buttons.js";
import * as exchanges from "./exchanges.js";
import * as state from "./state.js";
import * as tape from "./tape.js";
import { by, make } from "./dom.js";
import { deviceName, locale, otherLanguage, switchLanguage, word } from "./words.js";

let device = "";
let told = { registers: [], faults: [], offset: 0, start: 0 };
let toldAt = 0;
let chosen = "";
let connected = false;
/** Nobody has chosen a register yet: the one that printed last is shown. */
let follows = true;
/** What was printed before the page was opened does not come out of the printer now. */
let first = true;
const news = new Set();

const register = () => told.registers.find(({ id }) => id === chosen);

function choose(id) {
  chosen = id;
  news.delete(id);
  drawTabs();
  drawState();
  if (register()) tape.show(register());
}

function drawTabs() {
  const several = told.registers.length > 1;
  const tabs = told.registers.map(({ id, name }) => {
    const tab = make("button", { type: "button", textContent: name, title: name });
    tab.onclick = () => ((follows = false), choose(id));
    tab.classList.toggle("news", news.has(id));
    if (id === chosen) tab.setAttribute("aria-current", "true");
    return tab;
  });
  const [nav, wanted] = [by("registers"), several ? tabs : []];
  // Drawn again only if it differs, so that it stays where it was scrolled to.
  if (nav.children.length === wanted.length && wanted.every((tab, at) => tab.isEqualNode(nav.children[at]))) return;
  nav.replaceChildren(...wanted);
  nav.querySelector("[aria-current]")?.scrollIntoView({ block: "nearest", inline: "nearest" });
}

function drawState() {
  if (!register()) return;
  state.show(register(), toldAt);
  const { shift } = register();
  const shiftAge = () => (shift?.age == null ? null : shift.age + (Date.now() - toldAt) / 1000);
  buttons.show({ ...told, shiftAge });
}

function drawWords() {
  document.documentElement.lang = locale();
  document.title = device ? `${deviceName(device)} — kassa-simulator` : "kassa-simulator";
  by("device").textContent = device ? deviceName(device) : "kassa-simulator";
  for (const element of document.querySelectorAll("[data-word]")) element.textContent = word(element.dataset.word);
  for (const element of document.querySelectorAll("[data-label]")) element.setAttribute("aria-label", word(element.dataset.label));
  by("tape").dataset.empty = word("emptyTape");
  by("exchanges").dataset.empty = word("emptyLog");
  by("language").textContent = otherLanguage();
  by("connection").textContent = word(connected ? "connected" : "disconnected");
  by("connection").classList.toggle("lost", !connected);
  buttons.draw();
  exchanges.draw();
  drawState();
}

const on = {
  hello(given) {
    device = given.device;
    [connected, first] = [true, true];
    tape.clear();
    exchanges.clear();
    buttons.offer(given.buttons);
    drawWords();
  },
  state(given) {
    [told, toldAt] = [given, Date.now()];
    if (!register()) return choose(told.registers[0]?.id ?? "");
    drawTabs();
    drawState();
  },
  slips(list) {
    const printed = tape.keep(list);
    const last = list.at(-1)?.register ?? chosen;
    if (first || (follows && last !== chosen)) {
      first = false;
      return choose(follows ? last : chosen);
    }
    for (const id of printed) if (id !== chosen) news.add(id);
    drawTabs();
    if (register()) tape.feed(list, register());
  },
  exchanges: exchanges.take,
};

by("language").onclick = () => (switchLanguage(), drawWords());
by("quiet").onchange = ({ target }) => by("exchanges").classList.toggle("quiet", target.checked);

const source = new EventSource("/simulator/events");
for (const [name, take] of Object.entries(on)) source.addEventListener(name, ({ data }) => take(JSON.parse(data)));
source.onerror = () => ((connected = false), drawWords());
drawWords();
setInterval(state.tick, 1000);
