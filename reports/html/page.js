"use strict";
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const [search, choice, enabled, shown, frame, body] =
    ["search", "class", "enabled", "shown", "window", "rows"].map((id) => document.getElementById(id));
  const BATCH = 200;
  let matching = [], drawn = 0;

  data.classes.forEach((words, code) => choice.append(new Option(words, code)));
  const index = data.rows.map((row) => `${row[0]} ${row[1]} ${row[3]} ${row[7]}`.toLowerCase());

  function cell(row, text, name) {
    const made = row.insertCell();
    made.textContent = text;
    if (name) made.className = name;
  }
  function draw() {
    for (const row of matching.slice(drawn, drawn + BATCH)) {
      const line = body.insertRow();
      if (!row[4]) line.className = "off";
      cell(line, row[0]); cell(line, row[1]); cell(line, data.classes[row[2]], "class");
      cell(line, row[3]); cell(line, row[7]);
      cell(line, row[5].map((flag) => data.flags[flag]).join(", "));
      cell(line, row[6].map((reason) => data.reasons[reason]).join(" ; "));
    }
    drawn = Math.min(drawn + BATCH, matching.length);
  }
  function filter() {
    const wanted = search.value.trim().toLowerCase();
    matching = data.rows.filter((row, at) => (!enabled.checked || row[4]) &&
      (choice.value === "" || row[2] === Number(choice.value)) && index[at].includes(wanted));
    body.replaceChildren();
    drawn = 0;
    draw();
    frame.scrollTop = 0;
    const number = (value) => value.toLocaleString(data.locale);
    shown.textContent = data.shown.replace("{shown}", number(matching.length)).replace("{total}", number(data.rows.length));
  }
  frame.addEventListener("scroll", () => {
    if (drawn < matching.length && frame.scrollTop + frame.clientHeight > frame.scrollHeight - 600) draw();
  });
  for (const control of [search, choice, enabled]) control.addEventListener("input", filter);
  document.getElementById("explorer").hidden = false;
  filter();
})();
