import { statSync, truncateSync } from 'node:fs';
import SqliteDatabase from 'better-sqlite3';
import { describe, expect, onTestFinished, test } from 'vitest';
import { GuanzhuError } from '#guanzhu/domain/errors.js';
import type { FollowCommand } from '#guanzhu/domain/follow.js';
import type { FaultPlan, FaultPoint } from '#guanzhu/store/sqlite/faults.js';
import {
  accountNamed,
  alice,
  bob,
  carol,
  cast,
  dave,
  follow,
  noon,
  outcomeOf,
  unfollow,
} from '../../support/follow-data.js';
import { GraphModel } from '../../support/graph-model.js';
import { expectReadersToMatchLedger } from '../../support/ledger-fold.js';
import { newSqliteHome } from '../../support/sqlite-home.js';

const storeUnavailable = { code: 'store_unavailable' };
const outcomeUnknown = { code: 'outcome_unknown' };

/** A fault in the n-th `apply` of a store that `openWithCast` has opened. */
function inApply(nth: number, point: FaultPoint, code: string): FaultPlan {
  // Adding the cast is a commit as well, but writes no follow.
  return [{ point, nth: point === 'before-write' ? nth : nth + 1, code }];
}

async function openWithCast(faults: FaultPlan) {
  const home = newSqliteHome();
  onTestFinished(() => home.remove());
  const store = await home.open(faults);
  await store.provision({ accounts: cast.map((username) => accountNamed(username)) });
  const reopen = async () => {
    await store.close();
    return home.open();
  };
  return { home, store, reopen };
}

describe('a write that fails and is known to be undone', () => {
  test.each([
    { point: 'before-write', code: 'SQLITE_FULL' },
    { point: 'before-commit', code: 'SQLITE_FULL' },
    { point: 'before-write', code: 'SQLITE_IOERR_WRITE' },
    { point: 'before-commit', code: 'SQLITE_IOERR_WRITE' },
  ] as const)('$code $point: nothing is written, and the next batch works', async (fault) => {
    const { store, reopen } = await openWithCast(inApply(2, fault.point, fault.code));
    await store.apply([follow(alice, bob)], noon);
    const before = await expectReadersToMatchLedger(store, cast);

    const failing = store.apply([unfollow(alice, bob), follow(carol, bob)], noon + 10);
    await expect(failing).rejects.toMatchObject(storeUnavailable);
    expect(await expectReadersToMatchLedger(store, cast)).toEqual(before);

    const next = outcomeOf(await store.apply([follow(dave, bob)], noon + 20));
    expect(next).toMatchObject({ changed: true, at: noon + 20 });
    expect(next.counts.target).toEqual({ followers: 2, following: 0 });
    const after = await expectReadersToMatchLedger(await reopen(), cast);
    expect(after.map(({ revision }) => revision)).toEqual([before[0]?.revision, next.revision]);
  });

  test('batches that wait behind the failing one are carried out', async () => {
    const { store } = await openWithCast(inApply(2, 'before-commit', 'SQLITE_FULL'));
    const answers = await Promise.allSettled(
      [follow(alice, bob), follow(carol, bob), follow(dave, bob)].map((command) =>
        store.apply([command], noon),
      ),
    );
    expect(answers).toMatchObject([
      { status: 'fulfilled' },
      { status: 'rejected', reason: storeUnavailable },
      { status: 'fulfilled' },
    ]);
    const ledger = await expectReadersToMatchLedger(store, cast);
    expect(ledger.map(({ follower }) => follower)).toEqual([alice, dave]);
  });

  test('rows added in one call are added all or not at all', async () => {
    const home = newSqliteHome();
    onTestFinished(() => home.remove());
    const store = await home.open([{ point: 'before-commit', nth: 1, code: 'SQLITE_FULL' }]);
    const tenant = { id: 't' };
    const rows = {
      tokens: [{ hash: Uint8Array.of(1), tenant }],
      accounts: [accountNamed(alice)],
      devices: [{ appId: 'wx_1', tenant, identities: [{ username: alice, roleType: 3 } as const] }],
    };
    await expect(store.provision(rows)).rejects.toMatchObject(storeUnavailable);
    expect(await store.isEmpty()).toBe(true);
    expect(await store.findToken(Uint8Array.of(1))).toBeUndefined();
    expect(await store.findDevice(tenant, 'wx_1')).toBeUndefined();
    await store.provision(rows);
    expect((await store.findDevice(tenant, 'wx_1'))?.identities).toHaveLength(1);
  });

  test('a read that ends the transaction takes its whole batch along', async () => {
    const home = newSqliteHome();
    onTestFinished(() => home.remove());
    const store = await home.open();
    // Long enough that no two accounts share a page of the file.
    const signature = 'x'.repeat(3000);
    const accounts = [alice, bob, carol].map((name) => accountNamed(name, { signature }));
    await store.provision({ accounts });

    // Carol's page moves to the end of the log, and the end of the log is lost.
    const db = new SqliteDatabase(home.file);
    db.prepare('UPDATE accounts SET sex = 1 WHERE username = ?').run(carol);
    const log = `${home.file}-wal`;
    truncateSync(log, statSync(log).size - 100);

    const batch = [follow(alice, bob), follow(alice, carol), follow(bob, alice)];
    await expect(store.apply(batch, noon)).rejects.toMatchObject(storeUnavailable);
    db.close();
    expect((await store.head()).at).toBe(0);
    expect(await store.followedAt(alice, bob)).toBeUndefined();
    expect(await store.counts(alice)).toEqual({ followers: 0, following: 0 });
  });
});

