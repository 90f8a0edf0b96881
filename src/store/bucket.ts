/** How many buckets there are. A constant for ever: it is in the key of every row. */
export const buckets = 1024;

/** The bucket of what belongs to no account: the ledger, tokens, devices, keys. */
export const noAccount = 0;

/**
 * The bucket of an account, from its username: FNV-1a of its UTF-8 bytes, mixed as MurmurHash3 ends
 * and cut to ten bits. A constant for ever, like the number of buckets.
 */
export function bucketOf(username: string): number {
  let hash = 0x811c9dc5;
  for (const byte of Buffer.from(username, 'utf8')) hash = Math.imul(hash ^ byte, 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) % buckets;
}

/**
 * The id of the n-th account. It ends with the bucket, so that one is found by username and by id in
 * the same place, and an id is greater than that of every older account.
 */
export function makeAccountId(n: number, username: string): number {
  return n * buckets + bucketOf(username);
}

/** The number of an account, from 1 in the order in which accounts were made. */
export function numberOfAccount(account: number): number {
  return Math.floor(account / buckets);
}

export function bucketOfId(account: number): number {
  return account % buckets;
}
