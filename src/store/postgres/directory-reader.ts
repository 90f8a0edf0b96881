import type { Identity } from '../../domain/account.js';
import type { OwnedDevice, TokenInfo } from '../../domain/directory.js';
import { noAccount } from '../bucket.js';
import type { Pool } from './pool.js';
import { statements } from './statements.js';

/** The reads of `DirectoryStore`. */
export class DirectoryReader {
  readonly #pool: Pool;

  constructor(pool: Pool) {
    this.#pool = pool;
  }

  listTokens(after: string | undefined, limit: number): Promise<readonly TokenInfo[]> {
    return this.#pool.use(async (db) => {
      // Every hash with that beginning lies before the beginning followed by the largest bytes.
      const start = after === undefined ? '' : after.padEnd(64, 'f');
      const rows = await db.all(
        statements.tokensAfter,
        noAccount,
        Buffer.from(start, 'hex'),
        limit,
      );
      return rows.map(({ hash, tenant, suspended, ...row }) => ({
        ...row,
        id: idOf(hash),
        tenant: { id: tenant },
        suspended: suspended !== 0,
      }));
    });
  }

  async findTokenHash(id: string): Promise<Uint8Array | undefined> {
    if (!/^[0-9a-f]{16}$/.test(id)) return undefined;
    return this.#pool.use(async (db) => {
      const row = await db.get(statements.tokensAfter, noAccount, Buffer.from(id, 'hex'), 1);
      return row && idOf(row.hash) === id ? row.hash : undefined;
    });
  }

  listDevices(after: string | undefined, limit: number): Promise<readonly OwnedDevice[]> {
    return this.#pool.use(async (db) => {
      const rows = await db.all(statements.devicesAfter, noAccount, after ?? '', limit);
      const ids = rows.map(({ id }) => id);
      const identities = new Map<number, Identity[]>(ids.map((id) => [id, []]));
      for (const { device, ...identity } of await db.all(
        statements.identitiesOfDevices,
        noAccount,
        ids,
      )) {
        identities.get(device)?.push(identity);
      }
      return rows.map(({ id, appId, tenant, online }) => ({
        appId,
        tenant: { id: tenant },
        online: online !== 0,
        identities: identities.get(id) ?? [],
      }));
    });
  }

  findAnyDevice(appId: string): Promise<OwnedDevice | undefined> {
    return this.#pool.use(async (db) => {
      const row = await db.get(statements.deviceByAppId, noAccount, appId);
      if (row?.deleted !== 0) return undefined;
      const identities = await db.all(statements.identitiesOfDevice, noAccount, row.id);
      return { appId, tenant: { id: row.tenant }, online: row.online !== 0, identities };
    });
  }
}

function idOf(hash: Uint8Array): string {
  return Buffer.from(hash).toString('hex').slice(0, 16);
}
