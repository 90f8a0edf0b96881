/** Lines end with LF, CR or both; an unfinished last one is dropped, as what it belongs to is. */
export async function* readLines(
  chunks: AsyncIterable<string>,
): AsyncGenerator<string, void, undefined> {
  let rest = '';
  let first = true;
  for await (const chunk of chunks) {
    rest += first ? chunk.replace(/^\ufeff/, '') : chunk;
    if (chunk !== '') first = false;
    // A CR at the very end may be half of a CRLF.
    for (let end = rest.search(/\n|\r(?!$)/); end >= 0; end = rest.search(/\n|\r(?!$)/)) {
      yield rest.slice(0, end);
      rest = rest.slice(end + (rest.startsWith('\r\n', end) ? 2 : 1));
    }
  }
}
