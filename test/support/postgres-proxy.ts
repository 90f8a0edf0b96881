import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

/** What befalls a commit of a write. */
export type CommitFault =
  /** The connection is lost before the server gets it. */
  | 'lost-before'
  /** The connection is lost while the server carries it out. */
  | 'lost-during'
  /** The server carried it out, and the connection is lost before it says so. */
  | 'lost-after'
  /** The server undid the transaction and says why. */
  | { readonly refusedWith: string }
  /** The server carried it out, and an error is told all the same. */
  | { readonly doneWith: string };

export interface PostgresProxy {
  /** The URL of the database by way of the proxy. */
  readonly url: string;
  /** Faults for the commits to come, one each. */
  readonly faults: CommitFault[];
  /** How many commits of writes were seen. */
  commits(): number;
  /** Cuts every connection; while it is down, refuses new ones. */
  setDown(down: boolean): void;
  /** While it hangs, connections stay and nothing passes. */
  setHung(hung: boolean): void;
  close(): Promise<void>;
}

const writeBegins = 'BEGIN ISOLATION LEVEL READ COMMITTED';
const commit = Buffer.from('Q\0\0\0\x0bCOMMIT\0', 'latin1');
const committed = Buffer.from('C\0\0\0\x0bCOMMIT\0', 'latin1');

/** Stands between a store and its server, and lets commits of writes go wrong. */
export async function startPostgresProxy(databaseUrl: string): Promise<PostgresProxy> {
  const target = new URL(databaseUrl);
  const faults: CommitFault[] = [];
  const sockets = new Set<Socket>();
  let [commits, down, hung] = [0, false, false];

  const server = createServer((client) => {
    if (down) return void client.destroy();
    const upstream = connect(Number(target.port), target.hostname);
    let writing = false;
    let answerWith: Buffer | 'nothing' | undefined;
    const cut = () => {
      client.destroy();
      upstream.destroy();
    };
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      if (hung) socket.pause();
      socket.on('error', cut).on('close', () => {
        sockets.delete(socket);
        cut();
      });
    }
    client.on('data', (data) => {
      if (data.includes(writeBegins)) writing = true;
      const at = writing ? data.indexOf(commit) : -1;
      if (at < 0) return void upstream.write(data);
      writing = false;
      commits += 1;
      const fault = faults.shift();
      if (fault === 'lost-before') upstream.write(data.subarray(0, at), cut);
      else if (fault === 'lost-during') upstream.write(data, cut);
      else if (fault === 'lost-after') answerWith = 'nothing';
      else if (fault && 'doneWith' in fault) answerWith = errorOf(fault.doneWith);
      else if (fault) client.write(errorOf(fault.refusedWith), cut);
      if (fault === undefined || answerWith !== undefined) upstream.write(data);
    });
    upstream.on('data', (data) => {
      if (answerWith === undefined) return void client.write(data);
      if (!data.includes(committed)) return;
      if (answerWith === 'nothing') cut();
      else client.write(answerWith, cut);
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  const url = new URL(databaseUrl);
  url.port = String(address.port);
  return {
    url: url.href,
    faults,
    commits: () => commits,
    setDown: (value) => {
      down = value;
      if (down) for (const socket of sockets) socket.destroy();
    },
    setHung: (value) => {
      hung = value;
      for (const socket of sockets) value ? socket.pause() : socket.resume();
    },
    close: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

/** An error as the server would tell it (PostgreSQL's protocol, ErrorResponse). */
function errorOf(state: string): Buffer {
  const fields = Buffer.from(`SERROR\0VERROR\0C${state}\0Minjected\0\0`, 'latin1');
  const head = Buffer.alloc(5);
  head.write('E', 'latin1');
  head.writeInt32BE(fields.length + 4, 1);
  return Buffer.concat([head, fields]);
}
