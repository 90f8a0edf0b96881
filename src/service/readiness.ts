import type { GuanzhuError } from '../domain/errors.js';

/** How long an answer is passed on, so that asking often costs the database nothing, in ms. */
const keptFor = 1_000;
/** How long the database may take, in ms. */
const patience = 1_000;

/** Whether the database answers, for whoever decides where requests are sent. */
export class Readiness {
  readonly #ask: () => Promise<unknown>;
  #question: Promise<boolean> | undefined;
  #answer: Promise<boolean> | undefined;

  /** @param ask asks the server that takes writes for anything. */
  constructor(ask: () => Promise<unknown>) {
    this.#ask = ask;
  }

  isReady(): Promise<boolean> {
    this.#answer ??= this.#look().finally(() => {
      setTimeout(() => {
        this.#answer = undefined;
      }, keptFor).unref();
    });
    return this.#answer;
  }

  #look(): Promise<boolean> {
    // A question that was given up on may still be answered: another would only stand behind it.
    this.#question ??= this.#ask()
      .then(
        () => true,
        () => false,
      )
      .finally(() => {
        this.#question = undefined;
      });
    const question = this.#question;
    return new Promise((resolve) => {
      const timer = setTimeout(() => resolve(false), patience);
      void question.then((isAnswered) => {
        clearTimeout(timer);
        resolve(isAnswered);
      });
    });
  }
}

const full = ['SQLITE_FULL', '53100'];

/** Why an instance is not ready whose store has this fault, or does not answer. */
export function reasonOfFault(fault: GuanzhuError | undefined): string {
  if (!fault) return 'the database does not answer';
  const { reason = 'unknown' } = fault.params;
  const why = full.includes(reason) ? 'the disk is full' : 'the storage refuses writes';
  return `${why} (${reason})`;
}
