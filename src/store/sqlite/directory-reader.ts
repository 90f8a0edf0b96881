import type { OwnedDevice, TokenInfo } from '../../domain/directory.js';
import type { KnownTenant } from '../../domain/directory-store.js';
import type { Micros } from '../../domain/time.js';
import { isTokenId, tokenIdOf } from '../../domain/token.js';
import { hashBound, toKnownTenant, toTokenInfo } from '../token-rows.js';
import { type Database, prepare, readOnce } from './driver.js';
import type { DeviceRow } from './statements/admin-statements.js';
import { statements } from './statements.js';

/** The reads of `DirectoryStore`. */
export class DirectoryReader {
  readonly #db: Database;
  readonly #prepared: ReturnType<typeof prepareAll>;

  constructor(db: Database) {
    this.#db = db;
    this.#prepared = prepareAll(db);
  }

  listTokens(after: string | undefined, limit: number): readonly TokenInfo[] {
    return readOnce(this.#db, () =>
      this.#prepared.tokensAfter.all(hashBound(after), limit).map(toTokenInfo),
    );
  }

  tenants(now: Micros): readonly KnownTenant[] {
    return readOnce(this.#db, () => this.#prepared.tenants.all(now).map(toKnownTenant));
  }

  findTokenHash(id: string): Uint8Array | undefined {
    if (!isTokenId(id)) return undefined;
    return readOnce(this.#db, () => {
      const [row] = this.#prepared.tokensAfter.all(Buffer.from(id, 'hex'), 1);
      return row && tokenIdOf(row.hash) === id ? row.hash : undefined;
    });
  }

  listDevices(after: string | undefined, limit: number): readonly OwnedDevice[] {
    return readOnce(this.#db, () =>
      this.#prepared.devicesAfter.all(after ?? '', limit).map((row) => this.#toDevice(row)),
    );
  }

  findAnyDevice(appId: string): OwnedDevice | undefined {
    return readOnce(this.#db, () => {
      const row = this.#prepared.deviceByAppId.get(appId);
      return row && row.deleted === 0 ? this.#toDevice({ ...row, appId }) : undefined;
    });
  }

  #toDevice({ id, appId, tenant, online }: DeviceRow): OwnedDevice {
    const identities = this.#prepared.identitiesOfDevice.all(id);
    return { appId, tenant: { id: tenant }, online: online !== 0, identities };
  }
}

function prepareAll(db: Database) {
  return {
    tokensAfter: prepare(db, statements.tokensAfter),
    tenants: prepare(db, statements.tenants),
    devicesAfter: prepare(db, statements.devicesAfter),
    deviceByAppId: prepare(db, statements.deviceByAppId),
    identitiesOfDevice: prepare(db, statements.identitiesOfDevice),
  };
}
