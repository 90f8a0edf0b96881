import { GuanzhuError } from '../../domain/errors.js';
import type { Micros } from '../../domain/time.js';
import type { SectionName } from './sections.js';

/** What a database keeps of a move that it has a part in. */
export interface MoveMark {
  /** Random; equal at both ends. */
  readonly id: string;
  readonly side: 'source' | 'target';
  /** The other end, as it is named to people. */
  readonly peer: string;
  /** Wall clock. */
  readonly begunAt: Micros;
  readonly done: boolean;
  /** How far a target is filled; null for not at all, and for a source. */
  readonly progress: MoveProgress | null;
}

export interface MoveProgress {
  readonly section: SectionName;
  /** Where the section goes on; null when it is whole. */
  readonly after: string | null;
}

/**
 * Whether a database with this mark takes no writes. A source never does again: who still serves it
 * would acknowledge what the target never hears of.
 */
export function isClosedBy(mark: MoveMark | undefined): boolean {
  return mark !== undefined && (mark.side === 'source' || !mark.done);
}

/** @throws GuanzhuError `store_unavailable` while nothing is written. */
export function refuseClosed(head: { readonly closed: number } | undefined): void {
  if (head?.closed === 0) return;
  // The log tells it to whoever runs the server.
  const cause = new Error('the database takes no writes: its graph is moved to another one');
  throw new GuanzhuError('store_unavailable', { reason: 'moving' }, { cause });
}

/** A database that is not to be served: its graph is elsewhere, or not whole. */
export class MovedError extends Error {
  override readonly name = 'MovedError';
}

/** @throws MovedError unless the database may be served; a source may, for reads, until its move is done. */
export function refuseMoved(mark: MoveMark | undefined): void {
  if (mark?.side === 'source' && mark.done) {
    throw new MovedError(`its graph was moved to ${mark.peer}: serve that`);
  }
  if (mark?.side === 'target' && !mark.done) {
    throw new MovedError(
      `it is not whole, since a move from ${mark.peer} has not ended: run that "guanzhu move" again`,
    );
  }
}
