// Slack's short names for the signs people really use here; an unknown name is shown as it was written.

const SIGNS = {
  '+1': '👍', thumbsup: '👍', '-1': '👎', white_check_mark: '✅', heavy_check_mark: '✔️', ballot_box_with_check: '☑️', x: '❌', eyes: '👀',
  pray: '🙏', raised_hands: '🙌', raised_hand: '✋', wave: '👋', clap: '👏', ok_hand: '👌', muscle: '💪', bow: '🙇', heart: '❤️',
  smile: '😄', slightly_smiling_face: '🙂', blush: '😊', joy: '😂', thinking_face: '🤔', sob: '😭', cry: '😢', tada: '🎉', sparkles: '✨',
  warning: '⚠️', rotating_light: '🚨', sos: '🆘', no_entry: '⛔', no_entry_sign: '🚫', bell: '🔔', no_bell: '🔕', red_circle: '🔴',
  large_orange_circle: '🟠', large_yellow_circle: '🟡', large_green_circle: '🟢', large_blue_circle: '🔵', white_circle: '⚪', black_circle: '⚫',
  hourglass: '⌛', hourglass_flowing_sand: '⏳', alarm_clock: '⏰', stopwatch: '⏱️', clock9: '🕘', calendar: '📆', date: '📅', spiral_calendar_pad: '🗓️',
  memo: '📝', pencil: '📝', pencil2: '✏️', clipboard: '📋', page_facing_up: '📄', file_folder: '📁', open_file_folder: '📂', paperclip: '📎',
  pushpin: '📌', round_pushpin: '📍', link: '🔗', mag: '🔍', lock: '🔒', unlock: '🔓', key: '🔑', shield: '🛡️', speech_balloon: '💬',
  left_speech_bubble: '🗨️', incoming_envelope: '📨', envelope: '✉️', outbox_tray: '📤', inbox_tray: '📥', mailbox: '📫', telephone_receiver: '📞', phone: '☎️',
  iphone: '📱', camera: '📷', frame_with_picture: '🖼️', house: '🏠', hospital: '🏥', school: '🏫', ambulance: '🚑', baby: '👶', family: '👪',
  busts_in_silhouette: '👥', bust_in_silhouette: '👤', handshake: '🤝', seedling: '🌱', bulb: '💡', question: '❓', exclamation: '❗', bangbang: '‼️',
  information_source: 'ℹ️', arrow_right: '➡️', arrow_left: '⬅️', arrow_up: '⬆️', arrow_down: '⬇️', leftwards_arrow_with_hook: '↩️',
  arrows_counterclockwise: '🔄', repeat: '🔁', star: '⭐', crescent_moon: '🌙', sunny: '☀️', zzz: '💤', wastebasket: '🗑️', gear: '⚙️', books: '📚', bar_chart: '📊',
};

export const sign = (name) => SIGNS[name] ?? `:${name}:`;
export const withSigns = (text) => text.replace(/:([a-z0-9_+-]+):/g, (whole, name) => SIGNS[name] ?? whole);
