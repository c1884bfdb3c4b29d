"use strict";
/* Sorts lists by a column; a caregiver chosen on one map is chosen on all. */
const dayPage = (() => {
  const FAINT = 0.1;
  const REACH = 14;
  const sources = [];
  let chosen = null;

  function start(documents, items) {
    Bokeh.embed.embed_items(documents, items).then(() => {
      for (const shown of Bokeh.documents) {
        for (const model of shown.all_models ?? shown._all_models.values()) {
          if (model.type === "ColumnDataSource" && model.data.number && model.data.alpha) {
            sources.push({model, full: [...model.data.alpha]});
          }
        }
      }
    });
    document.addEventListener("keydown", event => {
      if (event.key === "Escape") choose(null);
    });
  }

  function choose(number) {
    chosen = number === chosen ? null : number;
    for (const {model, full} of sources) {
      const owner = model.data.number;
      const strength = row => chosen === null ? full[row] : owner[row] === chosen ? 1 : FAINT;
      model.data = {...model.data, alpha: full.map((_, row) => strength(row))};
    }
  }

  /* The caregiver of the nearest stop of a map, within reach of a finger. */
  function chooseNear(map, x, y) {
    let nearest = null;
    let least = REACH * (map.x_range.end - map.x_range.start) / map.inner_width;
    for (const renderer of map.renderers) {
      const {x: xs, y: ys, number} = renderer.data_source?.data ?? {};
      if (!xs || !ys || !number) continue;
      [...number].forEach((owner, k) => {
        const distance = Math.hypot(xs[k] - x, ys[k] - y);
        if (distance < least) [least, nearest] = [distance, owner];
      });
    }
    if (nearest === null || nearest !== chosen) choose(nearest);
  }

  function sort(head) {
    const table = head.closest("table");
    const column = [...head.parentNode.children].indexOf(head);
    const up = head.getAttribute("aria-sort") !== "ascending";
    for (const other of head.parentNode.children) other.removeAttribute("aria-sort");
    head.setAttribute("aria-sort", up ? "ascending" : "descending");
    const body = table.tBodies[0];
    const key = row => {
      const cell = row.cells[column];
      return cell.dataset.value === undefined ? cell.textContent : Number(cell.dataset.value);
    };
    const compare = (a, b) => typeof a === "number" ? a - b : a.localeCompare(b, undefined, {numeric: true});
    const rows = [...body.rows].sort((a, b) => (up ? 1 : -1) * compare(key(a), key(b)));
    body.append(...rows);
  }

  for (const button of document.querySelectorAll(".sortable button")) {
    button.addEventListener("click", () => sort(button.closest("th")));
  }
  return {start, choose, chooseNear};
})();
