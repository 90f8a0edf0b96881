import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeRevision, encodeRevision, Revisions } from '#guanzhu/store/revision.js';

const ledger = '0c4fa91e';

test('every position comes back from its revision', () => {
  for (const position of [0, 1, 35, 36, 1295, 1296, 2 ** 32, Number.MAX_SAFE_INTEGER]) {
    expect(decodeRevision(encodeRevision(position, ledger))).toBe(position);
  }
  fc.assert(
    fc.property(fc.maxSafeNat(), (position) => {
      expect(decodeRevision(encodeRevision(position, ledger))).toBe(position);
    }),
  );
});

test('different positions have different revisions', () => {
  fc.assert(
    fc.property(fc.maxSafeNat(), fc.maxSafeNat(), (a, b) => {
      expect(encodeRevision(a, ledger) === encodeRevision(b, ledger)).toBe(a === b);
    }),
  );
});

test.each([
  ['no text', ''],
  ['no digits', 'r'],
  ['no letter before', '1'],
  ['another letter before', 's1'],
  ['capital letters', 'R1'],
  ['capital digits', 'r1A'],
  ['leading zeros', 'r01'],
  ['two zeros', 'r00'],
  ['a sign', 'r-1'],
  ['a plus', 'r+1'],
  ['a fraction', 'r1.5'],
  ['a space before', ' r1'],
  ['a space after', 'r1 '],
  ['a line end', 'r1\n'],
  ['digits of another script', 'r１'],
  ['two at once', 'r1,r2'],
  ['a ledger that is cut short', 'r1_0c4fa91'],
  ['a ledger in capitals', 'r1_0C4FA91E'],
  ['two ledgers', 'r1_0c4fa91e_0c4fa91e'],
  ['a position past the safe integers', `r${(2n ** 53n).toString(36)}`],
  ['more digits than any position has', `r${'z'.repeat(11)}`],
  ['far more digits than that', `r1${'0'.repeat(100)}`],
])('%s is no revision', (_, text) => {
  expect(decodeRevision(text)).toBeUndefined();
});

test('text that is taken for a revision is the one way to write it', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(...'r019az') }), (text) => {
      const position = decodeRevision(text);
      if (position !== undefined)
        expect(encodeRevision(position, ledger)).toBe(`${text}_${ledger}`);
    }),
  );
});

test('a revision of another ledger is refused by name, and one without a name where there were names before', () => {
  const refused = (theirs: string) =>
    expect.objectContaining({
      code: 'ledger_changed',
      params: { field: 'after', theirs, own: ledger },
    });
  const fresh = new Revisions({ name: ledger, takesBare: false });
  expect(fresh.decode(fresh.encode(36), 'after')).toBe(36);
  expect(() => fresh.decode('r10_00000000', 'after')).toThrow(refused('00000000'));
  expect(() => fresh.decode('r10', 'after')).toThrow(refused('without a name'));
  const migrated = new Revisions({ name: ledger, takesBare: true });
  expect(migrated.decode('r10', 'after')).toBe(36);
  expect(() => migrated.decode('r10_00000000', 'after')).toThrow(refused('00000000'));
});
