// Packages that are data, or carry no types of their own.

declare module 'opencc-js/dict/*' {
  /** Rows parted by `|`: a character, a blank, and what it is written as, parted by blanks. */
  const rows: string;
  export default rows;
}

declare module 'fold-to-ascii' {
  /** Lucene's ASCIIFoldingFilter. */
  const folder: {
    /** The text with what has a counterpart in ASCII in ASCII, and all else as it is. */
    foldMaintaining(text: string): string;
  };
  export default folder;
}
