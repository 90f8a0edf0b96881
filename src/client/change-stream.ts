import { GuanzhuApiError, ServerError } from './api-error.js';
import { changeStream } from './calls.js';
import { mayRepeat, pause, waitBefore } from './retry.js';
import { readEvents } from './sse.js';
import type { CallOptions, Transport } from './transport.js';
import type { Change } from './types-graph.js';

export interface StreamInput {
  /** Begins after this revision or time; left out, where the server begins. */
  after?: string;
  /** Only changes that name this account. */
  account?: string;
  /** A stream that says nothing for so long, not even that it lives, is opened anew; 60 s. */
  idleTimeoutMs?: number;
}

/**
 * The changes as they are committed, each once and in order. A stream that breaks is opened anew after
 * the change seen last, for ever; `signal` ends it, as does leaving the loop. It throws what the server
 * answers for good, and when the first attempts find no server.
 */
export async function* streamChanges(
  transport: Transport,
  { after, account, idleTimeoutMs = 60_000 }: StreamInput,
  options: CallOptions,
): AsyncGenerator<Change, void, undefined> {
  let last: string | undefined;
  let opened = false;
  for (let failures = 0; ; failures += 1) {
    try {
      const from: Record<string, string> = {
        accept: 'text/event-stream',
        ...(last !== undefined && { 'last-event-id': last }),
      };
      const given = opened ? { ...options, maxRetries: 0 } : options;
      const stream = await transport.open(changeStream, { account, after }, from, given);
      opened = true;
      for await (const { id, data } of readEvents(readChunks(stream, idleTimeoutMs))) {
        if (id !== '') last = id;
        failures = 0;
        // An id alone tells where the stream stands.
        if (data === '') continue;
        const change: Change = JSON.parse(data);
        yield change;
      }
      options.signal?.throwIfAborted();
    } catch (error) {
      options.signal?.throwIfAborted();
      const passing = error instanceof ServerError || mayRepeat(error, 'always');
      if (!opened || (error instanceof GuanzhuApiError && !passing)) throw error;
      if (error instanceof SyntaxError) throw error;
    }
    await pause(waitBefore(failures, undefined), options.signal);
  }
}

/** The text of a body as it comes; ends when the body does, and fails when it stays silent. */
async function* readChunks(
  body: ReadableStream<Uint8Array>,
  idleTimeoutMs: number,
): AsyncGenerator<string, void, undefined> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  try {
    for (;;) {
      const timer = setTimeout(() => void reader.cancel().catch(() => {}), idleTimeoutMs);
      const { done, value } = await reader.read().finally(() => clearTimeout(timer));
      if (done) return;
      yield decoder.decode(value, { stream: true });
    }
  } finally {
    await reader.cancel().catch(() => {});
  }
}
