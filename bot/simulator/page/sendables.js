// What a phone can send besides words. The faces stand in for LINE's own art, which is not ours to ship.

export const STICKERS = [
  { packageId: '11537', stickerId: '52002734', face: '🙂', says: 'こんにちは' },
  { packageId: '11537', stickerId: '52002735', face: '🙏', says: 'お願いします' },
  { packageId: '11537', stickerId: '52002736', face: '😊', says: 'ありがとう' },
  { packageId: '11537', stickerId: '52002737', face: '😢', says: 'つらいです' },
  { packageId: '11537', stickerId: '52002738', face: '👍', says: 'わかりました' },
  { packageId: '11537', stickerId: '52002739', face: '😴', says: 'おやすみなさい' },
];

export const PLACES = [
  { title: '横須賀市役所', address: '神奈川県横須賀市小川町11', latitude: 35.2814, longitude: 139.6722 },
  { title: '三浦市役所', address: '神奈川県三浦市城山町1-1', latitude: 35.1443, longitude: 139.6207 },
  { title: '逗子市役所', address: '神奈川県逗子市逗子5-2-16', latitude: 35.2955, longitude: 139.5801 },
];

// A drawn memo, for those who have no photo at hand.
export async function samplePhoto() {
  const canvas = document.createElement('canvas');
  canvas.width = 640;
  canvas.height = 480;
  const pen = canvas.getContext('2d');
  pen.fillStyle = '#e9e2d3';
  pen.fillRect(0, 0, 640, 480);
  pen.fillStyle = '#fffdf6';
  pen.fillRect(60, 40, 520, 400);
  pen.fillStyle = '#2f4a46';
  pen.font = '700 34px "Noto Sans JP", sans-serif';
  pen.fillText('ケアのメモ（見本）', 100, 110);
  pen.font = '400 28px "Noto Sans JP", sans-serif';
  ['注入　7時・12時・18時', '吸引　寝る前と起きたとき', '次の受診　来週の火曜日'].forEach((row, index) => {
    pen.fillText(row, 100, 190 + index * 70);
    pen.fillRect(100, 206 + index * 70, 440, 1);
  });
  return new Promise((done) => { canvas.toBlob(done, 'image/jpeg', 0.85); });
}

export async function base64(blob) {
  const bytes = new Uint8Array(await blob.arrayBuffer());
  let binary = '';
  for (let at = 0; at < bytes.length; at += 0x8000) binary += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  return btoa(binary);
}
