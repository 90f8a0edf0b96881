import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { temporaryFolder } from '../support/folder.js';
import { provisionFile } from '../support/population.js';
import { Random, withSeed } from '../support/random.js';
import { demoText, requestHead } from '../support/raw-http.js';
import { type ServerProcess, spawnServer } from '../support/server-process.js';
import { checkFile, Journal, writeFromAllSeats } from './journal.js';

describe('SIGTERM under load', () => {
  test('gets every request that was sent a reply, keeps every change, and exits 0', async () => {
    using folder = temporaryFolder();
    const file = join(folder.path, 'guanzhu.db');
    const size = { seats: 16, followers: 24, followersPerSeat: 6, targets: 20 };
    const population = await provisionFile(file, size);
    const args = ['--data-dir', folder.path, '--log-level', 'warn'];
    const random = new Random();
    await withSeed(random, async () => {
      await using server = await spawnServer(args);
      const journal = new Journal();
      const clients = writeFromAllSeats(journal, server.address, population, random);
      while (journal.acknowledged.length < 100) await sleep(20);
      await sleep(random.integer(0, 300));
      expect(await server.end('SIGTERM')).toEqual({ code: 0, signal: null });
      await clients;

      // Each client ends when it finds the door closed, and for no other reason.
      expect(journal.lost.map(({ code }) => code)).toEqual(
        population.seats.map(() => 'ECONNREFUSED'),
      );
      expect(journal.refused.map(({ message }) => message)).toEqual([]);

      await using restarted = await spawnServer(args);
      expect((await fetch(`${restarted.address}/readyz`)).status).toBe(200);
      // No outcome is unknown, so the ledger holds exactly what was acknowledged.
      const ledger = await checkFile(file, population, journal);
      const changed = journal.acknowledged.filter((reply) => reply.changed);
      expect(ledger).toHaveLength(changed.length);
    });
  });
});

describe('while the server drains', () => {
  test('a request half sent is answered, and /readyz says that it is not ready', async () => {
    using folder = temporaryFolder();
    await using server = await spawnServer(['--demo', '--data-dir', folder.path]);
    const follow = await RawConnection.open(server.address);
    const ready = await RawConnection.open(server.address);
    follow.write(keptAlive(Buffer.byteLength(body)));
    follow.write(body.slice(0, 40));
    ready.write('GET /readyz HTTP/1.1\r\nHost: 127.0.0.1\r\n');
    await seen(server);

    const ended = server.end('SIGTERM');
    await refusesConnections(server);
    follow.write(body.slice(40));
    ready.write('\r\n');
    const [reply, notReady] = await Promise.all([follow.readToEnd(), ready.readToEnd()]);
    expect(reply).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
    expect(reply).toMatch(/\r\nconnection: close\r\n/i);
    expect(reply).toMatch(/"ret":200.*\}$/s);
    expect(notReady).toMatch(/^HTTP\/1\.1 503 .*"not ready"/s);
    expect(await ended).toEqual({ code: 0, signal: null });
  });

  test('requests that reach idle connections with the signal are answered', async () => {
    using folder = temporaryFolder();
    await using server = await spawnServer(['--demo', '--data-dir', folder.path]);
    const idle = await openIdle(server, 20);
    // Held still, it finds the signal and the requests side by side when it goes on.
    server.child.kill('SIGSTOP');
    const ended = server.end('SIGTERM');
    for (const connection of idle) connection.write(followRequest);
    server.child.kill('SIGCONT');
    const replies = await Promise.all(idle.map((connection) => connection.readToEnd()));
    for (const reply of replies) expect(reply).toMatch(answered);
    expect(await ended).toEqual({ code: 0, signal: null });
  });

  test('requests under way to idle connections are answered, even by a server that is stalled', async () => {
    for (;;) {
      using folder = temporaryFolder();
      await using server = await spawnServer(['--demo', '--data-dir', folder.path]);
      const idle = await openIdle(server, 5);
      const asked = performance.now();
      const ended = server.end('SIGTERM');
      await refusesConnections(server);
      server.child.kill('SIGSTOP');
      // Only requests that come soon after the signal are promised an answer: a busy machine tries again.
      const isSoon = performance.now() - asked < 150;
      for (const connection of idle) connection.write(followRequest);
      await sleep(500);
      server.child.kill('SIGCONT');
      const replies = await Promise.all(idle.map((connection) => connection.readToEnd()));
      expect(await ended).toEqual({ code: 0, signal: null });
      if (!isSoon) continue;
      for (const reply of replies) expect(reply).toMatch(answered);
      return;
    }
  });

  test('a client that never finishes its request does not hold the exit up', async () => {
    using folder = temporaryFolder();
    await using server = await spawnServer(['--demo', '--data-dir', folder.path]);
    const stuck = await RawConnection.open(server.address);
    stuck.write(keptAlive(100));
    await seen(server);
    expect(await server.end('SIGTERM')).toEqual({ code: 0, signal: null });
    stuck.close();
  });

  test.each(['SIGTERM', 'SIGINT'] as const)(
    'a second signal, %s, ends it at once',
    async (second) => {
      using folder = temporaryFolder();
      await using server = await spawnServer(['--demo', '--data-dir', folder.path]);
      const stuck = await RawConnection.open(server.address);
      stuck.write(keptAlive(100));
      await seen(server);
      const ended = server.end('SIGTERM');
      await refusesConnections(server);
      // What comes within a moment of the first counts as the same Ctrl-C.
      const again = setInterval(() => server.child.kill(second), 50);
      expect(await ended).toEqual({ code: 130, signal: null });
      clearInterval(again);
      stuck.close();
    },
  );
});

