// Draws one message of the workspace: who, when, what, files, reactions, and what may be done with it.

import { drawBlocks } from './blocks.js';
import { h, icon, menu } from './dom.js';
import { sign } from './emoji.js';
import { mrkdwn } from './mrkdwn.js';
import { clockTime, fromTs } from './times.js';

const REACTIONS = ['+1', 'eyes', 'white_check_mark', 'pray'];

// `at` says where it stands: {channel, inThread, ephemeral, repeated}; `room` is the workspace that draws it.
export function drawMessage(message, at, room) {
  if (message.subtype === 'tombstone') return h('article', { class: 'message gone' }, h('p', { class: 'faint' }, 'このメッセージは削除されました'), at.inThread ? null : replies(message, at, room));
  const when = fromTs(message.ts);
  const bot = Boolean(message.bot_id);
  const name = room.names.user(message.user);
  const inside = h('div', { class: 'content' },
    at.repeated ? null : h('p', { class: 'who' }, h('strong', {}, name), bot ? h('span', { class: 'badge' }, 'アプリ') : null, h('time', { datetime: when.toISOString() }, clockTime(when))),
    at.ephemeral ? h('p', { class: 'only-you' }, 'あなただけに表示') : null,
    words(message, at, room),
    files(message),
    reactions(message, at, room),
    at.inThread ? null : replies(message, at, room));
  return h('article', { class: `message${at.ephemeral ? ' ephemeral' : ''}${at.repeated ? ' repeated' : ''}`, 'data-ts': message.ts },
    at.repeated ? h('span', { class: 'gap', 'aria-hidden': 'true' }) : avatar(name, message.user, bot),
    inside,
    at.ephemeral ? null : tools(message, at, room));
}

export function avatar(name, id, bot) {
  const hue = [...id].reduce((sum, each) => (sum * 31 + each.codePointAt(0)) % 360, 7);
  return h('span', { class: `avatar${bot ? ' bot' : ''}`, 'aria-hidden': 'true', style: bot ? {} : { 'background-color': `hsl(${hue} 32% 38%)` } }, [...name][0] ?? '？');
}

function words(message, at, room) {
  if (message.blocks?.length) return drawBlocks(message.blocks, room.placeOf(message, at.channel));
  if (!message.text) return null;
  return h('div', { class: 'text' }, mrkdwn(message.text, room.names), message.edited ? h('small', { class: 'faint' }, '（編集済み）') : null);
}

function files(message) {
  if (!message.files?.length) return null;
  return h('div', { class: 'files' }, message.files.map((file) => {
    const source = `/_stage/files/${encodeURIComponent(file.id)}`;
    const picture = /^image\/(png|jpeg|gif|webp)$/.test(file.mimetype);
    return h('a', { class: 'file', href: source, target: '_blank', rel: 'noopener' },
      picture ? h('img', { src: source, alt: file.title ?? file.name }) : icon('page'),
      h('span', { class: 'file-name' }, file.title ?? file.name, h('small', {}, size(file.size))));
  }));
}

const size = (bytes) => (bytes < 1000 ? `${bytes} B` : bytes < 1_000_000 ? `${Math.round(bytes / 1000)} KB` : `${(bytes / 1_000_000).toFixed(1)} MB`);

function reactions(message, at, room) {
  if (!message.reactions?.length) return null;
  return h('div', { class: 'reactions' }, message.reactions.map(({ name, users }) => {
    const mine = users.includes(room.me);
    const who = users.map((each) => room.names.user(each)).join('、');
    return h('button', { type: 'button', 'aria-pressed': String(mine), title: who, 'aria-label': `${sign(name)} ${users.length}人（${who}）`,
      onclick: () => room.act('react', { user: room.me, channel: at.channel.id, ts: message.ts, name, remove: mine }) }, `${sign(name)} ${users.length}`);
  }));
}

function replies(message, at, room) {
  if (!message.reply_count) return null;
  const last = message.latest_reply ? `・最新 ${clockTime(fromTs(message.latest_reply))}` : '';
  return h('button', { type: 'button', class: 'replies', onclick: () => room.openThread(at.channel.id, message.ts) }, `${message.reply_count}件の返信`, h('small', {}, last));
}

function tools(message, at, room) {
  const place = { user: room.me, channel: at.channel.id, ts: message.ts };
  const entries = [
    ...(at.inThread ? [] : [{ text: 'スレッドを開く', act: () => room.openThread(at.channel.id, message.ts, true) }]),
    ...REACTIONS.map((name) => ({ text: `${sign(name)} をつける`, act: () => room.act('react', { ...place, name }) })),
    ...room.about.shortcuts.filter((each) => each.type === 'message').map((each) => ({ text: each.name, act: () => room.act('shortcut', { ...place, callback_id: each.callback_id }) })),
  ];
  if (message.user === room.me) {
    if (!message.files) entries.push({ text: '編集する', act: () => room.edit(message, at) });
    entries.push({ text: '削除する', danger: true, act: () => room.act('delete', place) });
  }
  return h('div', { class: 'tools' },
    at.inThread ? null : h('button', { type: 'button', 'aria-label': 'スレッドを開く', title: 'スレッドを開く', onclick: () => room.openThread(at.channel.id, message.ts, true) }, icon('reply'), 'スレッド'),
    menu('メッセージの操作', icon('more'), entries));
}
