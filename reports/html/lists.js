"use strict";
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const PRINTED = 500; // rows of a filtered list that paper takes
  const WINDOW = 120, MARGIN = 40; // rows in the page at once, of which kept before the first seen
  const number = (value) => value.toLocaleString(data.locale);
  const compare = new Intl.Collator(data.locale, { numeric: true }).compare;
  // A spreadsheet runs what begins with one of these.
  const inert = (text) => (/^[=+\-@\t\r]/.test(text) ? "'" + text : text).replace(/[\t\r\n]+/g, " ");
  // Letters of the longest word, which no line cuts; a no-break space is one. Of a name that goes on
  // for ever, as many as a date has.
  const longest = (texts) => texts.flatMap((text) => text.split(" "))
    .reduce((most, word) => Math.max(most, Math.min(word.length, 16)), 0);

  class List {
    constructor(place, told) {
      this.place = place;
      this.columns = told.columns;
      this.rows = told.rows;
      this.matching = told.rows;
      this.find = (selector) => place.querySelector(selector);
      this.frame = this.find(".window");
      this.table = this.find("table");
      this.body = this.find("tbody");
      this.heads = [...place.querySelectorAll("thead th")];
      this.sorted = { column: -1, down: false };
      this.height = 0;
      this.from = -1;
      place.addEventListener("input", () => this.filter());
      this.heads.forEach((head, column) => head.querySelector("button").addEventListener("click", () => this.sort(column)));
      this.find(".copy").addEventListener("click", () => this.copy());
      this.frame.addEventListener("scroll", () => requestAnimationFrame(() => this.draw()));
      place.hidden = false;
      this.share();
      this.filter();
      this.usual = this.matching.length;
    }
    share() { // each column's part of the width, by how long nearly all of its texts are
      const sample = this.rows.filter((_, at) => at % Math.ceil(this.rows.length / 300) === 0);
      const parts = this.heads.map((head, column) => {
        const texts = sample.map((row) => String(this.text(row, column)));
        const lengths = texts.map((text) => text.length).sort((one, other) => one - other);
        const usual = Math.min(lengths[Math.floor(lengths.length * 0.95)] || 0, 40);
        return Math.max(usual, 1.3 * longest(texts), longest([head.textContent]) + 3) + 3;
      });
      const whole = parts.reduce((sum, part) => sum + part, 0);
      this.heads.forEach((head, column) => { head.style.width = `${100 * parts[column] / whole}%`; });
      this.frame.querySelector("table").style.minWidth = `${7 * whole}px`;
    }
    text(row, column) {
      const words = this.columns[column];
      return words ? words[row[column]] : row[column];
    }
    texts(row) { return this.columns.map((_, column) => this.text(row, column)); }
    filter() {
      const wanted = this.find("[type=search]").value.trim().toLowerCase();
      const kept = [...this.place.querySelectorAll("select")].filter((each) => each.value !== "")
        .map((each) => [Number(each.dataset.column), Number(each.value)]);
      const only = this.find("[type=checkbox]");
      if (only && only.checked) kept.push([Number(only.dataset.column), Number(only.value)]);
      if (wanted && !this.index) this.index = new Map(this.rows.map((row) => [row, this.texts(row).join("\n").toLowerCase()]));
      this.matching = this.rows.filter((row) => kept.every(([column, code]) => row[column] === code) &&
        (!wanted || this.index.get(row).includes(wanted)));
      this.order();
      this.say(data.shown);
    }
    sort(column) {
      const { sorted } = this;
      this.sorted = { column, down: sorted.column === column && !sorted.down };
      this.heads.forEach((head, at) => head.setAttribute("aria-sort",
        at !== column ? "none" : this.sorted.down ? "descending" : "ascending"));
      this.order();
    }
    order() {
      const { column, down } = this.sorted;
      if (column >= 0) {
        const coded = this.columns[column];
        const way = down ? -1 : 1;
        this.matching.sort((one, other) => way *
          (coded ? one[column] - other[column] : compare(one[column], other[column])));
      }
      this.table.setAttribute("aria-rowcount", this.matching.length + 1);
      this.from = -1;
      this.frame.scrollTop = 0;
      this.draw();
    }
    draw() {
      const seen = this.height ? Math.floor(this.frame.scrollTop / this.height) : 0;
      const most = Math.max(this.matching.length - WINDOW, 0);
      const from = Math.min(Math.max(seen - MARGIN, 0), most);
      // Nothing moves while what is seen stands well inside what is drawn.
      if (this.from >= 0 && (Math.abs(from - this.from) < MARGIN / 2 && from !== 0 && from !== most || from === this.from)) return;
      this.from = from;
      const lines = this.matching.slice(from, from + WINDOW).map((row, at) => this.line(row, from + at));
      const after = this.matching.length - from - lines.length;
      this.body.replaceChildren(this.gap(from), ...lines, this.gap(after));
      if (!this.height && lines.length) {
        this.height = lines[0].getBoundingClientRect().height;
        if (after) { this.from = -1; this.draw(); }
      }
    }
    print() { // what a filter kept is what its reader wants on paper
      if (this.matching.length === this.usual || this.matching.length > PRINTED) return;
      this.place.classList.add("printed");
      this.body.replaceChildren(...this.matching.map((row, at) => this.line(row, at)));
    }
    printed() {
      if (!this.place.classList.contains("printed")) return;
      this.place.classList.remove("printed");
      this.from = -1;
      this.draw();
    }
    line(row, at) {
      const made = document.createElement("tr");
      made.setAttribute("aria-rowindex", at + 2);
      for (const text of this.texts(row)) {
        const inside = document.createElement("div");
        inside.textContent = inside.title = text;
        made.insertCell().append(inside);
      }
      return made;
    }
    gap(rows) {
      const made = document.createElement("tr");
      made.className = "gap";
      made.setAttribute("aria-hidden", "true");
      made.style.height = `${rows * this.height}px`;
      made.hidden = !rows;
      return made;
    }
    say(sentence) {
      this.find("output").textContent = sentence.replace("{shown}", number(this.matching.length)).replace("{total}", number(this.rows.length));
    }
    async copy() {
      const heads = this.heads.map((head) => head.textContent.trim());
      const text = [heads, ...this.matching.map((row) => this.texts(row))]
        .map((cells) => cells.map(inert).join("\t")).join("\n") + "\n";
      this.say(await put(text) ? data.copied : data.refused);
    }
  }

  async function put(text) {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch { // a page opened from a disk may have no such right: the older way
      const field = document.createElement("textarea");
      field.value = text;
      document.body.append(field);
      field.select();
      const done = document.execCommand("copy");
      field.remove();
      return done;
    }
  }

  // The page of the other language stands beside this one, when both bear their usual names.
  const other = document.getElementById("other");
  const name = location.pathname.match(/[^/]*$/)[0];
  const here = `.${document.documentElement.lang}.html`;
  if (name.endsWith(here)) {
    other.href = name.slice(0, -here.length) + `.${other.hreflang}.html`;
    other.parentElement.hidden = false;
  }
  document.documentElement.classList.add("scripted");
  const lists = [...document.querySelectorAll("[data-list]")].map((place) => new List(place, data.lists[place.dataset.list]));
  addEventListener("beforeprint", () => lists.forEach((each) => each.print()));
  addEventListener("afterprint", () => lists.forEach((each) => each.printed()));
})();
