import fc from 'fast-check';
import { expect, test } from 'vitest';
import { demoCast } from '#guanzhu/demo/cast.js';
import { demo } from '#guanzhu/demo/demo.js';
import { demoBody, isEnvelope } from '../support/follow-call.js';
import { startInstance } from '../support/instance.js';
import { expectReadersToMatchLedger } from '../support/ledger-fold.js';

/** A value for one member: often the right one, else anything. */
const member = (key: keyof typeof demoBody) =>
  fc.oneof(
    { weight: 4, arbitrary: fc.constant<unknown>(demoBody[key]) },
    { weight: 2, arbitrary: fc.constantFrom<unknown>(1, 2, 3, '1', '2', '3', 0, -1, 1.5, 2 ** 53) },
    { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 40 }) },
    { weight: 1, arbitrary: fc.anything() },
  );

const body = fc
  .record(
    {
      appId: member('appId'),
      myUserName: member('myUserName'),
      myRoleType: member('myRoleType'),
      toUserName: member('toUserName'),
      opType: member('opType'),
      searchInfo: member('searchInfo'),
    },
    { requiredKeys: [] },
  )
  .map((value) =>
    Buffer.from(JSON.stringify(value, (_, v) => (typeof v === 'bigint' ? 1 : v)) ?? ''),
  );

/** Flips or drops bytes of a body, so that the JSON itself is hurt as well. */
const mutated = fc
  .tuple(body, fc.array(fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 })), { maxLength: 3 }))
  .map(([bytes, hits]) => {
    const copy = Buffer.from(bytes);
    for (const [at, byte] of hits) if (copy.length > 0) copy[at % copy.length] = byte;
    return copy;
  });

test('no body gets a 5xx, breaks the envelope or disturbs the graph', async () => {
  const instance = await startInstance();
  try {
    await fc.assert(
      fc.asyncProperty(fc.oneof(body, mutated), async (bytes) => {
        const response = await fetch(`${instance.address}/gewe/v2/api/finder/follow`, {
          method: 'POST',
          headers: { 'Content-Type': 'application/json', 'X-GEWE-TOKEN': demo.token },
          body: new Uint8Array(bytes),
        });
        expect(response.status).toBeLessThan(500);
        expect(response.headers.get('content-type')).toMatch(/^application\/json/);
        expect(isEnvelope(await response.json())).toBe(true);
      }),
      { numRuns: 1500 },
    );
    const { store } = instance.app;
    const names = [demoBody.myUserName, demoBody.toUserName, ...demoCast.map((a) => a.username)];
    await expectReadersToMatchLedger(store, names);
  } finally {
    await instance.stop();
  }
});
