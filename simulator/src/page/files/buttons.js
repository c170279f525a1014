// The buttons: faults in people's words, and time.

import { by, control, make } from "./dom.js";
import { word } from "./words.js";

const HOUR = 3600;
/** The buttons that are known by another word, because a fact has the same name. */
const LABELS = { drawerOpen: "drawerPull" };

let buttons = [];
let state = { offset: 0, start: 0, faults: [], shift: null };

export function offer(list) {
  buttons = list;
  draw();
}

/** Takes the clock, the faults and the chosen register's shift. */
export function show(given) {
  state = given;
  drawTime();
  drawArmed();
}

export function draw() {
  for (const group of ["link", "register"]) {
    const own = buttons.filter((button) => button.group === group);
    by(group).replaceChildren(...own.map(one));
    by(group).previousElementSibling.hidden = own.length === 0;
  }
  drawTime();
  drawArmed();
}

function one({ id, path, body }) {
  const title = `POST ${path}\n${JSON.stringify(body)}`;
  return pressable(word(LABELS[id] ?? id), id, title, () => control(path, body));
}

function pressable(text, id, title, press) {
  const button = make("button", { type: "button", textContent: text, title });
  button.dataset.button = id;
  button.onclick = async () => {
    by("notice").textContent = "";
    by("notice").textContent = await press();
  };
  return button;
}

function drawTime() {
  const shiftBy = (id, seconds) => at(id, () => state.offset + seconds);
  const list = [
    at("longShift", () => state.offset + 25 * HOUR - state.shiftAge()),
    shiftBy("hourLater", HOUR),
    shiftBy("dayLater", 24 * HOUR),
    at("rightTime", () => state.start),
  ];
  list[0].disabled = !state.shiftAge || state.shiftAge() === null || state.shiftAge() >= 25 * HOUR;
  list[3].disabled = state.offset === state.start;
  const same = [...by("time").children].map((old) => [old.textContent, old.disabled].join());
  if (same.join() === list.map((now) => [now.textContent, now.disabled].join()).join()) return;
  by("time").replaceChildren(...list);
}

function at(id, offset) {
  return pressable(word(id), id, "POST /simulator/clock", () =>
    control("/simulator/clock", { offsetSeconds: Math.round(offset()) }));
}

function drawArmed() {
  const armed = state.faults.filter((fault) => fault.left !== 0);
  const rows = armed.map((fault) => make("li", { textContent: `${nameOf(fault)} — ${word("waits")}` }));
  if (rows.length) rows.push(make("li", {}, pressable(word("clear"), "clear", "POST /simulator/faults\n[]", () => control("/simulator/faults", []))));
  by("armed").replaceChildren(...rows);
}

/** The words of a fault: those of its button, or its point and action. */
export function nameOf({ point, action, code }) {
  const alike = (one) => one?.point === point && one.action === action && (action !== "error" || one.code === code);
  const button = buttons.find(({ body }) => Array.isArray(body) && alike(body[0]));
  return button ? word(button.id) : `${point} ${action}`;
}
