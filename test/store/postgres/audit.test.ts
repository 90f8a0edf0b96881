import { expect, test } from 'vitest';
import { auditAll } from '../../support/audit.js';
import {
  accountNamed,
  alice,
  bob,
  carol,
  follow,
  noon,
  unfollow,
} from '../../support/follow-data.js';
import { inDatabase } from '../../support/postgres.js';
import { newPostgresHome } from '../../support/postgres-home.js';

// What keeps each side of a follow in a table of its own here is held to the other side.
test.each([
  ['a count', 'UPDATE follower_counts SET n = n + 1', 'count_wrong'],
  ['a count of follows that ever began', 'UPDATE follower_counts SET gained = 1', 'count_wrong'],
  ['a lost mirror row', 'DELETE FROM followers', 'mirror_missing'],
  ['a lost follow', 'DELETE FROM follows', 'follow_missing'],
  ['a lost change', 'DELETE FROM changes WHERE position = 2', 'revision_gap'],
  ['the last change lost', 'DELETE FROM changes WHERE position = 3', 'head_wrong'],
  ['times out of order', 'UPDATE changes SET at = 1 WHERE position = 2', 'time_order'],
  ['a lost ended follow', 'DELETE FROM ended_follows', 'ended_missing'],
  ['a lost mirror of an ended follow', 'DELETE FROM ended_followers', 'mirror_missing'],
  ['another end in the mirror', 'UPDATE ended_followers SET until = until + 1', 'mirror_missing'],
  ['another cause', 'UPDATE ended_follows SET cause = 3', 'ledger_missing'],
  ['a suspended account', 'UPDATE accounts SET state = 2', 'state_wrong'],
  [
    'a mirror of a hidden follow that is not',
    'INSERT INTO hidden_followers (b, target, follower) SELECT b, target, follower FROM followers',
    'mirror_missing',
  ],
])('the audit finds %s', async (_, sql, problem) => {
  const home = await newPostgresHome();
  try {
    const store = await home.open();
    await store.provision({ accounts: [alice, bob, carol].map((name) => accountNamed(name)) });
    await store.apply([follow(alice, bob), follow(carol, bob)], noon);
    await store.apply([unfollow(carol, bob)], noon + 5);
    expect(await auditAll(store)).toEqual([]);
    await inDatabase(home.url, sql);
    const findings = await auditAll(store);
    expect(findings.map((finding) => finding.problem)).toContain(problem);
    const named = findings.flatMap(({ accounts }) => accounts);
    expect(problem === 'head_wrong' || named.some((name) => [alice, bob].includes(name))).toBe(
      true,
    );
  } finally {
    await home.remove();
  }
});
