// One simulator: its state, read again at each poke, and what a person does there, as plain POSTs.

import { notice, untilReleased } from './dom.js';

const CANNOT = {
  'who has blocked the account cannot write to it': 'ブロックしている間は送れません。',
  'the phone shows no such button': 'このボタンはもう押せません。',
  'too late to withdraw it': '送ってから時間がたったので、取り消せません。',
  'already blocked': 'すでにブロックしています。',
  no_such_command: 'そのコマンドはありません。',
  not_in_channel: 'このチャンネルに入っていません。',
  is_archived: 'このチャンネルは保管されていて書けません。',
  no_such_element: 'このボタンはもう押せません。',
  no_such_message: 'このメッセージはもうありません。',
  already_reacted: 'もうリアクションしています。',
  messages_turned_off: 'このアプリは直接のメッセージを受け付けていません。',
  home_tab_turned_off: 'このアプリにはホームがありません。',
};

const REASONS = {
  'no webhook is set': 'まだ製品につながっていません。送ったものは画面にだけ残ります。',
  request_timeout: '製品が時間内に受け取りませんでした。',
  could_not_connect: '製品につながりませんでした。',
  error_status_code: '製品が受け取りを断りました。',
  held: '送信を止めてあります。',
};

const PROBLEMS = { http_timeout: REASONS.request_timeout, connection_failed: REASONS.could_not_connect };

export class Wire {
  constructor(base, onState) {
    this.base = base;
    this.onState = onState;
    this.state = null;
    this.reading = false;
    this.again = false;
  }

  start() {
    const events = new EventSource(`${this.base}/_sim/events`);
    events.onmessage = () => this.read();
    events.onopen = () => document.body.classList.remove('offline');
    events.onerror = () => document.body.classList.add('offline');
  }

  async read() {
    if (this.reading) { this.again = true; return; }
    this.reading = true;
    try {
      do {
        this.again = false;
        const answer = await fetch(`${this.base}/_sim/state`, { cache: 'no-store' });
        if (!answer.ok) break;
        const state = await answer.json();
        await untilReleased();
        this.state = state;
        this.onState(this.state);
      } while (this.again);
    } catch (wrong) {
      if (!(wrong instanceof TypeError)) throw wrong; // a lost connection; the event stream comes back and pokes again
    } finally {
      this.reading = false;
    }
  }

  // The simulator's answer, or null when the person could not do this; `quiet` leaves telling about that to the caller.
  async act(name, body, { quiet = false } = {}) {
    let answer;
    try {
      answer = await fetch(`${this.base}/_sim/${name}`, {
        method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body),
      });
    } catch {
      notice('体験用のサーバーにつながりません。', 'bad');
      return null;
    }
    const told = await answer.json().catch(() => ({}));
    if (!answer.ok) {
      if (!quiet) notice(CANNOT[told.error] ?? 'その操作はできませんでした。', 'bad');
      return quiet ? { refused: told } : null;
    }
    this.complain(told);
    return told;
  }

  complain(told) {
    const delivery = told.delivery;
    if (delivery && delivery.reason !== 'ok') notice(REASONS[delivery.reason] ?? REASONS.error_status_code, 'bad');
    const last = told.attempts?.at(-1);
    if (last?.problem) notice(PROBLEMS[last.problem] ?? REASONS.error_status_code, 'bad');
  }
}