describe('a write whose outcome is not known', () => {
  test.each([
    'SQLITE_IOERR_FSYNC',
    'SQLITE_IOERR_DIR_FSYNC',
    // The commit is in the log by then, so a crash would bring it back.
    'SQLITE_IOERR_SHMSIZE',
    'SQLITE_CORRUPT',
  ])('%s at the commit ends all writing until the store is opened again', async (code) => {
    const { store, reopen } = await openWithCast(inApply(2, 'before-commit', code));
    await store.apply([follow(alice, bob)], noon);
    const answers = await Promise.allSettled([
      store.apply([follow(carol, bob)], noon),
      store.apply([follow(dave, bob)], noon),
    ]);
    expect(answers).toMatchObject([
      { status: 'rejected', reason: outcomeUnknown },
      { status: 'rejected', reason: outcomeUnknown },
    ]);
    for (const batch of [[follow(dave, bob)], [follow(alice, bob)], []]) {
      await expect(store.apply(batch, noon)).rejects.toMatchObject(outcomeUnknown);
    }
    expect(await store.followedAt(alice, bob)).toBe(noon);

    const reopened = await reopen();
    expect(await expectReadersToMatchLedger(reopened, cast)).toHaveLength(1);
    expect(outcomeOf(await reopened.apply([follow(carol, bob)], noon)).changed).toBe(true);
  });

  test('a fault after the commit leaves the batch there, whole', async () => {
    const { store, reopen } = await openWithCast(inApply(2, 'after-commit', 'SQLITE_FULL'));
    await store.apply([follow(alice, bob)], noon);
    const batch = [unfollow(alice, bob), follow(carol, bob), follow(dave, bob)];
    await expect(store.apply(batch, noon + 10)).rejects.toMatchObject(outcomeUnknown);
    const later = store.apply([unfollow(carol, bob)], noon + 20);
    await expect(later).rejects.toMatchObject(outcomeUnknown);

    const reopened = await reopen();
    const ledger = await expectReadersToMatchLedger(reopened, cast);
    expect(ledger.map(({ type, follower, at }) => [type, follower, at - noon])).toEqual([
      ['followed', alice, 0],
      ['unfollowed', alice, 10],
      ['followed', carol, 11],
      ['followed', dave, 12],
    ]);
    expect(outcomeOf(await reopened.apply([unfollow(carol, bob)], noon + 20)).changed).toBe(true);
  });
});

describe('whichever commit fails', () => {
  test.each([
    { point: 'before-commit', code: 'SQLITE_FULL', kept: false },
    { point: 'before-commit', code: 'SQLITE_IOERR_FSYNC', kept: false },
    { point: 'after-commit', code: 'SQLITE_FULL', kept: true },
  ] as const)(
    '$code $point: all that was answered is there, and nothing by halves',
    async ({ point, code, kept }) => {
      for (let nth = 1; nth <= 20; nth += 1) {
        const { store, reopen } = await openWithCast(inApply(nth, point, code));
        const model = new GraphModel(cast);
        const failures: string[] = [];
        for (const [index, batch] of batches.entries()) {
          const now = noon + index;
          try {
            await store.apply(batch, now);
            model.apply(batch, now);
          } catch (error) {
            failures.push(error instanceof GuanzhuError ? error.code : String(error));
            if (kept && failures.length === 1) model.apply(batch, now);
          }
        }
        const ends = code === 'SQLITE_IOERR_FSYNC' || kept;
        expect(failures).toEqual(
          ends ? batches.slice(nth - 1).map(() => outcomeUnknown.code) : [storeUnavailable.code],
        );
        const ledger = await expectReadersToMatchLedger(await reopen(), cast);
        expect(ledger.map(({ revision: _, ...change }) => change)).toEqual(model.changes);
      }
    },
    // Each commit to fail takes two opened stores.
  );
});

/** Follows and unfollows among the cast, in more batches than the last commit to fail. */
const batches = Array.from({ length: 22 }, (_, round): readonly FollowCommand[] =>
  Array.from({ length: 1 + (round % 4) }, (_, index) => {
    const follower = cast[(round + index) % cast.length] ?? alice;
    const target = cast[(round * 3 + index * 2 + 1) % cast.length] ?? bob;
    return Math.floor(round / 4) % 2 === 0 ? follow(follower, target) : unfollow(follower, target);
  }),
);
