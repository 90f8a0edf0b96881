import { readLines } from './lines.js';

export interface ServerEvent {
  /** The last id that the stream gave; `''` before any. */
  readonly id: string;
  readonly event: string;
  readonly data: string;
}

/** Reads `text/event-stream`: each event, and each bare id as one without data; comments left out. */
export async function* readEvents(
  chunks: AsyncIterable<string>,
): AsyncGenerator<ServerEvent, void, undefined> {
  let id = '';
  let event = '';
  let data: string[] = [];
  let given = false;
  for await (const line of readLines(chunks)) {
    if (line === '') {
      if (given) yield { id, event: event || 'message', data: data.join('\n') };
      event = '';
      data = [];
      given = false;
      continue;
    }
    const colon = line.indexOf(':');
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '');
    if (field === 'data') data.push(value);
    else if (field === 'event') event = value;
    else if (field === 'id' && !value.includes('\0')) id = value;
    given ||= field === 'data' || field === 'id';
  }
}
