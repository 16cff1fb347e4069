"use strict";
const form = document.getElementById("filters");
const items = [...document.querySelectorAll("#cards > li")];
const texts = items.map((item) => item.dataset.text.toLowerCase());
// "x sin x" is to find x*sin(x): what is not a letter or a digit does not count.
const plain = (text) => text.toLowerCase().replace(/[^a-z0-9]+/g, "");
const plains = texts.map(plain);

function read() {
  const wanted = Object.fromEntries(new FormData(form));
  const words = wanted.q.toLowerCase().split(/\s+/).filter(Boolean);
  const joined = plain(wanted.q);
  let count = 0;
  items.forEach((item, place) => {
    const shown =
      (!wanted.level || item.dataset.level === wanted.level) &&
      (!wanted.split || item.dataset.split === wanted.split) &&
      (!wanted.rule || item.dataset.rules.includes(`|${wanted.rule}|`)) &&
      (words.every((word) => texts[place].includes(word)) || (joined !== "" && plains[place].includes(joined)));
    item.hidden = !shown;
    count += shown;
  });
  document.getElementById("count").textContent = count === 1 ? "1 lesson" : `${count} lessons`;
  document.getElementById("none").hidden = count > 0;
  return wanted;
}

function apply() {
  const query = new URLSearchParams(Object.entries(read()).filter(([, value]) => value)).toString();
  history.replaceState(null, "", query ? `?${query}` : location.pathname);
}

form.addEventListener("input", apply);
form.addEventListener("reset", () => setTimeout(apply));
form.addEventListener("submit", (event) => event.preventDefault());
new URLSearchParams(location.search).forEach((value, name) => {
  if (form.elements[name]) form.elements[name].value = value;
});
read();
window.addEventListener("pageshow", read);

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const typing = /^(INPUT|SELECT|BUTTON)$/.test(event.target.tagName);
  if (event.key === "/" && !typing) {
    event.preventDefault();
    form.elements.q.focus();
    return;
  }
  if (typing && !(event.key === "ArrowDown" && event.target === form.elements.q)) return;
  const links = items.filter((item) => !item.hidden).map((item) => item.firstElementChild);
  if (!links.length) return;
  const now = links.indexOf(document.activeElement);
  const top = links[0].getBoundingClientRect().top;
  const across = Math.max(1, links.filter((link) => link.getBoundingClientRect().top === top).length);
  const step = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: across, ArrowUp: -across }[event.key];
  if (!step) return;
  const next = now < 0 ? 0 : now + step;
  if (next < 0 || next >= links.length) return;
  event.preventDefault();
  links[next].focus();
});
