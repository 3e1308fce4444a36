'use strict';

// The phases of a pod, in the words of the resource's status.
const PHASES = {
  Warming: 'not yet acknowledged',
  Open: 'in the Service',
  Draining: 'out of the Service, finishes its streams',
  Drained: 'empty',
  Warm: 'empty, kept for a rollback',
};
const SHOWN_SECONDS = 600;
const LANE = 16;
const LABEL = 150;
const WIDTH = 560;

// What each pod was since the page was opened: by gateway and pod, a list of {phase, from, to}, in milliseconds.
const histories = new Map();

const element = (name, attributes, ...children) => {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes || {})) made.setAttribute(key, value);
  made.append(...children);
  return made;
};
const drawn = (name, attributes, ...children) => {
  const made = document.createElementNS('http://www.w3.org/2000/svg', name);
  for (const [key, value] of Object.entries(attributes || {})) made.setAttribute(key, value);
  made.append(...children);
  return made;
};
const classOf = phase => (phase in PHASES ? phase : 'unknown');
const age = seconds => (seconds < 120 ? `${seconds} s` : seconds < 7200 ? `${Math.floor(seconds / 60)} min` : `${Math.floor(seconds / 3600)} h`);

function remember(card, now) {
  const key = `${card.namespace}/${card.name}`;
  const pods = histories.get(key) || new Map();
  histories.set(key, pods);
  for (const pod of card.pods) {
    const spans = pods.get(pod.name) || [];
    pods.set(pod.name, spans);
    const last = spans.at(-1);
    if (last && last.to === null && last.phase === pod.phase) continue;
    if (last && last.to === null) last.to = now;
    spans.push({ phase: pod.phase, from: now, to: null });
  }
  const there = new Set(card.pods.map(pod => pod.name));
  for (const [name, spans] of pods) {
    const last = spans.at(-1);
    if (!there.has(name) && last.to === null) last.to = now;
    const oldest = now - SHOWN_SECONDS * 1000;
    while (spans.length && spans[0].to !== null && spans[0].to < oldest) spans.shift();
    if (!spans.length) pods.delete(name);
  }
  return pods;
}

function lanes(pods, now) {
  const names = [...pods.keys()];
  const first = Math.min(now, ...names.map(name => pods.get(name)[0].from));
  const length = Math.min(Math.max(now - first, 10000), SHOWN_SECONDS * 1000);
  const from = now - length;
  const x = time => LABEL + ((Math.max(time, from) - from) / length) * (WIDTH - LABEL);
  const height = names.length * LANE + 18;
  const picture = drawn('svg', { class: 'lanes', viewBox: `0 0 ${WIDTH} ${height}`, role: 'img' });
  picture.append(drawn('title', {}, 'Phases of the pods since this page was opened'));
  names.forEach((name, lane) => {
    picture.append(drawn('text', { x: 0, y: lane * LANE + 11 }, name));
    for (const span of pods.get(name)) {
      const end = span.to === null ? now : span.to;
      if (end < from) continue;
      picture.append(drawn('rect', { class: classOf(span.phase), x: x(span.from), y: lane * LANE + 2, width: Math.max(x(end) - x(span.from), 1), height: LANE - 5 },
        drawn('title', {}, `${name}: ${span.phase}, ${age(Math.round((end - span.from) / 1000))}`)));
    }
  });
  picture.append(drawn('line', { x1: LABEL, y1: height - 15, x2: WIDTH, y2: height - 15 }));
  picture.append(drawn('text', { x: LABEL, y: height - 3 }, `${age(Math.round((now - from) / 1000))} ago`));
  picture.append(drawn('text', { x: WIDTH, y: height - 3, 'text-anchor': 'end' }, 'now'));
  return picture;
}

function podTile(pod) {
  const tile = element('li', { class: `pod ${classOf(pod.phase)}` },
    element('div', { class: 'name' }, pod.name),
    element('div', { class: 'phase' }, pod.phase || 'unknown'));
  const load = pod.inFlight === null || pod.inFlight === undefined ? 'has not answered yet' : `${pod.inFlight} in flight`;
  const oldest = pod.inFlight && pod.oldestStreamSeconds ? `, oldest ${age(pod.oldestStreamSeconds)}` : '';
  tile.append(element('div', { class: 'load' }, load + oldest));
  if (pod.cut > 0) tile.append(element('div', { class: 'problem' }, `${pod.cut} cut`));
  if (pod.problem) tile.append(element('div', { class: 'problem', title: pod.problem }, pod.problem));
  return tile;
}

function revisionTitle(card, revision) {
  const role = revision === card.candidate ? 'candidate' : revision === card.failed ? 'failed' : revision === card.stable ? 'stable' : 'older';
  return `Revision ${revision} (${role})`;
}

function cardOf(card, now) {
  const made = element('article', { class: `card ${card.progress}`, 'data-gateway': `${card.namespace}/${card.name}` },
    element('div', { class: 'head' },
      element('h2', {}, `${card.namespace}/${card.name}`),
      element('span', { class: 'numbers' }, 'ready ', element('b', {}, card.ready || '-'), ` · in flight ${card.inFlight} · draining ${card.draining} · cut ${card.rollout.cutStreams}`)),
    element('p', { class: 'sentence' }, card.reason ? `${card.reason}: ${card.sentence}` : card.sentence));
  if (card.cuts) made.append(element('p', { class: 'cuts' }, card.cuts));
  const revisions = [...new Set(card.pods.map(pod => pod.revision))];
  const place = revision => (revision === card.candidate ? 0 : revision === card.stable ? 1 : 2);
  revisions.sort((a, b) => place(a) - place(b) || (a < b ? -1 : 1));
  for (const revision of revisions) {
    made.append(element('h3', {}, revisionTitle(card, revision)),
      element('ul', { class: 'pods' }, ...card.pods.filter(pod => pod.revision === revision).sort((a, b) => (a.name < b.name ? -1 : 1)).map(podTile)));
  }
  const waits = card.rollout.waitsFor || [];
  if (waits.length) made.append(element('h3', {}, 'Drains wait for'), element('ul', { class: 'waits' }, ...waits.map(line => element('li', {}, line))));
  const pods = histories.get(`${card.namespace}/${card.name}`);
  if (pods && pods.size) made.append(element('h3', {}, 'Phases since this page was opened'), lanes(pods, now));
  return made;
}

let picture = null;

function draw() {
  if (!picture) return;
  const now = Date.now();
  const cards = picture.cards.map(card => cardOf(card, now));
  document.getElementById('cards').replaceChildren(...(cards.length ? cards : [element('p', { class: 'empty' }, 'No gateways here. Those of all namespaces: kubectl sluicegate dashboard -A')]));
}

function tellFault(sentence) {
  const fault = document.getElementById('fault');
  fault.hidden = !sentence;
  fault.textContent = sentence || '';
}

document.getElementById('legend').append(...Object.entries(PHASES).map(([phase, meaning]) => element('li', { class: phase }, `${phase}: ${meaning}`)));
const source = new EventSource('events');
source.onmessage = event => {
  picture = JSON.parse(event.data);
  picture.cards.forEach(card => remember(card, Date.now()));
  tellFault(picture.fault);
  draw();
};
source.onerror = () => tellFault('No connection to kubectl sluicegate dashboard; what is shown may be old.');
// time goes on where nothing changes
setInterval(() => {
  for (const old of document.querySelectorAll('.lanes')) {
    const pods = histories.get(old.closest('.card').dataset.gateway);
    if (pods.size) old.replaceWith(lanes(pods, Date.now()));
  }
}, 1000);
