import {
  chmodSync,
  closeSync,
  fsyncSync,
  linkSync,
  lstatSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { makeFolder } from './make-folder.js';

/** The file for the administrator's token cannot be written; the message says why. */
export class TokenFileError extends Error {
  override readonly name = 'TokenFileError';
}

/** Where the administrator's token waits for a person, readable by its own user alone. */
export class AdminTokenFile {
  readonly path: string;

  constructor(dataDir: string) {
    this.path = join(dataDir, 'admin-token');
  }

  /** The token that waits; undefined for none, and for what can be none. */
  read(): string | undefined {
    try {
      // A link to another file, which others may read, is nobody's token.
      if (!lstatSync(this.path).isFile()) return undefined;
      return /^[!-~]{16,256}$/.exec(readFileSync(this.path, 'utf8').trim())?.[0];
    } catch {
      return undefined;
    }
  }

  /**
   * Keeps a token, durable when it returns, unless one waits already: of processes that share the folder
   * one writes, and all have what it wrote.
   *
   * @returns the token that waits.
   * @throws TokenFileError.
   */
  keep(token: string): string {
    const waiting = this.read();
    if (waiting !== undefined) {
      chmodSync(this.path, 0o600);
      return waiting;
    }
    this.#write(token, (draft) => {
      try {
        linkSync(draft, this.path);
      } catch {
        // What is there is another process's, or nothing of use; some file systems know no links.
        if (this.read() === undefined) renameSync(draft, this.path);
      }
    });
    return this.read() ?? token;
  }

  /**
   * Puts a token in the place of any that waits, once `decide` has made it the right one.
   *
   * @throws TokenFileError; what `decide` throws. The file is as it was then.
   */
  async replace(token: string, decide: () => Promise<void>): Promise<void> {
    const draft = this.#draft(token);
    try {
      await decide();
      renameSync(draft, this.path);
    } finally {
      rmSync(draft, { force: true });
    }
  }

  remove(): void {
    rmSync(this.path, { force: true });
  }

  #write(token: string, place: (draft: string) => void): void {
    const draft = this.#draft(token);
    try {
      place(draft);
    } catch (error) {
      throw this.#failure(error);
    } finally {
      rmSync(draft, { force: true });
    }
  }

  /** A whole file beside the real one, so that no reader ever meets half a token. */
  #draft(token: string): string {
    const draft = `${this.path}.${process.pid}`;
    try {
      makeFolder(dirname(this.path));
      const handle = openSync(draft, 'w', 0o600);
      try {
        writeSync(handle, `${token}\n`);
        fsyncSync(handle);
      } finally {
        closeSync(handle);
      }
    } catch (error) {
      throw this.#failure(error);
    }
    return draft;
  }

  #failure(cause: unknown): TokenFileError {
    const reason = cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause);
    return new TokenFileError(
      `the administrator's token cannot be written to ${this.path} (${reason})`,
      { cause },
    );
  }
}
