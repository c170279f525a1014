// The state of the chosen register.

import { by, make } from "./dom.js";
import { has, locale, word } from "./words.js";

/** How each value is shown; a value of no kind below is shown as it is. */
const KINDS = {
  cash: money,
  revenue: money,
  ofdOnline: (on) => [word(on ? "online" : "offline"), on ? "good" : "warn"],
  drawerOpen: (open) => [word(open ? "drawerIsOpen" : "drawerIsClosed"), ""],
  blocked: (yes) => [word(yes ? "yes" : "no"), yes ? "bad" : ""],
  held: (yes) => [word(yes ? "yes" : "no"), yes ? "warn" : ""],
  byHand: (yes) => [word(yes ? "yes" : "no"), ""],
  trouble: (code) => [code || word("no"), code ? "bad" : ""],
  link: (link) => [word(link === "waiting" ? "offline" : link), link === "online" ? "good" : "warn"],
  waiting: (count) => [count, count ? "warn" : ""],
};

/** What the label of a fact is, where it is not its name. */
const LABELS = { link: "registerLink" };

let told = Date.now();
let shown;

/** Shows a register. `at` is when the simulator told of it. */
export function show(register, at) {
  [shown, told] = [register, at];
  draw();
}

/** Lets the clock and the shift's age go on. */
export function tick() {
  if (shown) draw();
}

function draw() {
  const rows = [["clock", [clock(shown.ahead), ""]]];
  const shift = shown.shift;
  if (shift) {
    const kind = { opened: "good", expired: "bad", closed: "" }[shift.state];
    rows.push(["shift", [`№ ${shift.number} · ${word(shift.state)}`, kind]]);
    if (shift.age !== null) rows.push(["shiftAge", [age(shift.age + (Date.now() - told) / 1000), kind]]);
  }
  for (const [name, value] of shown.facts) {
    if (value === "" || value === null) continue;
    const given = KINDS[name]?.(value) ?? [typeof value === "string" && has(value) ? word(value) : value, ""];
    rows.push([name, given]);
  }
  const parts = rows.map(([name, [text, kind]]) => {
    const value = make("dd", { textContent: String(text), className: kind });
    value.dataset.fact = name;
    return make("div", {}, make("dt", { textContent: word(LABELS[name] ?? name) }), value);
  });
  const list = by("facts");
  // Each second: only what differs, so that a text can be selected.
  const same = list.children.length === parts.length;
  if (!same) return list.replaceChildren(...parts);
  parts.forEach((part, at) => {
    const old = list.children[at];
    if (!old.isEqualNode(part)) old.replaceWith(part);
  });
}

/** The register's own local time. */
function clock(ahead) {
  const [date, time] = new Date(Date.now() + ahead * 1000).toISOString().split(/[T.]/);
  return `${date.split("-").reverse().join(".")} ${time}`;
}

function age(seconds) {
  const minutes = Math.max(0, Math.floor(seconds / 60));
  const [days, hours] = [Math.floor(minutes / 1440), Math.floor(minutes / 60) % 24];
  const parts = [days && `${days} ${word("day")}`, (days || hours) && `${hours} ${word("hour")}`];
  return [...parts, `${minutes % 60} ${word("minute")}`].filter(Boolean).join(" ");
}

/** Minor units without a float: 13770 is 137.70. */
function money({ minor, currency }) {
  const digits = String(Math.abs(minor)).padStart(3, "0");
  const whole = Number(digits.slice(0, -2)).toLocaleString(locale());
  const point = locale() === "ru" ? "," : ".";
  return [`${minor < 0 ? "−" : ""}${whole}${point}${digits.slice(-2)} ${currency === "KZT" ? "₸" : "₽"}`, ""];
}
