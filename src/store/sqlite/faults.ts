/** Where a storage fault can be injected; see `FaultPlan`. */
export type FaultPoint = 'before-write' | 'before-commit' | 'after-commit';

/** The SQLite result codes to raise, each at the n-th passing (from 1) of a point. */
export type FaultPlan = readonly {
  readonly point: FaultPoint;
  readonly nth: number;
  readonly code: string;
}[];

export class InjectedFault extends Error {
  readonly code: string;

  constructor(code: string) {
    super(`injected ${code}`);
    this.code = code;
  }
}

/** Counts the passings of each point and raises what the plan holds for them. */
export class FaultPoints {
  readonly #plan: FaultPlan;
  readonly #passed = new Map<FaultPoint, number>();

  constructor(plan: FaultPlan) {
    this.#plan = plan;
  }

  pass(point: FaultPoint): void {
    if (this.#plan.length === 0) return;
    const nth = (this.#passed.get(point) ?? 0) + 1;
    this.#passed.set(point, nth);
    const fault = this.#plan.find((entry) => entry.point === point && entry.nth === nth);
    if (fault) throw new InjectedFault(fault.code);
  }
}
