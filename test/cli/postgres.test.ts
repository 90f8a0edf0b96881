import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { demoCaller } from '#guanzhu/demo/cast.js';
import { temporaryFolder } from '../support/folder.js';
import { newDatabase } from '../support/postgres.js';
import { spawnServer } from '../support/server-process.js';
import { callV1 } from '../support/v1-call.js';
import { runCommand } from './run-command.js';

async function newPlace() {
  const folder = temporaryFolder();
  const database = await newDatabase({ empty: true });
  onTestFinished(async () => {
    await database.drop();
    folder[Symbol.dispose]();
  });
  const env = { GUANZHU_DATABASE_URL: database.url, GUANZHU_DATA_DIR: folder.path };
  const { password } = new URL(database.url);
  return { env, password };
}

/** The place of a server that takes connections and never says a word. */
const silentServer = () => listenWith((socket) => socket.resume());
/** The place of a server that speaks something else. */
const otherServer = () => listenWith((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'));

async function listenWith(answer: (socket: Socket) => unknown): Promise<string> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket.on('error', () => {}));
    answer(socket);
  }).listen(0, '127.0.0.1');
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  await once(server, 'listening');
  const address = server.address();
  return typeof address === 'object' && address ? `127.0.0.1:${address.port}` : '';
}

describe('guanzhu serve on PostgreSQL', () => {
  test('needs a URL alone, keeps what it is told, and never shows the password', async () => {
    const { env, password } = await newPlace();
    const one = await spawnServer(['--demo'], env);
    const { status, body } = await callV1(one.address, 'GET', `/accounts/${demoCaller.username}`);
    expect(status).toBe(200);
    expect(await one.end('SIGTERM')).toEqual({ code: 0, signal: null });
    expect(one.stdout()).toContain('  Data    postgres://guanzhu:***@127.0.0.1');
    const two = await spawnServer([], env);
    const again = await callV1(two.address, 'GET', `/accounts/${demoCaller.username}`);
    expect(again.body).toEqual(body);
    expect(await two.end('SIGTERM')).toEqual({ code: 0, signal: null });
    for (const text of [one, two].flatMap((server) => [server.stdout(), server.stderr()])) {
      expect(text).not.toContain(password);
    }
  });

  test('is served by two processes at once', async () => {
    const { env } = await newPlace();
    await using one = await spawnServer(['--demo'], env);
    await using two = await spawnServer([], env);
    const answers = await Promise.all(
      [one, two].map(({ address }) => callV1(address, 'GET', '/changes?limit=1')),
    );
    expect(answers[0]?.body).toEqual(answers[1]?.body);
  });

  test('says in one line what is wrong with the database, without the password', async () => {
    const url = 'postgres://u:a-secret@127.0.0.1:1/graph';
    const run = (given: string, ...args: string[]) =>
      runCommand(args, { env: { GUANZHU_DATABASE_URL: given } });
    const away = await run(url, 'serve', '--port', '0');
    expect({ code: away.code, lines: away.lines }).toEqual({
      code: 1,
      lines: [
        'guanzhu: cannot start with postgres://u:***@127.0.0.1:1/graph: connect ECONNREFUSED 127.0.0.1:1',
      ],
    });
    for (const [place, complaint] of [
      ['nowhere.invalid', /no host named nowhere\.invalid is found/],
      [await silentServer(), /it does not answer: look whether PostgreSQL runs there/],
      [await otherServer(), /what listens there ended the connection/],
    ] as const) {
      const { code, lines } = await run(
        `postgres://u:a-secret@${place}/graph`,
        'serve',
        '--port',
        '0',
      );
      expect({ code, lines }).toEqual({
        code: 1,
        lines: [expect.stringContaining(`cannot start with postgres://u:***@${place}/graph: `)],
      });
      expect(lines[0]).toMatch(complaint);
    }
    const bad = await run('postgres://u:a-secret@127.0.0.1:port/graph', 'serve');
    expect(bad.code).toBe(2);
    expect(bad.lines.join()).not.toContain('a-secret');
    const { stdout } = await run(url, 'config');
    expect(stdout).toMatch(/^GUANZHU_DATABASE_URL +postgres:\/\/u:\*\*\*@127\.0\.0\.1:1\/graph +/m);
    const replicas =
      'postgres://u:one-secret@127.0.0.1:2,b:3/x, postgres://v@c:4/x?password=two-secret';
    const withReplicas = await runCommand(['config'], {
      env: { GUANZHU_DATABASE_URL: url, GUANZHU_REPLICA_URLS: replicas },
    });
    expect(withReplicas.stdout).toContain(
      'postgres://u:***@127.0.0.1:2,b:3/x postgres://v@c:4/x?password=***',
    );
    expect(withReplicas.stdout).not.toContain('-secret');
    const onSqlite = await runCommand(['serve'], { env: { GUANZHU_REPLICA_URLS: replicas } });
    expect({ code: onSqlite.code, lines: onSqlite.lines }).toEqual({
      code: 2,
      lines: [
        'guanzhu: GUANZHU_REPLICA_URLS names replicas, which an SQLite file has none of: leave it out, or name their primary with GUANZHU_DATABASE_URL',
      ],
    });
    const backup = await run(url, 'backup', 'copy.db');
    expect(backup.code).toBe(2);
    expect(backup.lines.join()).toContain('pg_dump');
  });
});
