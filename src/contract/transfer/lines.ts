import type { Refuse } from './decode-text.js';
import { isBlank } from './line-ends.js';

export interface Line {
  readonly line: number;
  readonly text: string;
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
      if (!isBlank(found)) yield { line, text: found };
      [start, line] = [index + end.length, line + 1];
    }
    rest = all.slice(start);
    if (rest.length > longestLine) {
      throw refuse(
        `line ${line} is longer than 1,048,576 characters: write one JSON object a line`,
      );
    }
  }
  if (!isBlank(rest)) yield { line, text: rest.replace(/\r$/, '') };
}
