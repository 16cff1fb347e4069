"use strict";
const code = document.getElementById("code");
const source = code.textContent;
const token = /(#[^\n]*)|("""[\s\S]*?"""|r?"(?:\\.|[^"\\\n])*")|\b(\d+(?:\.\d+)?)\b|\b(from|import|def|class|return|for|in|if|else|lambda|while|and|or|not|None|True|False)\b/g;
const kinds = ["c", "s", "n", "k"];
const parts = document.createDocumentFragment();
let end = 0;
for (const found of source.matchAll(token)) {
  parts.append(source.slice(end, found.index));
  const span = document.createElement("span");
  span.className = kinds[found.slice(1).findIndex((group) => group !== undefined)];
  span.textContent = found[0];
  parts.append(span);
  end = found.index + found[0].length;
}
parts.append(source.slice(end));
code.replaceChildren(parts);

const copy = document.getElementById("copy");
copy.addEventListener("click", async () => {
  try {
    await navigator.clipboard.writeText(source);
    copy.textContent = "Copied";
  } catch {
    getSelection().selectAllChildren(code);
    copy.textContent = "Selected: press Ctrl+C";
  }
});

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || /^(VIDEO|PRE)$/.test(event.target.tagName)) return;
  const id = { ArrowLeft: "before", ArrowRight: "after", Escape: "all" }[event.key];
  document.getElementById(id)?.click();
});
