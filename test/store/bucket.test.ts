import { expect, test } from 'vitest';
import { bucketOf, bucketOfId, buckets, makeAccountId } from '#guanzhu/store/bucket.js';

test('the bucket of a username is what it always was', () => {
  const known: readonly [string, number][] = [
    ['', 11],
    ['a', 435],
    ['v2_alice@finder', 918],
    ['朝夕v', 869],
  ];
  expect(known.map(([username]) => [username, bucketOf(username)])).toEqual(known);
});

test('an id has the bucket of its username, and rises with its number', () => {
  for (const [index, username] of ['x', 'y', '微信', 'z'.repeat(1024)].entries()) {
    const id = makeAccountId(index + 1, username);
    expect(bucketOfId(id)).toBe(bucketOf(username));
    expect(Math.floor(id / buckets)).toBe(index + 1);
  }
});

test('usernames spread over all buckets', () => {
  const sizes = new Array<number>(buckets).fill(0);
  for (let n = 0; n < 200_000; n += 1) {
    const bucket = bucketOf(`v2_${n.toString(16)}@finder`);
    sizes[bucket] = (sizes[bucket] ?? 0) + 1;
  }
  expect(Math.min(...sizes)).toBeGreaterThan(100);
  expect(Math.max(...sizes)).toBeLessThan(300);
});