describe('without load', () => {
  test.each(['SIGTERM', 'SIGINT'] as const)(
    '%s ends it with 0, whatever idle connections there are',
    async (signal) => {
      using folder = temporaryFolder();
      await using server = await spawnServer(['--demo', '--data-dir', folder.path]);
      expect((await fetch(`${server.address}/readyz`)).status).toBe(200);
      const unused = await RawConnection.open(server.address);
      const used = await RawConnection.open(server.address);
      used.write('GET /readyz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n');
      expect(await used.readReply()).toMatch(/^HTTP\/1\.1 200 OK\r\n.*"ready"/s);

      expect(await server.end(signal)).toEqual({ code: 0, signal: null });
      unused.close();
      used.close();
    },
  );
});

const body = demoText();
const followRequest = keptAlive(Buffer.byteLength(body)) + body;
const answered = /^HTTP\/1\.1 200 OK\r\n.*"ret":200/s;

/** Connections that have carried a request each and are kept for the next. */
function openIdle({ address }: ServerProcess, count: number): Promise<RawConnection[]> {
  return Promise.all(
    Array.from({ length: count }, async () => {
      const connection = await RawConnection.open(address);
      connection.write(followRequest);
      await connection.readReply();
      return connection;
    }),
  );
}

/** A connection whose bytes the test chooses. */
class RawConnection {
  readonly #socket: Socket;
  #text = '';

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.setEncoding('utf8').on('data', (chunk: string) => {
      this.#text += chunk;
    });
    // A reset shows in what was read, which is what the tests look at.
    socket.on('error', () => {});
  }

  static async open(address: string): Promise<RawConnection> {
    const { hostname, port } = new URL(address);
    const socket = connect(Number(port), hostname);
    await once(socket, 'connect');
    return new RawConnection(socket);
  }

  write(text: string): void {
    this.#socket.write(text);
  }

  close(): void {
    this.#socket.destroy();
  }

  /** The next reply, taken off what was read. */
  async readReply(): Promise<string> {
    for (;;) {
      const [head = '', rest] = this.#text.split('\r\n\r\n', 2);
      const length = Number(/\r\ncontent-length: (\d+)/i.exec(head)?.[1] ?? 0);
      if (rest !== undefined && Buffer.byteLength(rest) >= length) {
        const reply = this.#text;
        this.#text = '';
        return reply;
      }
      await once(this.#socket, 'data');
    }
  }

  /** What was read up to the end of the connection. */
  async readToEnd(): Promise<string> {
    if (!this.#socket.closed) await once(this.#socket, 'close');
    return this.#text;
  }
}

function keptAlive(length: number): string {
  return requestHead(length).replace('Connection: close\r\n', '');
}

/** Resolves when the server has read what was sent to it before, on whatever connection. */
async function seen({ address }: ServerProcess): Promise<void> {
  for (let rounds = 0; rounds < 3; rounds += 1) await fetch(`${address}/healthz`);
}

/** Resolves when the server has closed its door. */
async function refusesConnections({ address }: ServerProcess): Promise<void> {
  for (;;) {
    try {
      (await RawConnection.open(address)).close();
    } catch {
      return;
    }
    await sleep(10);
  }
}
