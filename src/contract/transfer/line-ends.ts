/** Whether a text shows nothing; Ctrl-Z is what DOS ends files with. */
export const isBlank = (text: string): boolean => text.replaceAll('\x1a', '').trim() === '';

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
