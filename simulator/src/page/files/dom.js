// Elements. Texts are only ever set as text.

/** Makes an element with properties and children (elements or texts). */
export function make(name, properties = {}, ...children) {
  const element = Object.assign(document.createElement(name), properties);
  element.append(...children);
  return element;
}

export function by(id) {
  return document.getElementById(id);
}

/** Makes a drawing with one path. */
export function drawing(size, margin, path, label) {
  const space = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(space, "svg");
  const whole = size + 2 * margin;
  svg.setAttribute("viewBox", `${-margin} ${-margin} ${whole} ${whole}`);
  svg.setAttribute("role", "img");
  svg.setAttribute("aria-label", label);
  const dark = document.createElementNS(space, "path");
  dark.setAttribute("d", path);
  svg.append(dark);
  return svg;
}

/** Sends a control request. Returns an error's text, or nothing. */
export async function control(path, body) {
  try {
    const answer = await fetch(path, { method: "POST", body: JSON.stringify(body) });
    const text = await answer.text();
    if (!answer.ok) return text.trim() || String(answer.status);
    const given = text.startsWith("{") ? JSON.parse(text) : {};
    // Another program's document may be refused, each protocol in its own way.
    const refused = given.ok === false || given.error || given.result === "critical_error" || given.code > 0;
    return refused ? text.trim() : "";
  } catch (error) {
    return String(error.message);
  }
}
