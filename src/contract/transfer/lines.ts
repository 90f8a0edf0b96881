import type { Refuse } from './decode-text.js';

export interface Line {
  readonly line: number;
  readonly text: string;
}

export function countLineEnds(text: string): number {
  return text.match(/\r\n|\n|\r/g)?.length ?? 0;
}

/** Counts the lines of a text that comes in pieces, between a CR and its LF too. */
export class LineCount {
  #line = 1;
  #afterCr = false;

  /** The line that the text so far ends in. */
  get line(): number {
    return this.#line;
  }

  add(text: string): void {
    if (text === '') return;
    this.#line += countLineEnds(text) - (this.#afterCr && text.startsWith('\n') ? 1 : 0);
    this.#afterCr = text.endsWith('\r');
  }
}

const longestLine = 1024 * 1024;

/** Lines that hold anything, ended by LF, CR LF or CR, in any mixture, and by nothing else. */
export async function* readLines(
  text: AsyncIterable<string>,
  refuse: Refuse,
): AsyncGenerator<Line> {
  let [rest, line] = ['', 1];
  for await (const piece of text) {
    const all = rest + piece;
    let start = 0;
    for (const { index, 0: end } of all.matchAll(/\r\n|\n|\r(?!$)/g)) {
      const found = all.slice(start, index);
      if (found.trim() !== '') yield { line, text: found };
      [start, line] = [index + end.length, line + 1];
    }
    rest = all.slice(start);
    if (rest.length > longestLine) {
      throw refuse(
        `line ${line} is longer than 1,048,576 characters: write one JSON object a line`,
      );
    }
  }
  if (rest.trim() !== '') yield { line, text: rest.replace(/\r$/, '') };
}
