import type { GraphStore } from '../domain/store.js';

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

/** Returns what tells why a store cannot be used; null when it can. */
export function watchStore(
  store: GraphStore,
  engine: 'sqlite' | 'postgres',
): () => Promise<string | null> {
  const readiness = new Readiness(async () => {
    if (store.writeFault()) await store.probe();
    // A file is there as long as its process is.
    else if (engine === 'postgres') await store.head();
  });
  return async () => {
    if (await readiness.isReady()) return null;
    const reason = store.writeFault()?.params.reason;
    if (reason === undefined) return 'the database does not answer';
    return `${full.includes(reason) ? 'the disk is full' : 'the storage refuses writes'} (${reason})`;
  };
}
