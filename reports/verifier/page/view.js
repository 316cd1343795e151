"use strict";
// What the reader sees: a file is dropped, levels are told; every text goes in as text.

const WORDS = JSON.parse(document.getElementById("words").textContent);
const at = (id) => document.getElementById(id);
let language = "fr";
let lines = null;
let asked = 0;

const filledIn = (sentence, values) => sentence.replace(/\{(\w+)\}/g, (_, name) => String(values[name] ?? ""));

function element(tag, told, name) {
  const made = document.createElement(tag);
  made.textContent = told;
  if (name) made.className = name;
  return made;
}

function show() {
  const words = WORDS[language];
  document.documentElement.lang = language;
  document.title = words.page.title;
  for (const made of document.querySelectorAll("[data-word]")) made.textContent = words.page[made.dataset.word];
  const result = at("result");
  result.replaceChildren();
  at("status").textContent = "";
  at("status").className = "";
  if (!lines) return;
  const state = worst(lines);
  at("status").textContent = words.page[`conclusion-${state}`];
  at("status").className = state;
  for (const [level, name] of Object.entries(words.levels)) result.append(...told(level, name, words));
  result.append(element("h3", words.page["not-proven"]));
  const list = document.createElement("ul");
  for (const sentence of Object.values(words.not_proven)) list.append(element("li", sentence));
  result.append(list);
}

function told(level, name, words) {
  const own = lines.filter((line) => line.level === level);
  if (!own.length) return [];
  const state = worst(own);
  const head = element("h3", filledIn(words.page.line, { name, state: words.states[state] }), state);
  const list = document.createElement("ul");
  for (const line of own) list.append(element("li", filledIn(words.says[line.code], line.values)));
  return [head, list];
}

async function look(file) {
  if (!file) return;
  const own = (asked += 1); // of two files chosen in a row, only the last is told
  lines = null;
  show();
  at("status").textContent = WORDS[language].page.working;
  const found = await verifyBundle(file, { key: at("key").value, receipt: at("receipt").value });
  if (own !== asked) return;
  lines = found;
  show();
}

at("bundle").addEventListener("change", (event) => look(event.target.files[0]));
for (const id of ["key", "receipt"]) at(id).addEventListener("change", () => look(at("bundle").files[0]));
for (const choice of document.querySelectorAll("[name=language]")) {
  choice.addEventListener("change", () => { language = choice.value; show(); });
}
// Anywhere on the page: a browser leaves the page for a file that is dropped beside the zone.
window.addEventListener("dragover", (event) => event.preventDefault());
window.addEventListener("drop", (event) => {
  event.preventDefault();
  at("bundle").files = event.dataTransfer.files;
  look(event.dataTransfer.files[0]);
});
show();
