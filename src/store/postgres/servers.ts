import { type Connection, connect, StandbyError } from './driver.js';

/** How long a connection to a primary may take to open, in ms. */
const connectTimeout = 5_000;

/** Which URL of a list to begin with: the one that answered last, or the one after it once that is gone. */
const firstOf = new WeakMap<readonly string[], number>();

/** Connects to the first of the servers that answers, whether it takes writes or not. */
export function connectToReplica(urls: readonly string[], timeout: number): Promise<Connection> {
  return connectToFirst(urls, (url, onSilence) => connect(url, timeout, onSilence));
}

/**
 * Connects to the first of the servers that takes writes. A failover leaves its old primary a standby,
 * or gone: asking each is how the new one is found.
 *
 * @param onLoss called when the server was found to be gone without a word: other connections to it do
 *   not know yet.
 * @throws Error the driver's own, of the last server that was asked, when none does.
 */
export function connectToPrimary(
  urls: readonly string[],
  onLoss: () => void = () => {},
): Promise<Connection> {
  return connectToFirst(urls, async (url, onSilence) => {
    const connection = await connect(url, connectTimeout, () => {
      onSilence();
      onLoss();
    });
    if (!connection.readOnly) return connection;
    connection.destroy();
    throw new StandbyError('the server is a standby');
  });
}

/** A host that hangs costs seconds whenever it is asked, so the one that is likeliest to answer comes first. */
async function connectToFirst(
  urls: readonly string[],
  connectTo: (url: string, onSilence: () => void) => Promise<Connection>,
): Promise<Connection> {
  const first = firstOf.get(urls) ?? 0;
  let failure: unknown;
  for (let turn = 0; turn < urls.length; turn += 1) {
    const index = (first + turn) % urls.length;
    try {
      const onSilence = () => {
        if (firstOf.get(urls) === index) firstOf.set(urls, (index + 1) % urls.length);
      };
      const connection = await connectTo(urls[index] ?? '', onSilence);
      firstOf.set(urls, index);
      return connection;
    } catch (error) {
      failure = error;
    }
  }
  throw failure;
}
