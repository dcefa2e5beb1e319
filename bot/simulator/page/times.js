// Every time on this page is the simulated one, told in Japan's zone whatever the browser's.

const ZONE = 'Asia/Tokyo';
const clockFace = new Intl.DateTimeFormat('ja-JP', { timeZone: ZONE, hour: '2-digit', minute: '2-digit' });
const dayFace = new Intl.DateTimeFormat('ja-JP', { timeZone: ZONE, month: 'long', day: 'numeric', weekday: 'short' });
const longDayFace = new Intl.DateTimeFormat('ja-JP', { timeZone: ZONE, year: 'numeric', month: 'long', day: 'numeric', weekday: 'short' });
const secondsFace = new Intl.DateTimeFormat('ja-JP', { timeZone: ZONE, hour: '2-digit', minute: '2-digit', second: '2-digit' });

export const clockTime = (moment) => clockFace.format(moment);
export const day = (moment) => dayFace.format(moment);
export const longDay = (moment) => longDayFace.format(moment);
export const clockSeconds = (moment) => secondsFace.format(moment);
export const fromTs = (ts) => new Date(Number(ts) * 1000);

// Seconds from `now` to the next time Japan's clocks show this full hour.
export function secondsUntil(hour, now) {
  const japan = new Date(now.getTime() + 9 * 3600_000);
  const target = new Date(japan);
  target.setUTCHours(hour, 0, 0, 0);
  if (target <= japan) target.setUTCDate(target.getUTCDate() + 1);
  return (target - japan) / 1000;
}

// The next morning: 9:00 of the next calendar day, or of today while it is still before dawn's 5:00.
export function secondsToMorning(hour, now) {
  const japanHour = new Date(now.getTime() + 9 * 3600_000).getUTCHours();
  const first = secondsUntil(hour, now);
  return japanHour < 5 || japanHour >= hour ? first : first + 86400;
}
