"use strict";
{
  const PORTION = 200;
  const COLUMNS = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10];
  const NUMBERS = new Set([1, 3, 4, 5, 6, 10]);
  const FILE = 11, PAGE = 12, FAILURE = 13, ITEMS = 14;
  const data = JSON.parse(document.getElementById("data").textContent);
  const find = (id) => document.getElementById(id);
  const table = find("fleet"), body = table.tBodies[0], heads = [...table.tHead.rows[0].cells];
  const names = heads.map((head) => head.textContent);
  const texts = data.rows.map((row) =>
    [row[0], data.states[row[1]][1], row[2].join(" "), row[7], row[8], row[9], row[FAILURE]].join("\n").toLowerCase());
  let order = data.rows.map((_, index) => index), shown = [], drawn = 0, sorted = { column: -1, up: true };

  const element = (name, text) => Object.assign(document.createElement(name), { textContent: text });
  const link = (href, text) => Object.assign(element("a", text), { href });

  function cell(row, column) {
    const made = document.createElement(column ? "td" : "th");
    if (column === 0) {
      made.scope = "row";
      made.append(row[PAGE] ? link(`pages/${row[FILE]}.html`, row[0]) : row[0]);
    } else if (column === 1) {
      made.className = `state ${data.states[row[1]][0]}`;
      made.textContent = data.states[row[1]][1] + (row[FAILURE] ? `: ${row[FAILURE]}` : "");
    } else if (column === 10) {
      if (row[10]) made.append(link(`patches/${row[FILE]}.patch`, "patch"));
    } else {
      made.textContent = column === 2 ? row[2].join(", ") : row[column];
    }
    if (column) made.dataset.label = names[column];
    return made;
  }

  function draw(more) {
    if (!more) { body.replaceChildren(); drawn = 0; }
    const next = shown.slice(drawn, drawn + PORTION);
    body.append(...next.map((index) => {
      const line = document.createElement("tr");
      line.append(...COLUMNS.map((column) => cell(data.rows[index], column)));
      return line;
    }));
    drawn += next.length;
    find("more").hidden = drawn >= shown.length;
    find("count").textContent = `${shown.length} of ${data.rows.length} repositories`;
  }

  function filter() {
    const words = find("search").value.toLowerCase().split(/\s+/).filter(Boolean);
    const state = find("state").value, team = find("team").value, item = find("item").value;
    const [key, wanted] = item.split(":").map(Number);
    shown = order.filter((index) => {
      const row = data.rows[index];
      return words.every((word) => texts[index].includes(word))
        && (state === "" || row[1] === Number(state))
        && (team === "" || row[2].includes(team))
        && (item === "" || row[ITEMS][key] === wanted);
    });
    draw(false);
  }

  function sort(column) {
    const isNumber = NUMBERS.has(column) && column !== 1;
    sorted = { column, up: sorted.column === column ? !sorted.up : !isNumber };
    const compare = new Intl.Collator("en", { numeric: true }).compare;
    const value = (index) => column === 2 ? data.rows[index][2].join(", ") : data.rows[index][column];
    const sign = sorted.up ? 1 : -1;
    order.sort((a, b) => sign * (NUMBERS.has(column) ? value(a) - value(b) : compare(value(a), value(b))) || a - b);
    heads.forEach((head, index) => head.removeAttribute("aria-sort"));
    heads[column].setAttribute("aria-sort", sorted.up ? "ascending" : "descending");
    filter();
  }

  function offer(id, pairs) {
    find(id).append(...pairs.map(([value, text]) => Object.assign(element("option", text), { value })));
    find(id).addEventListener("change", filter);
  }

  const present = new Set(data.rows.map((row) => row[1]));
  offer("state", data.states.map((one, index) => [index, one[1]]).filter(([index]) => present.has(index)));
  const teams = [...new Set(data.rows.flatMap((row) => row[2]))].sort();
  offer("team", teams.map((team) => [team, team]));
  const pairs = new Set(data.rows.flatMap((row) => row[ITEMS].map((state, key) => `${key}:${state}`)));
  offer("item", data.titles.flatMap((title, key) => data.itemStates
    .map((state, index) => [`${key}:${index}`, `${title}: ${state}`]).filter(([pair]) => pairs.has(pair))));
  heads.forEach((head, column) => {
    const button = element("button", head.textContent);
    button.addEventListener("click", () => sort(column));
    head.replaceChildren(button);
  });
  find("search").addEventListener("input", filter);
  find("filters").addEventListener("submit", (event) => event.preventDefault());
  find("more").addEventListener("click", () => draw(true));
  find("filters").hidden = false;
  filter();
}
