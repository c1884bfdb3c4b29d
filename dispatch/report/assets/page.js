"use strict";
/* Links the map, the chart and the list: one caregiver is chosen, by number, or none. */
const dayPage = (() => {
  const FAINT = 0.1;
  const REACH = 14;
  const sources = new Map();
  let chosen = null;

  function start(documents, items) {
    Bokeh.embed.embed_items(documents, items).then(() => {
      for (const shown of Bokeh.documents) {
        for (const model of shown.all_models ?? shown._all_models.values()) {
          if (model.type === "ColumnDataSource" && model.name !== null) {
            sources.set(model.name, {model, full: [...(model.data.alpha ?? [])]});
          }
        }
      }
    });
    for (const row of rows()) {
      row.addEventListener("click", () => choose(Number(row.dataset.number)));
    }
    document.addEventListener("keydown", event => {
      if (event.key === "Escape") choose(null);
    });
  }

  function rows() {
    return document.querySelectorAll(".roster tbody tr");
  }

  function choose(number) {
    chosen = number === chosen ? null : number;
    for (const {model, full} of sources.values()) {
      const {number: owner, numbers: owners} = model.data;
      if (!owner && !owners) continue;
      const strength = row => {
        if (chosen === null) return full[row];
        const mine = owner ? owner[row] === chosen : owners[row].includes(chosen);
        return mine ? 1 : FAINT;
      };
      model.data = {...model.data, alpha: full.map((_, row) => strength(row))};
    }
    const orders = sources.get("orders")?.model;
    if (orders) {
      const {number: owner, order} = orders.data;
      orders.data = {...orders.data, text: order.map((k, row) => owner[row] === chosen ? k : "")};
    }
    for (const row of rows()) {
      const mine = Number(row.dataset.number) === chosen;
      row.classList.toggle("chosen", mine);
      row.querySelector("button").setAttribute("aria-pressed", mine);
      if (mine) row.scrollIntoView({block: "nearest"});
    }
  }

  /* The caregiver whose row lies at y; the rows of equipment are nobody's. */
  function chooseRow(y) {
    if (Math.round(y) <= rows().length) choose(Math.round(y));
  }

  /* The caregiver of the nearest stop, or else of the nearest line, within reach of a finger. */
  function chooseNear(map, x, y) {
    let nearest = null;
    let least = REACH * (map.x_range.end - map.x_range.start) / map.inner_width;
    const consider = (number, distance) => {
      if (distance < least) [least, nearest] = [distance, number];
    };
    const stops = sources.get("stops")?.model.data ?? {number: []};
    [...stops.number].forEach((number, k) =>
      consider(number, Math.hypot(stops.x[k] - x, stops.y[k] - y)));
    const routes = sources.get("routes")?.model.data ?? {number: []};
    if (nearest === null) {
      [...routes.number].forEach((number, k) => {
        const [xs, ys] = [routes.xs[k], routes.ys[k]];
        for (let i = 1; i < xs.length; i++) {
          consider(number, distance(x, y, xs[i - 1], ys[i - 1], xs[i], ys[i]));
        }
      });
    }
    if (nearest === null || nearest !== chosen) choose(nearest);
  }

  function distance(x, y, x0, y0, x1, y1) {
    const [dx, dy] = [x1 - x0, y1 - y0];
    const along = ((x - x0) * dx + (y - y0) * dy) / (dx * dx + dy * dy || 1);
    const t = Math.min(1, Math.max(0, along));
    return Math.hypot(x - x0 - t * dx, y - y0 - t * dy);
  }

  function showWindows(pieces, windows, indices) {
    const row = indices.find(index => pieces.data.windows[index].length);
    const spans = row === undefined ? [] : pieces.data.windows[row];
    const y = row === undefined ? 0 : pieces.data.y[row];
    windows.data = {
      left: spans.map(span => span[0]), right: spans.map(span => span[1]),
      top: spans.map(() => y - 0.48), bottom: spans.map(() => y + 0.48),
    };
  }

  function clock(minutes) {
    const whole = Math.round(minutes);
    const pad = number => String(number).padStart(2, "0");
    return `${pad(Math.floor(whole / 60))}:${pad(whole % 60)}`;
  }

  /* The label of one of the ticks of the chart; only every other hour where labels would touch. Of
     several dates, of which the first is given, each begins with its month and day. From each change
     on, clocks are so many minutes ahead of the time that has passed; the last change comes first. */
  function hour(index, ticks, first, changes) {
    const shown = tick => tick + (changes.find(([from]) => from <= tick)?.[1] ?? 0);
    const date = tick => Math.floor(shown(tick) / 1440);
    const tick = ticks[index];
    if (first && date(tick) > date(ticks[index - 1] ?? tick - 1)) {
      return new Date(Date.parse(first) + date(tick) * 86400000).toISOString().slice(5, 10);
    }
    const width = document.getElementById("drawing-gantt").clientWidth;
    if (width / ticks.length < 52 && tick % 120) return "";
    return clock(first ? shown(tick) % 1440 : shown(tick));
  }

  return {start, choose, chooseRow, chooseNear, showWindows, clock, hour};
})();
