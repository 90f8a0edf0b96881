/** Tells readers of the ledger that it has grown. */
export class LedgerNews {
  #version = 0;
  readonly #waiting = new Set<() => void>();

  /** Rises with every piece of news: read it before looking at the ledger. */
  get version(): number {
    return this.#version;
  }

  /** Whether anybody waits. */
  get isAwaited(): boolean {
    return this.#waiting.size > 0;
  }

  /** Returns at once, however many wait. */
  tell(): void {
    this.#version += 1;
    for (const resume of this.#waiting) resume();
  }

  /** Resolves once there is news after a version, after `idleMs` without, or when aborted. */
  async after(version: number, idleMs: number, signal: AbortSignal): Promise<void> {
    if (version !== this.#version || signal.aborted) return;
    await new Promise<void>((resolve) => {
      const resume = () => {
        clearTimeout(timer);
        this.#waiting.delete(resume);
        signal.removeEventListener('abort', resume);
        resolve();
      };
      const timer = setTimeout(resume, idleMs);
      this.#waiting.add(resume);
      signal.addEventListener('abort', resume, { once: true });
    });
  }
}
