// The tape of the chosen register, as paper.

import { by, drawing, make } from "./dom.js";

/** How many slips of a register are kept on the page. */
const MOST = 200;
/** Modules of white around a QR code, as its standard wants them. */
const QUIET = 4;

const slips = new Map();

export function clear() {
  slips.clear();
}

/** Keeps new slips. Returns the ids of the registers that printed them. */
export function keep(list) {
  for (const slip of list) {
    const own = slips.get(slip.register) ?? [];
    own.push(slip);
    slips.set(slip.register, own.slice(-MOST));
  }
  return new Set(list.map((slip) => slip.register));
}

/** Shows the whole tape of a register. */
export function show(register) {
  const tape = by("tape");
  tape.replaceChildren(...(slips.get(register.id) ?? []).map((slip) => paper(slip, register.columns)));
  tape.scrollTop = tape.scrollHeight;
}

/** Lets new slips come out of the printer. Who reads an older one is left where he is. */
export function feed(list, register) {
  const tape = by("tape");
  const atEnd = tape.scrollHeight - tape.scrollTop - tape.clientHeight < 80;
  for (const slip of list.filter((slip) => slip.register === register.id)) {
    const fresh = paper(slip, register.columns);
    fresh.classList.add("fresh");
    tape.append(fresh);
    if (atEnd) follow(tape, fresh);
  }
  while (tape.children.length > MOST) tape.firstChild.remove();
}

/** Keeps the end of the tape in sight while a slip grows. */
function follow(tape, slip) {
  const watch = new ResizeObserver(() => (tape.scrollTop = tape.scrollHeight));
  watch.observe(slip);
  slip.addEventListener("animationend", () => watch.disconnect());
  tape.scrollTop = tape.scrollHeight;
}

function paper(slip, columns) {
  const sheet = make("div");
  for (const { text, qr } of slip.parts) {
    // What cannot be drawn is shown as its text.
    if (qr) sheet.append(drawing(qr.size, QUIET, qr.path, `QR: ${qr.text}`));
    else if (text.trim()) sheet.append(make("pre", { textContent: text.replace(/\n+$/, "\n") }));
  }
  const outer = make("article", { className: columns ? "slip" : "slip event" }, sheet);
  outer.style.setProperty("--columns", columns || 48);
  return outer;
}
