import type { Micros } from './time.js';

/**
 * What became of asking for a lease: `held` until the time that was asked for, `refused` while another
 * holder has it, and for as long as the store takes no writes.
 */
export type LeaseAnswer = 'held' | 'refused';

/** The part of the storage port that lets one of several processes do a thing. */
export interface LeaseStore {
  /**
   * Takes a lease that is free or has run out, or prolongs one's own. Times are wall clock.
   *
   * @param holder names the process: random, made at its start.
   */
  takeLease(name: string, holder: string, now: Micros, until: Micros): Promise<LeaseAnswer>;

  /** Gives a lease back; one of another holder stays as it is. */
  leaveLease(name: string, holder: string): Promise<void>;
}
