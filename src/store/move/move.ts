import { type AuditFinding, auditWalks } from '../../domain/audit.js';
import type { Micros } from '../../domain/time.js';
import type { MoveMark } from './mark.js';
import { type MoveEnd, MoveError, type Page } from './move-end.js';
import { RowDigest } from './row-digest.js';
import { type SectionName, sectionNames } from './sections.js';

export type MoveStep = 'copy' | 'compare' | 'audit';

export interface MoveOptions {
  readonly from: MoveEnd;
  readonly to: MoveEnd;
  readonly now: Micros;
  makeId(): string;
  /** @param total null where it is not known before. */
  onStep(step: MoveStep, total: number | null): void;
  onRows(rows: number): void;
}

export interface MoveReport {
  /** Whether it had ended before it was asked for. */
  readonly before: boolean;
  /** Rows that are equal at both ends. */
  readonly rows: number;
  /** Of all of them, hexadecimal. */
  readonly digest: string;
  /** Rows of the target that were audited. */
  readonly audited: number;
}

/** Rows that are read and written at once; an account has many rows that searches look it up by. */
const pageRows = (section: SectionName) => (section === 'accounts' ? 500 : 4_000);
const auditRows = 1_000;

/**
 * Moves a whole graph. From when it begins, the source takes no writes, for ever: so its rows stand
 * still, a copy that was broken off goes on where it was, and nothing can be acknowledged that the target
 * does not have. The target takes writes once its rows are equal, are audited, and the source knows.
 *
 * @throws MoveError when it cannot begin or go on, or the ends differ.
 */
export async function move(options: MoveOptions): Promise<MoveReport> {
  const { from, to } = options;
  const begun = await begin(options);
  if (begun === undefined) return { before: true, rows: 0, digest: '', audited: 0 };
  const { source, target } = begun;
  const filled = await copy(options, target);
  const { rows, digest } = await compare(options);
  const audited = await audit(options);
  // In this order: the target never takes writes while the source could be opened again.
  await from.setMark(source, { ...source, done: true });
  await to.setMark(filled, { ...filled, done: true });
  return { before: false, rows, digest, audited };
}

/**
 * Gives up a move: its source takes writes again.
 *
 * @param isLost whether the target is known to be lost; without it, a move that has ended stands.
 * @throws MoveError when there is none.
 */
export async function abandon(from: MoveEnd, isLost = false): Promise<MoveMark> {
  const mark = await from.mark();
  if (mark?.side !== 'source') throw new MoveError(`${from.name} is not being moved`);
  if (mark.done && !isLost) {
    throw new MoveError(
      `${from.name} was moved to ${mark.peer}, which may have taken writes since: move that back to an empty database, or add --force if it is lost`,
    );
  }
  // Others were handed places of the target's since: where this one goes on is another time line.
  if (mark.done) await from.renewLedger();
  await from.setMark(mark, undefined);
  return mark;
}

interface Begun {
  readonly source: MoveMark;
  readonly target: MoveMark;
}

/** Marks both ends, or finds them marked; undefined when the move has ended. */
async function begin(options: MoveOptions): Promise<Begun | undefined> {
  const { from, to, now } = options;
  const [source, target] = await Promise.all([from.mark(), to.mark()]);
  if (source?.side === 'target' && !source.done) {
    throw new MoveError(`${from.name} is itself the target of a move that has not ended`);
  }
  if (source?.side === 'source') {
    if (target?.side !== 'target' || target.id !== source.id) {
      throw new MoveError(
        source.done
          ? `${from.name} was moved to ${source.peer}`
          : `${from.name} is being moved to ${source.peer}: go on with that, or give it up with --abandon`,
      );
    }
    return target.done ? undefined : { source, target };
  }
  const claim = await claimTarget(options, target);
  const marked: MoveMark = {
    ...{ id: claim.id, side: 'source', peer: to.name, begunAt: now, done: false, progress: null },
  };
  await from.setMark(source, marked);
  return { source: marked, target: claim };
}

/** Closes an empty target, unless that was done already by a move that got no further. */
async function claimTarget(
  { from, to, now, makeId }: MoveOptions,
  target: MoveMark | undefined,
): Promise<MoveMark> {
  if (target?.side === 'target' && !target.done) {
    if (target.progress === null && target.peer === from.name) return target;
    throw new MoveError(
      `${to.name} holds a part of a move from ${target.peer}: name an empty database`,
    );
  }
  const refusal = new MoveError(`${to.name} holds data already: name an empty database`);
  if (target || !(await isUnused(to))) throw refusal;
  const claim: MoveMark = {
    ...{ id: makeId(), side: 'target', peer: from.name, begunAt: now, done: false, progress: null },
  };
  await to.setMark(undefined, claim);
  // A server may have started with it meanwhile; from now on none can.
  if (await isUnused(to)) return claim;
  await to.setMark(claim, undefined);
  throw refusal;
}

