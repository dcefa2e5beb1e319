// Puts the two panes, the clock and the narrow screen's tabs together.

import { notice } from './dom.js';
import { Phone } from './phone.js';
import { clockTime, longDay, secondsToMorning, secondsUntil } from './times.js';
import { Wire } from './wire.js';
import { Workspace } from './workspace.js';

const byId = (id) => document.getElementById(id);
let offset = 0;
const now = () => new Date(Date.now() + offset);

function showTime() {
  byId('date').textContent = longDay(now());
  byId('time').textContent = clockTime(now());
}

function tellTime(moment) {
  offset = new Date(moment) - Date.now();
  showTime();
}

async function move(seconds, buttons) {
  buttons.forEach((each) => { each.disabled = true; });
  try {
    const answer = await fetch('/_stage/clock', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ advance: seconds }) });
    if (!answer.ok) throw new TypeError('refused');
    tellTime((await answer.json()).now);
  } catch {
    notice('時計を進められませんでした。', 'bad');
  } finally {
    buttons.forEach((each) => { each.disabled = false; });
  }
}

function startClock() {
  const buttons = [...document.querySelectorAll('.moves button')];
  for (const button of buttons) {
    button.addEventListener('click', async () => {
      const hour = Number(button.dataset.until);
      const seconds = button.dataset.advance ? Number(button.dataset.advance) : hour === 9 ? secondsToMorning(9, now()) : secondsUntil(hour, now());
      await move(seconds, buttons);
      button.focus();
    });
  }
  setInterval(showTime, 1000);
}

const TABS = ['phone', 'workspace'];

function startTabs() {
  const choose = (name) => {
    document.body.dataset.pane = name;
    for (const each of TABS) {
      byId(`tab-${each}`).setAttribute('aria-selected', String(each === name));
      byId(`tab-${each}`).tabIndex = each === name ? 0 : -1;
    }
    byId(`tab-${name}`).classList.remove('news');
  };
  for (const [index, name] of TABS.entries()) {
    const tab = byId(`tab-${name}`);
    tab.addEventListener('click', () => choose(name));
    tab.addEventListener('keydown', (event) => {
      if (!['ArrowLeft', 'ArrowRight'].includes(event.key)) return;
      choose(TABS[1 - index]);
      byId(`tab-${TABS[1 - index]}`).focus();
    });
  }
  choose('phone');
}

const news = (name) => { if (document.body.dataset.pane !== name) byId(`tab-${name}`).classList.add('news'); };

async function start() {
  startTabs();
  startClock();
  const about = await (await fetch('/_stage/about')).json();
  const line = new Wire('/line', (state) => { tellTime(state.now); phone.show(state); });
  const slack = new Wire('/slack', (state) => { tellTime(state.clock); workspace.show(state); });
  const phone = new Phone(byId('phone'), line, { now, onNews: () => news('phone') });
  const workspace = new Workspace(byId('workspace'), slack, { about, onNews: () => news('workspace') });
  line.start();
  slack.start();
}

start();
