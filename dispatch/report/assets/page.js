"use strict";
/* Joins the drawings and tables of a page. Whatever has data-v belongs to a visit, by its place in
   the scenario, data-n to a caregiver, by number, and data-t has a tip. One visit or caregiver is
   chosen, or none; it and the filter stand in the address, so that a link shows the same. */
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const form = document.getElementById("filter");
  const panel = document.getElementById("chosen");
  const tip = document.getElementById("tip");
  const marked = all("[data-v], [data-n]").map(element => ({
    element,
    visit: element.dataset.v === undefined ? -1 : Number(element.dataset.v),
    caregiver: Number(element.dataset.n ?? 0),
    button: element.matches(".dot, .service") ? element : element.querySelector("button"),
  }));
  const none = {visit: -1, caregiver: 0};
  let chosen = none;

  /* The address */

  function readAddress() {
    const told = new URLSearchParams(location.hash.slice(1));
    chosen = {
      visit: data.visits.findIndex(visit => visit.id === told.get("visit")),
      caregiver: Math.max(0, data.caregivers.indexOf(told.get("caregiver") ?? "")),
    };
    for (const field of fields()) field.value = told.get(field.name) ?? "";
    show();
    const row = document.querySelector("tr.on");
    if (row) within(row);
  }

  function writeAddress() {
    const told = new URLSearchParams(fields().filter(f => f.value).map(f => [f.name, f.value]));
    if (chosen.visit >= 0) told.set("visit", data.visits[chosen.visit].id);
    if (chosen.caregiver) told.set("caregiver", data.caregivers[chosen.caregiver]);
    history.replaceState(null, "", `#${told}`);
  }

  const fields = () => form ? all("[name]", form) : [];

  /* Choice and filter */

  function choose(choice) {
    const again = choice.visit === chosen.visit && choice.caregiver === chosen.caregiver;
    chosen = again ? none : choice;
    writeAddress();
    show();
    for (const row of all("tr.on")) within(row);
  }

  function fits(visit, asked) {
    return (!asked.by || visit.by.some(number => data.caregivers[number] === asked.by))
      && ["status", "service", "area"].every(key => !asked[key] || visit[key] === asked[key])
      && (!asked.find || visit.find.includes(asked.find.trim().toLowerCase()));
  }

  function show() {
    const asked = Object.fromEntries(fields().map(field => [field.name, field.value]));
    const filtered = Object.values(asked).some(Boolean);
    const kept = data.visits.map(visit => fits(visit, asked));
    const busy = new Set(data.visits.flatMap((visit, place) => kept[place] ? visit.by : []));
    const some = chosen.visit >= 0 || chosen.caregiver > 0;
    const people = chosen.visit >= 0 ? data.visits[chosen.visit].by : [chosen.caregiver];
    for (const {element, visit, caregiver, button} of marked) {
      const owners = caregiver ? [caregiver] : data.visits[visit].by;
      const mine = chosen.visit >= 0 ? visit === chosen.visit : owners.includes(chosen.caregiver);
      const row = element.matches("tr");
      const lost = visit >= 0 ? !kept[visit] : filtered && !row && !busy.has(caregiver);
      element.classList.toggle("on", some && mine);
      element.classList.toggle("dim", some && !mine && !owners.some(who => people.includes(who)));
      element.classList.toggle("out", lost);
      button?.setAttribute("aria-pressed", some && mine);
    }
    all(".drawing svg").forEach(stopInSight);
    document.body.classList.toggle("by-caregiver", chosen.caregiver > 0);
    document.body.classList.toggle("has-choice", some);
    tell(some);
    const told = form?.querySelector("output");
    if (told) {
      told.textContent = data.words.shown
        .replace("{shown}", kept.filter(Boolean).length).replace("{all}", kept.length);
    }
  }

  /* Writes the tip of what is chosen, once for each caregiver who comes, into the panel below;
     beside other plans, under the name of its plan. */
  function tell(some) {
    const mine = all("[data-t].on").filter(element => chosen.visit < 0
      ? element.matches(".route") : element.matches(".dot, .service"));
    const tips = new Map(mine.map(element => {
      const plan = element.closest("figure")?.querySelector("figcaption").textContent;
      const [head, body] = data.tips[element.dataset.t];
      return [`${plan} ${element.dataset.t}`, [plan ? `${plan} · ${head}` : head, body]];
    }));
    const name = chosen.visit >= 0 ? data.visits[chosen.visit].id : data.caregivers[chosen.caregiver];
    panel.hidden = !some;
    write(panel.querySelector("div"), tips.size ? [...tips.values()] : [[name, ""]]);
  }

  function write(place, tips) {
    place.replaceChildren(...tips.flatMap(([head, body]) => {
      const strong = document.createElement("strong");
      strong.textContent = head;
      return [strong, body];
    }));
  }

  /* Scrolls a row into sight in its list; the page stays where it is. */
  function within(row) {
    const list = row.closest(".wide");
    const above = row.offsetTop - list.scrollTop;
    if (above < 40 || above + row.offsetHeight > list.clientHeight) list.scrollTop = row.offsetTop - 60;
  }

  /* Tips: under the pointer, at what has the focus, and where a finger touches */

  function showTip(target) {
    const meaning = document.getElementById(target.getAttribute("aria-describedby"));
    if (meaning) tip.textContent = meaning.textContent;
    else write(tip, [data.tips[target.dataset.t]]);
    tip.hidden = false;
    const at = target.getBoundingClientRect();
    const {offsetWidth: width, offsetHeight: height} = tip;
    const left = Math.min(at.left + Math.min(at.width / 2, 60), innerWidth - width - 8);
    tip.style.left = `${Math.max(8, left)}px`;
    tip.style.top = `${at.bottom + 6 + height > innerHeight ? Math.max(8, at.top - height - 6) : at.bottom + 6}px`;
  }

  const tipped = event => event.target.closest?.("[data-t], [aria-describedby]");
  const hideTip = () => { tip.hidden = true; };

  document.addEventListener("pointerover", event => {
    const target = tipped(event);
    if (event.pointerType !== "mouse") return;
    if (target && !target.matches(".route")) showTip(target);
    else hideTip();
  });
  document.addEventListener("focusin", event => {
    const target = tipped(event);
    if (target?.matches(":focus-visible")) showTip(target);
  });
  document.addEventListener("focusout", hideTip);
  document.addEventListener("scroll", hideTip, true);

  /* Clicks and keys */

  document.addEventListener("click", event => {
    const sorter = event.target.closest(".sort");
    if (sorter) sort(sorter.closest("th"));
    const target = tipped(event);
    const of = event.target.closest("[data-v], [data-n]");
    if (of?.dataset.v !== undefined) choose({visit: Number(of.dataset.v), caregiver: 0});
    else if (of) choose({visit: -1, caregiver: Number(of.dataset.n)});
    else if (event.target.closest("#chosen button") || event.target.matches(".map svg")) choose(none);
    if (target && !of) showTip(target);
    else hideTip();
  });
  document.addEventListener("keydown", event => {
    if (event.key === "Escape") {
      hideTip();
      chosen = none;
      writeAddress();
      show();
    }
    const mark = event.target.closest?.(".drawing [role='button']");
    if (mark) move(event, mark);
  });

  /* A drawing is one stop of the Tab key; arrows lead from visit to visit and from route to route. */
  function move(event, mark) {
    const marks = all("[role='button']", mark.closest("svg")).filter(m => !m.matches(".out"));
    const here = marks.indexOf(mark);
    const [step, rows] = {
      ArrowRight: [1, false], ArrowLeft: [-1, false], ArrowDown: [1, true], ArrowUp: [-1, true],
    }[event.key] ?? [0, false];
    if (event.key === "Enter" || event.key === " ") {
      mark.dispatchEvent(new MouseEvent("click", {bubbles: true}));
    } else if (step) {
      let next = here + step;
      while (rows && marks[next] && marks[next].dataset.n === mark.dataset.n) next += step;
      if (!marks[next]) return;
      mark.tabIndex = -1;
      marks[next].tabIndex = 0;
      marks[next].focus();
    } else {
      return;
    }
    event.preventDefault();
  }

  /* Moves the stop of the Tab key on from a mark that the filter hides. */
  function stopInSight(drawing) {
    const stop = drawing.querySelector("[role='button'][tabindex='0']");
    const next = drawing.querySelector("[role='button']:not(.out)");
    if (!next || !stop.matches(".out")) return;
    stop.tabIndex = -1;
    next.tabIndex = 0;
  }

  for (const drawing of all(".drawing svg")) {
    all(".dot, .service", drawing).forEach((mark, k) => {
      mark.setAttribute("role", "button");
      mark.setAttribute("aria-label", data.tips[mark.dataset.t].join("\n"));
      mark.setAttribute("tabindex", k ? -1 : 0);
    });
  }

  /* Tables */

  const words = new Intl.Collator(document.documentElement.lang, {numeric: true});

  function sort(head) {
    const heads = [...head.parentNode.children];
    const column = heads.indexOf(head);
    const up = head.getAttribute("aria-sort") !== "ascending";
    for (const other of heads) other.removeAttribute("aria-sort");
    head.setAttribute("aria-sort", up ? "ascending" : "descending");
    const body = head.closest("table").tBodies[0];
    const key = ({cells: {[column]: cell}}) =>
      cell.dataset.value === undefined ? cell.textContent : Number(cell.dataset.value);
    const compare = (a, b) => typeof a === "number" ? a - b : words.compare(a, b);
    const rows = [...body.rows].map(row => [key(row), row]);
    rows.sort(([a], [b]) => (up ? 1 : -1) * compare(a, b));
    body.append(...rows.map(([, row]) => row));
  }

  /* Zoom: the chart gets wider, the map shows a part of itself */

  function zoomChart(drawing) {
    let zoom = 1;
    for (const button of all("[data-zoom]", drawing)) {
      button.addEventListener("click", () => {
        const factor = Number(button.dataset.zoom);
        zoom = factor ? Math.min(8, Math.max(1, zoom / factor)) : 1;
        drawing.style.setProperty("--zoom", zoom);
      });
    }
  }

  function zoomMap(drawing) {
    const svg = drawing.querySelector("svg");
    const scale = drawing.querySelector(".scale");
    const [left, top, width, height] = svg.getAttribute("viewBox").split(" ").map(Number);
    let seen = {x: left, y: top, size: 1};
    const pixel = () => seen.size * Math.max(width / svg.clientWidth, height / svg.clientHeight);

    function draw() {
      svg.setAttribute("viewBox", [seen.x, seen.y, width * seen.size, height * seen.size].join(" "));
      svg.style.setProperty("--pixel", pixel());
      svg.classList.toggle("near", seen.size < 1);
      const rough = 120 * pixel();
      const unit = 10 ** Math.floor(Math.log10(rough));
      const metres = [5, 2, 1].find(times => times * unit <= rough) * unit;
      scale.style.width = `${metres / pixel()}px`;
      scale.textContent = metres < 1000 ? `${metres} m` : `${metres / 1000} km`;
    }

    function zoom(factor, across = 0.5, down = 0.5) {
      const size = factor ? Math.min(1.5, Math.max(0.02, seen.size * factor)) : 1;
      seen = factor
        ? {x: seen.x + across * width * (seen.size - size), y: seen.y + down * height * (seen.size - size), size}
        : {x: left, y: top, size};
      draw();
    }

    for (const button of all("[data-zoom]", drawing)) {
      button.addEventListener("click", () => zoom(Number(button.dataset.zoom)));
    }
    svg.addEventListener("wheel", event => {
      if (!event.ctrlKey) return;  // without, the page scrolls
      event.preventDefault();
      const box = svg.getBoundingClientRect();
      zoom(event.deltaY < 0 ? 0.8 : 1.25, (event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height);
    }, {passive: false});
    svg.addEventListener("pointerdown", down => {
      if (down.pointerType !== "mouse" && seen.size >= 1) return;  // the page scrolls
      const from = seen;
      const drag = event => {
        seen = {...from, x: from.x - (event.clientX - down.clientX) * pixel(), y: from.y - (event.clientY - down.clientY) * pixel()};
        draw();
      };
      addEventListener("pointermove", drag);
      addEventListener("pointerup", up => {
        removeEventListener("pointermove", drag);
        if (Math.hypot(up.clientX - down.clientX, up.clientY - down.clientY) > 4) {
          addEventListener("click", event => event.stopPropagation(), {capture: true, once: true});
        }
      }, {once: true});
    });
    new ResizeObserver(draw).observe(svg);
  }

  all(".map").forEach(zoomMap);
  all(".gantt").forEach(zoomChart);
  form?.addEventListener("input", () => { writeAddress(); show(); });
  form?.addEventListener("reset", () => setTimeout(() => { writeAddress(); show(); }));
  form?.addEventListener("submit", event => event.preventDefault());
  addEventListener("hashchange", readAddress);
  readAddress();
})();
