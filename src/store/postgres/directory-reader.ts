import type { Identity } from '../../domain/account.js';
import type { OwnedDevice, TokenInfo } from '../../domain/directory.js';
import type { KnownTenant } from '../../domain/directory-store.js';
import type { Micros } from '../../domain/time.js';
import { isTokenId, tokenIdOf } from '../../domain/token.js';
import { noAccount } from '../bucket.js';
import { hashBound, toKnownTenant, toTokenInfo } from '../token-rows.js';
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
      const rows = await db.all(statements.tokensAfter, noAccount, hashBound(after), limit);
      return rows.map(toTokenInfo);
    });
  }

  tenants(now: Micros): Promise<readonly KnownTenant[]> {
    return this.#pool.use(async (db) =>
      (await db.all(statements.tenants, noAccount, now)).map(toKnownTenant),
    );
  }

  async findTokenHash(id: string): Promise<Uint8Array | undefined> {
    if (!isTokenId(id)) return undefined;
    return this.#pool.use(async (db) => {
      const row = await db.get(statements.tokensAfter, noAccount, Buffer.from(id, 'hex'), 1);
      return row && tokenIdOf(row.hash) === id ? row.hash : undefined;
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
