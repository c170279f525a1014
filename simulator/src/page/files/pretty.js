// JSON with indents. Numbers stay as they were sent: 137.70 is not 137.7, which a parser would make of it.

/** Spreads a JSON text over lines; any other text stays as it is. */
export function pretty(text) {
  try {
    JSON.parse(text);
  } catch {
    return text;
  }
  let out = "";
  let depth = 0;
  const newline = () => "\n" + "  ".repeat(depth);
  for (let at = 0; at < text.length; at++) {
    const letter = text[at];
    if (letter === '"') {
      const end = endOfString(text, at);
      out += text.slice(at, end);
      at = end - 1;
    } else if (letter === "{" || letter === "[") {
      const rest = text.slice(at + 1).trimStart();
      if (rest[0] === (letter === "{" ? "}" : "]")) {
        out += letter + rest[0];
        at = text.length - rest.length;
      } else {
        depth++;
        out += letter + newline();
      }
    } else if (letter === "}" || letter === "]") {
      depth--;
      out += newline() + letter;
    } else if (letter === ",") {
      out += "," + newline();
    } else if (letter === ":") {
      out += ": ";
    } else if (!/\s/.test(letter)) {
      out += letter;
    }
  }
  return out;
}

function endOfString(text, start) {
  let at = start + 1;
  while (at < text.length && text[at] !== '"') at += text[at] === "\\" ? 2 : 1;
  return at + 1;
}
