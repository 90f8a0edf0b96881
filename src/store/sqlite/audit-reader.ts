import type { AuditFinding, AuditProblem, AuditSlice, AuditWalk } from '../../domain/audit.js';
import { encodeRevision } from '../revision.js';
import { type Database, prepare, readOnce } from './driver.js';
import type { PairKeyParams } from './statements/audit-statements.js';
import { statements } from './statements.js';

/** Rows of a walk, looked at: the problems of each, and the key of the last. */
interface Looked {
  readonly findings: readonly AuditFinding[];
  readonly checked: number;
  readonly last: readonly number[] | undefined;
}

/** `AuditStore`. */
export class AuditReader {
  readonly #db: Database;
  readonly #prepared: ReturnType<typeof prepareAll>;
  readonly #walks: Readonly<Record<AuditWalk, (params: PairKeyParams) => Looked>> = {
    follows: (params) => this.#follows(params),
    followers: (params) => this.#followers(params),
    ended: (params) => this.#ended(params),
    ledger: (params) => this.#ledger(params),
    counts: (params) => this.#counts(params),
    hidden: (params) => this.#hidden(params),
  };

  constructor(db: Database) {
    this.#db = db;
    this.#prepared = prepareAll(db);
  }

  auditSlice(walk: AuditWalk, after: string | null, limit: number): AuditSlice {
    const [first = -1, second = -1, third = -1] =
      after === null ? [] : after.split(' ').map(Number);
    return readOnce(this.#db, () => {
      const { findings, checked, last } = this.#walks[walk]({ first, second, third, limit });
      const more = checked === limit && last !== undefined;
      return { findings, checked, next: more ? last.join(' ') : null };
    });
  }

  #follows(params: PairKeyParams): Looked {
    const rows = this.#prepared.auditFollows.all(params);
    const findings = rows.flatMap((row) => {
      const { at, mirror, told, states, blocked } = row;
      const found = (problem: AuditProblem, detail: string) =>
        this.#finding('follows', problem, row, row.position, detail);
      const at_ = `the follow that began at ${at}`;
      return [
        ...(mirror === row.follower ? [] : [found('mirror_missing', `${at_} has no mirror row`)]),
        ...(told === 1 ? [] : [found('ledger_missing', `${at_} is not in the ledger`)]),
        ...(states === 1
          ? []
          : [found('state_wrong', `${at_} is of an account that is not active`)]),
        ...(blocked === 0 ? [] : [found('state_wrong', `${at_} is between accounts with a block`)]),
      ];
    });
    const last = rows.at(-1);
    return { findings, checked: rows.length, last: last && [last.follower, last.target] };
  }

  #followers(params: PairKeyParams): Looked {
    const rows = this.#prepared.auditFollowers.all(params);
    const findings = rows
      .filter(({ at, since }) => at !== since)
      .map((row) => {
        const detail = `a mirror row of ${row.at} stands for a follow that began at ${row.since ?? 'no time'}`;
        return this.#finding('followers', 'follow_missing', row, null, detail);
      });
    const last = rows.at(-1);
    return { findings, checked: rows.length, last: last && [last.target, last.at] };
  }

  #ended(params: PairKeyParams): Looked {
    const rows = this.#prepared.auditEnded.all(params);
    const findings = rows
      .filter(({ begun, ended, since, until }) => begun === 0 || ended === 0 || since >= until)
      .map((row) => {
        const detail = `a follow that lived from ${row.since} to ${row.until} is not so in the ledger`;
        return this.#finding('ended', 'ledger_missing', row, null, detail);
      });
    const last = rows.at(-1);
    return {
      findings,
      checked: rows.length,
      last: last && [last.follower, last.target, last.since],
    };
  }

  #ledger(params: PairKeyParams): Looked {
    const rows = this.#prepared.auditLedger.all(params);
    const findings = rows.flatMap((row) => {
      const { position, at, type, before, live, began, ended } = row;
      const found = (problem: AuditProblem, detail: string) =>
        this.#finding('ledger', problem, row, position, detail);
      const gap = before === null && position > 1;
      return [
        ...(gap ? [found('revision_gap', `there is no change at position ${position - 1}`)] : []),
        ...(before !== null && before >= at
          ? [
              found(
                'time_order',
                `its time ${at} is not after ${before}, that of the change before`,
              ),
            ]
          : []),
        ...(type === 1 && live + began === 0
          ? [found('follow_missing', `the follow that it began at ${at} is neither live nor ended`)]
          : []),
        ...(type === 1 && live + began === 2
          ? [found('told_twice', `the follow that it began at ${at} is both live and ended`)]
          : []),
        ...(type === 2 && ended === 0
          ? [found('ended_missing', `the follow that it ended at ${at} is not kept as ended`)]
          : []),
      ];
    });
    const last = rows.at(-1);
    // The head is looked at once, with the first slice.
    const heads = params.first < 0 ? this.#head() : [];
    return {
      findings: [...heads, ...findings],
      checked: rows.length,
      last: last && [last.position],
    };
  }

  #head(): AuditFinding[] {
    const none = { position: 0, at: 0 };
    const head = this.#prepared.head.get() ?? none;
    const last = this.#prepared.lastChange.get() ?? none;
    if (head.position === last.position && head.at === last.at) return [];
    const detail = `the head stands at position ${head.position} and time ${head.at}, the last change at ${last.position} and ${last.at}`;
    return [
      {
        walk: 'ledger',
        problem: 'head_wrong',
        accounts: [],
        revision: encodeRevision(head.position),
        detail,
      },
    ];
  }

  #counts(params: PairKeyParams): Looked {
    const rows = this.#prepared.auditCounts.all(params);
    const findings = rows.flatMap((row) => {
      const sides = [
        ['followers', row.followers, row.realFollowers],
        ['following', row.following, row.realFollowing],
      ] as const;
      return sides
        .filter(([, count, real]) => count !== real)
        .map(
          ([side, count, real]): AuditFinding => ({
            walk: 'counts',
            problem: 'count_wrong',
            accounts: [this.#username(row.id)],
            revision: null,
            detail: `${side} is ${count}, and there are ${real} such follows`,
          }),
        );
    });
    const last = rows.at(-1);
    return { findings, checked: rows.length, last: last && [last.id] };
  }

  #hidden(params: PairKeyParams): Looked {
    const rows = this.#prepared.auditHidden.all(params);
    const findings = rows
      .filter(({ states, live }) => states !== 2 || live === 1)
      .map((row) => {
        const detail =
          row.live === 1
            ? 'a follow is kept aside for the end of a suspension and live'
            : 'a follow is kept aside though neither account is suspended, or one is deleted';
        return this.#finding('hidden', 'state_wrong', row, null, detail);
      });
    const last = rows.at(-1);
    return { findings, checked: rows.length, last: last && [last.follower, last.target] };
  }

  #finding(
    walk: AuditWalk,
    problem: AuditProblem,
    { follower, target }: { readonly follower: number; readonly target: number },
    position: number | null,
    detail: string,
  ): AuditFinding {
    const accounts = [this.#username(follower), this.#username(target)];
    const revision = position === null ? null : encodeRevision(position);
    return { walk, problem, accounts, revision, detail };
  }

  #username(id: number): string {
    return this.#prepared.usernameById.get(id)?.username ?? `(no account ${id})`;
  }
}

function prepareAll(db: Database) {
  return {
    auditFollows: prepare(db, statements.auditFollows),
    auditFollowers: prepare(db, statements.auditFollowers),
    auditEnded: prepare(db, statements.auditEnded),
    auditLedger: prepare(db, statements.auditLedger),
    auditCounts: prepare(db, statements.auditCounts),
    auditHidden: prepare(db, statements.auditHidden),
    usernameById: prepare(db, statements.usernameById),
    head: prepare(db, statements.head),
    lastChange: prepare(db, statements.lastChange),
  };
}
