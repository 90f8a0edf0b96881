import { expect, test } from 'vitest';
import { accountOf, searchAll } from '../support/accounts.js';
import { engines, newStoreOn } from '../support/engines.js';

/** A generator with a seed, so that a failure can be met again. */
function randomOf(seed: number) {
  let state = seed;
  return (below: number) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

const random = randomOf(20260101);
const pick = (letters: string) => {
  const characters = [...letters];
  return characters[random(characters.length)] ?? '';
};
const chinese = '山水花月风云天地人心春夏秋冬东西南北大小高低美好一二三';
const latin = 'aabcdeeghiilmnoprsttu';

function name(): string {
  const length = 2 + random(6);
  const letters = random(2) === 0 ? chinese : latin;
  let text = '';
  for (let at = 0; at < length; at += 1) {
    text += random(12) === 0 ? pick(' -·&') : pick(random(10) === 0 ? chinese + latin : letters);
  }
  return text;
}

const words = (text: string) => text.match(/[\p{L}\p{N}]+/gu) ?? [];

const oneBlank = (text: string) => text.replace(/\s+/g, ' ').trim();

/** What the port promises, over a list: every word inside one word of the nickname or signature. */
function matches(text: string, texts: readonly string[], nickname: string): boolean {
  const queried = words(text);
  if (queried.length > 0) {
    return queried.every((word) => texts.some((other) => other.includes(word)));
  }
  // Punctuation alone is looked for at the beginning of nicknames.
  return oneBlank(text) !== '' && oneBlank(nickname).startsWith(oneBlank(text));
}

test.each(engines)(
  'ten thousand names, against a search through all of them, on %s',
  async (engine) => {
    const { store, remove } = await newStoreOn(engine);
    const accounts = Array.from({ length: 10_000 }, (_, n) => accountOf(`#${n}`, name(), name()));
    await store.provision({ accounts });

    const model = accounts.map(({ username, profile }) => ({
      username,
      nickname: profile.nickname,
      texts: [...words(profile.nickname), ...words(profile.signature)],
    }));

    for (let round = 0; round < 200; round += 1) {
      const source = accounts[random(accounts.length)]?.profile;
      const field = [...((random(3) === 0 ? source?.signature : source?.nickname) ?? '')];
      const from = random(field.length);
      const text = field.slice(from, from + 1 + random(5)).join('');
      const expected = model
        .filter(({ texts, nickname }) => matches(text, texts, nickname))
        .map(({ username }) => username);

      const relevant = await searchAll(store, { text, limit: 500 });
      expect([...relevant.usernames].sort(), text).toEqual([...expected].sort());
      const newest = await searchAll(store, { text, order: 'newest', limit: 500 });
      // By age, punctuation alone finds whole names only.
      const whole = model.filter(({ nickname }) => oneBlank(nickname) === oneBlank(text));
      const byAge = words(text).length > 0 ? expected : whole.map(({ username }) => username);
      expect(newest.usernames, text).toEqual(byAge.reverse());
    }
    await remove();
  },
);
