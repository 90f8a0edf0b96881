import { expect, test } from 'vitest';
import { Readiness } from '#guanzhu/service/readiness.js';

test('however many ask at once, the database is asked once', async () => {
  let asked = 0;
  const readiness = new Readiness(async () => {
    asked += 1;
  });
  const answers = await Promise.all(Array.from({ length: 1000 }, () => readiness.isReady()));
  expect(await readiness.isReady()).toBe(true);
  expect(answers).toEqual(answers.map(() => true));
  expect(asked).toBe(1);
});

test('a question that fails, or is not answered, is no', async () => {
  const failing = new Readiness(() => Promise.reject(new Error('away')));
  expect(await failing.isReady()).toBe(false);
  let asked = 0;
  const hanging = new Readiness(() => {
    asked += 1;
    return new Promise(() => {});
  });
  expect(await hanging.isReady()).toBe(false);
  await new Promise((resolve) => setTimeout(resolve, 1_100));
  expect(await hanging.isReady()).toBe(false);
  expect(asked).toBe(1);
});
