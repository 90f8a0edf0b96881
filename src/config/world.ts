import { randomFillSync } from 'node:crypto';
import { lookup } from 'node:dns/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock } from '../domain/time.js';
import type { Lookup } from '../service/callback-targets.js';
import type { FaultPlan } from '../store/sqlite/faults.js';

/** What an instance takes from the world; tests put their own in its place. */
export interface World {
  readonly clock: Clock;
  /** Fills the bytes with random ones. */
  randomise(bytes: Uint8Array): Uint8Array;
  readonly storeFaults: FaultPlan;
  /** Resolves the host names of callback and webhook addresses. */
  readonly lookup: Lookup;
  /** Resolves after that many ms, or once aborted: between the attempts to deliver to a webhook. */
  sleep(ms: number, stopped: AbortSignal): Promise<void>;
}

export const realWorld: World = {
  clock: { now: () => Date.now() * 1000 },
  randomise: (bytes) => randomFillSync(bytes),
  storeFaults: [],
  lookup: async (host) => (await lookup(host, { all: true })).map(({ address }) => address),
  sleep: (ms, signal) => sleep(ms, undefined, { signal }).catch(() => {}),
};
