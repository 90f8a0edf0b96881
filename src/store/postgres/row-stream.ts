/** How many rows are read at once for a stream: the first chunk serves most pages. */
const chunk = 100;

/** All rows of a list that is read by key, as far as they are wanted. */
export async function* inChunks<Row, Key>(
  start: Key,
  read: (after: Key, limit: number) => Promise<readonly Row[]>,
  keyOf: (row: Row) => Key,
): AsyncGenerator<Row> {
  let after = start;
  for (let size = chunk; ; size = chunk * 4) {
    const rows = await read(after, size);
    yield* rows;
    const last = rows.at(-1);
    if (last === undefined || rows.length < size) return;
    after = keyOf(last);
  }
}
