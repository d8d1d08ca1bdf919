"use strict";
(async () => {
  const byId = (id) => document.getElementById(id);
  const make = (name, properties, ...children) => {
    const element = Object.assign(document.createElement(name), properties);
    element.append(...children);
    return element;
  };

  // The table of pins.
  const filter = byId("filter");
  const rows = [...document.querySelectorAll("#pin-table tbody tr")];
  filter.parentElement.parentElement.hidden = false;
  filter.addEventListener("input", () => {
    const words = filter.value.toLowerCase().split(/\s+/).filter(Boolean);
    let found = 0;
    for (const row of rows) {
      const text = row.textContent.toLowerCase();
      row.hidden = !words.every((word) => text.includes(word));
      if (!row.hidden) found += 1;
    }
    byId("found").textContent = words.length ? `${found} of ${rows.length}` : "";
  });

  // A link to a feature opens it; a printed page has all of them open.
  const open = () => {
    const target = location.hash && byId(decodeURIComponent(location.hash.slice(1)));
    if (target instanceof HTMLDetailsElement) {
      target.open = true;
      target.scrollIntoView();
    }
  };
  addEventListener("hashchange", open);
  open();
  let shut = [];
  addEventListener("beforeprint", () => {
    shut = [...document.querySelectorAll("details:not([open])")];
    for (const one of shut) one.open = true;
  });
  addEventListener("afterprint", () => {
    for (const one of shut) one.open = false;
  });

  // The engine, and the problems that it decides.
  const unpack = (id) => {
    // 13 bits in two of 91 characters, as `seal.rs` writes them.
    const text = byId(id).textContent;
    const start = text.indexOf(" ") + 1;
    const bytes = new Uint8Array(Number(text.slice(0, start)) + 1);
    const digit = (place) => {
      const code = text.charCodeAt(place);
      return (code === 125 ? 60 : code) - 33;
    };
    let [bits, count, end] = [0, 0, 0];
    for (let place = start; place < text.length; place += 2) {
      bits = (bits << 13) | (digit(place) * 91 + digit(place + 1));
      for (count += 13; count >= 8; end += 1) {
        count -= 8;
        bytes[end] = bits >> count;
      }
      bits &= (1 << count) - 1;
    }
    const stream = new Blob([bytes.subarray(0, -1)]).stream().pipeThrough(new DecompressionStream("gzip"));
    return new Response(stream).arrayBuffer();
  };
  const decoder = new TextDecoder();
  const data = await unpack("problems");
  const parts = [];
  for (let at = 0; at < data.byteLength; ) {
    const length = new DataView(data).getUint32(at, true);
    parts.push(new Uint8Array(data, at + 4, length));
    at += 4 + length;
  }
  const controls = JSON.parse(decoder.decode(parts.shift()));
  if (!parts.length) return;
  const { instance } = await WebAssembly.instantiate(await unpack("engine"));
  const engine = instance.exports;
  const hand = (bytes) => {
    const place = engine.input(bytes.length);
    new Uint8Array(engine.memory.buffer, place, bytes.length).set(bytes);
  };
  const output = () => decoder.decode(new Uint8Array(engine.memory.buffer, engine.output(), engine.output_length()));

  // What is set: weights and powers for the whole family, facts and waivers for one feature.
  const weights = new Map();
  const powers = new Map();
  const features = controls.features.map(({ id, facts: fields, waivers }, at) => ({
    problem: parts[at], fields, waivers, facts: new Map(), waived: new Set(), decided: "",
    details: byId(`feature-${id}`),
    result: document.querySelector(`[data-feature="${CSS.escape(id)}"]`),
  }));
  for (const feature of features) {
    // The order in which the engine has them is that of the deal.
    hand(feature.problem);
    feature.number = engine.load();
    feature.outcome = feature.details.querySelector(".outcome");
    feature.first = feature.result.innerHTML;
    feature.before = feature.result.querySelector(".verdict strong").textContent;
  }

  // Numbers in the order in which the engine reads them.
  const settings = (feature) => [
    weights.size, ...[...weights].flatMap(([key, points]) => [...key.split(",").map(Number), ...points]),
    powers.size, ...[...powers].flat(),
    feature.facts.size, ...[...feature.facts].flat(),
    feature.waived.size, ...feature.waived,
  ];
  // Whether the engine last decided it at other settings than these.
  const isStale = (feature) => feature.decided !== String(settings(feature));
  const decide = (feature) => {
    const set = settings(feature);
    feature.decided = String(set);
    hand(new Uint8Array(new Float64Array(set).buffer));
    const start = performance.now();
    const isAnswer = feature.number >= 0 && engine.answer(feature.number) === 1;
    if (isAnswer) feature.result.innerHTML = output();
    else feature.result.replaceChildren(make("p", { className: "warn", textContent: `These settings cannot be: ${output()}.` }));
    feature.result.dataset.settings = JSON.stringify(set);
    feature.result.dataset.milliseconds = (performance.now() - start).toFixed(1);
    const now = isAnswer ? feature.result.querySelector(".verdict strong").textContent : feature.before;
    let mark = feature.outcome.querySelector(".now");
    if (!mark) {
      mark = make("span", { className: "now" });
      feature.outcome.append(mark);
    }
    mark.textContent = now === feature.before ? "" : `as set here: ${now}`;
    dim(feature);
  };
  // A weight decides nothing where every option has the same value.
  const dim = (feature) => {
    if (panel.parentElement !== feature.slot) return;
    const shown = new Set([...feature.result.querySelectorAll(".by-criterion th[scope=row]")].map((head) => head.firstChild.textContent));
    for (const one of panel.querySelectorAll("[data-criterion]")) one.classList.toggle("idle", !shown.has(one.dataset.criterion));
  };

  let waiting = null;
  let later = null;
  // Weights are the whole family's, and the deal is over all features: the others follow when nothing moves.
  const changed = (feature) => {
    waiting ??= requestAnimationFrame(() => {
      waiting = null;
      decide(feature);
      say();
    });
    clearTimeout(later);
    const next = () => {
      const one = features.find(isStale);
      if (!one) return bargain();
      decide(one);
      later = setTimeout(next, 0);
    };
    later = setTimeout(next, 300);
    follow = next;
  };
  // Nothing waits for a slider that was let go.
  let follow = () => {};
  addEventListener("change", () => {
    clearTimeout(later);
    if (waiting === null) follow();
    else requestAnimationFrame(() => follow());
  });
  const deal = byId("deal-found");
  const firstDeal = deal?.innerHTML;
  const bargain = () => {
    say();
    if (!deal) return;
    const start = performance.now();
    if (engine.deal() === 1) deal.innerHTML = output();
    else deal.replaceChildren(make("p", { className: "warn", textContent: `There is no deal: ${output()}.` }));
    deal.dataset.milliseconds = (performance.now() - start).toFixed(1);
    deal.dataset.decided = features.map((feature) => feature.decided).join(";");
  };
  const say = () => {
    const n = weights.size + powers.size;
    const facts = features.reduce((sum, feature) => sum + feature.facts.size + feature.waived.size, 0);
    const other = features.filter((feature) => feature.outcome.querySelector(".now")?.textContent);
    const moved = byId("moved");
    moved.hidden = n + facts === 0;
    const text = n + facts === 0 ? "" : `As set in this page (${n} weights, ${facts} facts and waivers), ${other.length} of ${features.length} outcomes are others. `;
    if (moved.firstChild?.textContent === text) return;
    moved.replaceChildren(text, ...(text ? [make("button", { type: "button", textContent: "Set all back", onclick: reset })] : []));
  };
  const reset = () => {
    weights.clear();
    powers.clear();
    for (const feature of features) {
      feature.facts.clear();
      feature.waived.clear();
      feature.result.innerHTML = feature.first;
      feature.outcome.querySelector(".now")?.remove();
      delete feature.result.dataset.settings;
    }
    clearTimeout(later);
    if (deal) {
      deal.innerHTML = firstDeal;
      delete deal.dataset.decided;
    }
    for (const input of document.querySelectorAll(".settings input")) {
      if (input.type === "checkbox") input.checked = false;
      else input.value = input.defaultValue;
      input.dispatchEvent(new Event("reset"));
    }
    say();
    byId("features-head").scrollIntoView();
  };

  // The sliders. One set serves all features: it is moved into the one that is open.
  const short = (value) => String(Math.round(value * 100) / 100);
  const slider = (label, low, high, most, store) => {
    const middle = (low + high) / 2;
    const out = make("output", {});
    const input = make("input", { type: "range", min: 0, max: most, step: 1, defaultValue: middle });
    const width = high - low;
    const show = () => {
      const value = Number(input.value);
      const from = Math.max(0, value - width / 2);
      out.textContent = width ? `${short(from)}\u2013${short(from + width)}` : short(value);
      return [from, from + width];
    };
    show();
    input.addEventListener("input", () => store(show()));
    input.addEventListener("reset", show);
    return make("label", {}, make("span", { textContent: label }), input, out);
  };
  const current = () => features.find((feature) => feature.slot === panel.parentElement);
  const panel = make("fieldset", { className: "weights" }, make("legend", { textContent: "Weights" }));
  const { stakeholders, criteria } = controls;
  stakeholders.forEach((stakeholder, at) => {
    const group = make("details", { open: at === 0 }, make("summary", { textContent: stakeholder.name }));
    group.name = "stakeholder";
    const power = stakeholder.power;
    const input = make("input", { type: "number", min: 0, max: 100, step: "any", defaultValue: power });
    input.addEventListener("input", () => {
      if (input.value === "" || !input.checkValidity()) return;
      if (Number(input.value) === power) powers.delete(at);
      else powers.set(at, Number(input.value));
      changed(current());
    });
    group.append(make("label", { className: "fact" }, make("span", { textContent: "say, beside the others\u2019" }), input));
    for (const [number, [low, high]] of stakeholder.points.entries()) {
      const row = slider(criteria[number], low, high, Math.max(100, high), (points) => {
        weights.set(`${at},${number}`, points);
        changed(current());
      });
      row.dataset.criterion = criteria[number];
      group.append(row);
    }
    panel.append(group);
  });

  const factField = (feature, { at, label, unit, low, high, value, is_missing }) => {
    const scale = unit === "share" ? 100 : 1;
    const input = make("input", { type: "number", min: low * scale, max: high * scale, step: "any", defaultValue: value === null ? "" : value * scale });
    if (value === null) input.placeholder = is_missing ? "unknown" : "open";
    input.addEventListener("input", () => {
      if (!input.checkValidity()) return;
      if (input.value === "" || input.value === input.defaultValue) feature.facts.delete(at);
      else feature.facts.set(at, Number(input.value) / scale);
      changed(feature);
    });
    return make("label", { className: "fact" }, make("span", { textContent: label }), input, make("small", { textContent: scale === 100 ? "%" : unit }));
  };
  const fields = (feature) => {
    const facts = make("fieldset", { className: "facts" }, make("legend", { textContent: "Facts" }));
    facts.append(...feature.fields.map((fact) => factField(feature, fact)));
    if (!feature.waivers.length) return [facts];
    const waivers = make("fieldset", { className: "waivers" }, make("legend", { textContent: "Waivers" }));
    for (const { at, label, by } of feature.waivers) {
      const input = make("input", { type: "checkbox" });
      input.addEventListener("change", () => {
        if (input.checked) feature.waived.add(at);
        else feature.waived.delete(at);
        changed(feature);
      });
      waivers.append(make("label", { className: "waiver" }, input, make("span", { textContent: `${label}: waived by the ${by}` })));
    }
    return [facts, waivers];
  };
  for (const feature of features) {
    feature.slot = feature.details.querySelector(".settings");
    const enter = () => {
      if (!feature.details.open) return;
      if (!feature.slot.firstChild) feature.slot.append(...fields(feature));
      feature.slot.hidden = false;
      feature.slot.prepend(panel);
      if (isStale(feature) && (feature.decided || weights.size || powers.size)) decide(feature);
      dim(feature);
    };
    feature.details.addEventListener("toggle", enter);
    feature.details.addEventListener("focusin", () => panel.parentElement !== feature.slot && enter());
    feature.details.addEventListener("pointerenter", () => panel.parentElement !== feature.slot && enter());
    enter();
  }
  byId("live").hidden = false;
  document.documentElement.dataset.ready = "";
})();