async function isUnused(end: MoveEnd): Promise<boolean> {
  for (const section of sectionNames) {
    if ((await end.read(section, null, 1)).rows.length > 0) return false;
  }
  return true;
}

/** Fills the target from where it was left; returns its mark. */
async function copy(options: MoveOptions, target: MoveMark): Promise<MoveMark> {
  const { from, to, onStep, onRows } = options;
  await from.settle();
  const standing = await from.standing();
  const { accounts, follows, position } = standing;
  // Accounts with their counts, changes, and of two changes to a follow that has ended, one end.
  const total = accounts * 2 + position + follows + Math.round((position - follows) / 2);
  onStep('copy', target.progress === null ? total : null);
  let mark = target;
  const at = mark.progress ? sectionNames.indexOf(mark.progress.section) : 0;
  for (const section of sectionNames.slice(at)) {
    const { progress } = mark;
    const after = progress?.section === section ? progress.after : null;
    if (progress?.section === section && after === null) continue;
    for await (const { rows, next } of pages(from, section, after)) {
      const moved = { ...mark, progress: { section, after: next } };
      await to.write(section, rows, mark, moved);
      mark = moved;
      onRows(rows.length);
    }
  }
  await to.setStanding(standing);
  return mark;
}

/** The pages of a section. The next is read while the one before is being used. */
async function* pages(end: MoveEnd, section: SectionName, start: string | null) {
  const read = (after: string | null) => {
    const page = end.read(section, after, pageRows(section));
    // It is waited for later, or never when the one before could not be used.
    page.catch(() => {});
    return page;
  };
  let page: Promise<Page> | undefined = read(start);
  while (page) {
    const current: Page = await page;
    page = current.next === null ? undefined : read(current.next);
    yield current;
  }
}

/** @throws MoveError when the ends differ. */
async function compare(options: MoveOptions): Promise<{ rows: number; digest: string }> {
  const { from, to, onStep, onRows } = options;
  onStep('compare', null);
  const whole = new RowDigest();
  let rows = 0;
  for (const section of sectionNames) {
    const [one, other] = await Promise.all([
      digestOf(from, section, onRows),
      digestOf(to, section, () => {}),
    ]);
    if (one.text !== other.text || one.rows !== other.rows) {
      throw new MoveError(
        `${section} differ: ${one.rows} rows at ${from.name}, ${other.rows} at ${to.name}; ${remedy}`,
      );
    }
    whole.add([section, one.text]);
    rows += one.rows;
  }
  const [one, other] = await Promise.all([from.standing(), to.standing()]);
  if (JSON.stringify(one) !== JSON.stringify(other)) {
    const [own, its] = [one, other].map((standing) => JSON.stringify(standing));
    throw new MoveError(
      `the heads differ: ${own} at ${from.name}, ${its} at ${to.name}; ${remedy}`,
    );
  }
  return { rows, digest: whole.text };
}

const remedy =
  'give it up with --abandon, then move to another empty database, with no release but this one at work on either';

async function digestOf(
  end: MoveEnd,
  section: SectionName,
  onRows: (rows: number) => void,
): Promise<RowDigest> {
  const digest = new RowDigest();
  for await (const { rows } of pages(end, section, null)) {
    for (const row of rows) digest.add(row);
    onRows(rows.length);
  }
  return digest;
}

/** @throws MoveError when a row of the target disagrees with its ledger. */
async function audit({ to, onStep, onRows }: MoveOptions): Promise<number> {
  onStep('audit', null);
  let checked = 0;
  for (const walk of auditWalks) {
    let after: string | null = null;
    do {
      const slice = await to.auditSlice(walk, after, auditRows);
      if (slice.findings[0]) throw new MoveError(explain(slice.findings[0], to));
      checked += slice.checked;
      onRows(slice.checked);
      after = slice.next;
    } while (after !== null);
  }
  return checked;
}

function explain({ detail, accounts }: AuditFinding, { name }: MoveEnd): string {
  return `${name} is equal to its source, and damaged: ${detail} (${accounts.join(', ')}); give it up with --abandon, and see "guanzhu audit" at the source`;
}
