import {
  type Audit,
  type AuditFinding,
  type AuditProgress,
  type AuditState,
  type AuditStore,
  type AuditVerdict,
  type AuditWalk,
  auditWalks,
} from '../domain/audit.js';
import type { GraphStore } from '../domain/store.js';
import type { Clock } from '../domain/time.js';

export interface AuditorOptions {
  readonly store: AuditStore & Pick<GraphStore, 'head'>;
  readonly clock: Clock;
  onSlice(checked: number): void;
  onVerdict(verdict: AuditVerdict): void;
  onFault(error: unknown): void;
}

/** Rows of a slice: a few ms on a thread that other long reads wait for. */
const sliceRows: Readonly<Record<AuditWalk, number>> = {
  ...{ follows: 1000, followers: 1000, ended: 1000, ledger: 1000, hidden: 1000 },
  counts: 100,
};
/** In the background, a slice is followed by a rest of so many times its own length. */
const restFactor = 20;
/** Between two passes, and after a slice that could not be read, in ms. */
const [pauseBetweenPasses, pauseAfterFault] = [600_000, 5_000];
/** Evidence that is kept of a pass. */
const mostFindings = 100;
/** How long somebody waits for the first verdict of all, in ms. */
const firstVerdictWait = 2_000;

/** The auditor. */
export class Auditor implements Audit {
  readonly #options: AuditorOptions;
  #verdict: AuditVerdict | null = null;
  #running: AuditProgress | null = null;
  #run = 0;
  /** The pass that was asked for last: until it has ended there is no rest. */
  #wanted = 0;
  #stopped = false;
  #ended: Promise<void> = Promise.resolve();
  #timer: NodeJS.Timeout | undefined;
  #wake: () => void = () => {};
  readonly #verdictWaiters = new Set<() => void>();

  constructor(options: AuditorOptions) {
    this.#options = options;
  }

  start(): void {
    this.#ended = this.#loop();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#wake();
    await this.#ended;
  }

  async auditState(): Promise<AuditState> {
    if (this.#verdict === null && !this.#stopped) await this.#firstVerdict();
    return { verdict: this.#verdict, running: this.#running };
  }

  async startAudit(): Promise<number> {
    // What is under way may have been past what the caller wants to be looked at.
    this.#wanted = this.#run + 1;
    this.#wake();
    return this.#wanted;
  }

  #firstVerdict(): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        clearTimeout(timer);
        this.#verdictWaiters.delete(done);
        resolve();
      };
      const timer = setTimeout(done, firstVerdictWait);
      this.#verdictWaiters.add(done);
    });
  }

  async #loop(): Promise<void> {
    while (!this.#stopped) {
      try {
        await this.#pass();
        if (this.#wanted <= this.#run) await this.#rest(pauseBetweenPasses);
      } catch (error) {
        if (this.#stopped) return;
        this.#options.onFault(error);
        await this.#rest(pauseAfterFault);
      }
    }
  }

  async #pass(): Promise<void> {
    const { store, clock, onSlice, onVerdict } = this.#options;
    this.#run += 1;
    const run = this.#run;
    const startedAt = clock.now();
    const before = this.#verdict?.checked;
    const expected = before ? Object.values(before).reduce((sum, each) => sum + each, 0) : null;
    const head = await store.head();
    const checked = { follows: 0, followers: 0, ended: 0, ledger: 0, counts: 0, hidden: 0 };
    const findings: AuditFinding[] = [];
    let drift = 0;
    let total = 0;
    for (const walk of auditWalks) {
      let after: string | null = null;
      do {
        this.#running = { run, walk, checked: total, expected, drift };
        const begun = performance.now();
        const slice = await store.auditSlice(walk, after, sliceRows[walk]);
        checked[walk] += slice.checked;
        total += slice.checked;
        drift += slice.findings.length;
        findings.push(...slice.findings.slice(0, mostFindings - findings.length));
        after = slice.next;
        onSlice(slice.checked);
        if (this.#wanted < run && after !== null) {
          await this.#rest((performance.now() - begun) * restFactor);
        }
        if (this.#stopped) return;
      } while (after !== null);
    }
    const finishedAt = clock.now();
    this.#verdict = { run, drift, findings, head, startedAt, finishedAt, checked };
    this.#running = null;
    for (const tell of this.#verdictWaiters) tell();
    onVerdict(this.#verdict);
  }

  #rest(ms: number): Promise<void> {
    if (this.#stopped || this.#wanted > this.#run) return Promise.resolve();
    return new Promise((resolve) => {
      this.#wake = () => {
        clearTimeout(this.#timer);
        resolve();
      };
      this.#timer = setTimeout(resolve, ms);
    });
  }
}
