import type { Username } from '../domain/account.js';
import type { AuditFinding, AuditProblem, AuditWalk } from '../domain/audit.js';
import type { Micros } from '../domain/time.js';
import type { Revisions } from './revision.js';

// The rows that an audit reads, whichever the engine: each with what must agree with it. What is true or
// not is 1 or 0.

interface Pair {
  readonly follower: number;
  readonly target: number;
}

export interface AuditedFollow extends Pair {
  readonly at: Micros;
  /** The follower that the mirror row names; null without one. */
  readonly mirror: number | null;
  /** Where the ledger has a change of that time; null for nowhere. */
  readonly position: number | null;
  /** Whether that change began this follow. */
  readonly told: number;
  /** The greater of both accounts' state codes; null when one of them does not exist. */
  readonly states: number | null;
  readonly blocked: number;
}

export interface AuditedFollower extends Pair {
  readonly at: Micros;
  /** When the follow that it mirrors began; null without one. */
  readonly since: Micros | null;
}

export interface AuditedEnd extends Pair {
  readonly since: Micros;
  readonly until: Micros;
  /** Whether the ledger has the changes that began and ended it. */
  readonly begun: number;
  readonly ended: number;
  /** Whether its mirror agrees, where an engine keeps one. */
  readonly mirrored: number;
}

export interface AuditedChange extends Pair {
  readonly position: number;
  readonly at: Micros;
  readonly type: number;
  /** The time of the change before; null without one. */
  readonly before: Micros | null;
  /** Whether the follow that it began is live, or has ended; whether the one that it ended is kept. */
  readonly live: number;
  readonly began: number;
  readonly ended: number;
}

export interface AuditedCounts {
  readonly id: number;
  readonly followers: number;
  readonly following: number;
  readonly gained: number;
  readonly realFollowers: number;
  /** Follows of the account that have ended. */
  readonly realEnded: number;
  readonly realFollowing: number;
}

export interface AuditedHidden extends Pair {
  readonly states: number | null;
  readonly live: number;
  readonly mirrored: number;
}

export interface Place {
  readonly position: number;
  readonly at: Micros;
}

/** A finding that names its accounts by id. */
export interface Flaw {
  readonly walk: AuditWalk;
  readonly problem: AuditProblem;
  readonly accounts: readonly number[];
  readonly position: number | null;
  readonly detail: string;
}

export function checkFollow(row: AuditedFollow): readonly Flaw[] {
  const { at, mirror, position, told, states, blocked } = row;
  const flaw = flawOf('follows', row, position);
  const it = `the follow that began at ${at}`;
  return [
    ...when(mirror !== row.follower, flaw('mirror_missing', `${it} has no mirror row`)),
    ...when(told !== 1, flaw('ledger_missing', `${it} is not in the ledger`)),
    ...when(states !== 1, flaw('state_wrong', `${it} is of an account that is not active`)),
    ...when(blocked !== 0, flaw('state_wrong', `${it} is between accounts with a block`)),
  ];
}

export function checkFollower(row: AuditedFollower): readonly Flaw[] {
  const { at, since } = row;
  const detail = `a mirror row of ${at} stands for a follow that began at ${since ?? 'no time'}`;
  return when(at !== since, flawOf('followers', row, null)('follow_missing', detail));
}

export function checkEnd(row: AuditedEnd): readonly Flaw[] {
  const { since, until, begun, ended, mirrored } = row;
  const flaw = flawOf('ended', row, null);
  const it = `a follow that lived from ${since} to ${until}`;
  const untold = begun !== 1 || ended !== 1 || since >= until;
  return [
    ...when(untold, flaw('ledger_missing', `${it} is not so in the ledger`)),
    ...when(mirrored !== 1, flaw('mirror_missing', `${it} is not mirrored so`)),
  ];
}

export function checkChange(row: AuditedChange): readonly Flaw[] {
  const { position, at, type, before, live, began, ended } = row;
  const flaw = flawOf('ledger', row, position);
  const [followed, unfollowed] = [type === 1, type === 2];
  const it = `the follow that it ${followed ? 'began' : 'ended'} at ${at}`;
  return [
    ...when(
      before === null && position > 1,
      flaw('revision_gap', `there is no change at position ${position - 1}`),
    ),
    ...when(
      before !== null && before >= at,
      flaw('time_order', `its time ${at} is not after ${before}, that of the change before`),
    ),
    ...when(
      followed && live + began === 0,
      flaw('follow_missing', `${it} is neither live nor ended`),
    ),
    ...when(followed && live + began === 2, flaw('told_twice', `${it} is both live and ended`)),
    ...when(unfollowed && ended === 0, flaw('ended_missing', `${it} is not kept as ended`)),
  ];
}

export function checkCounts(row: AuditedCounts): readonly Flaw[] {
  const sides = [
    ['followers', row.followers, row.realFollowers],
    ['following', row.following, row.realFollowing],
    ['gained', row.gained, row.realFollowers + row.realEnded],
  ] as const;
  return sides
    .filter(([, count, real]) => count !== real)
    .map(([side, count, real]) => ({
      walk: 'counts',
      problem: 'count_wrong',
      accounts: [row.id],
      position: null,
      detail: `${side} is ${count}, and there are ${real} such follows`,
    }));
}

export function checkHidden(row: AuditedHidden): readonly Flaw[] {
  const flaw = flawOf('hidden', row, null);
  return [
    ...when(row.live === 1, flaw('state_wrong', 'a follow is both kept aside and live')),
    ...when(
      row.states !== 2,
      flaw('state_wrong', 'a follow is kept aside though no suspension does so'),
    ),
    ...when(row.mirrored !== 1, flaw('mirror_missing', 'a follow kept aside has no mirror row')),
  ];
}

export function checkHead(head: Place, last: Place): readonly Flaw[] {
  const detail = `the head stands at position ${head.position} and time ${head.at}, the last change at ${last.position} and ${last.at}`;
  const { position } = head;
  const agree = position === last.position && head.at === last.at;
  return when(!agree, { walk: 'ledger', problem: 'head_wrong', accounts: [], position, detail });
}

export function toFinding(
  { accounts, position, ...flaw }: Flaw,
  usernameOf: (id: number) => Username,
  revisions: Revisions,
): AuditFinding {
  const revision = position === null ? null : revisions.encode(position);
  return { ...flaw, accounts: accounts.map(usernameOf), revision };
}

function flawOf(walk: AuditWalk, { follower, target }: Pair, position: number | null) {
  const accounts = [follower, target];
  return (problem: AuditProblem, detail: string): Flaw => ({
    ...{ walk, problem, accounts, position, detail },
  });
}

function when(holds: boolean, flaw: Flaw): readonly Flaw[] {
  return holds ? [flaw] : [];
}
