import type { Identity } from './account.js';
import type { RoleType } from './identity.js';

/** The owner of tokens, and through them of devices. `id` is opaque text. */
export interface Tenant {
  readonly id: string;
}

/** A logged-in client, named by its `appId`. */
export interface Device {
  readonly appId: string;
  /** Whether it can act now. An offline device still answers whether it is online. */
  readonly online: boolean;
  readonly identities: readonly Identity[];
}

/** A device that hosts an account, and the identity that it is there. */
export interface Host {
  readonly appId: string;
  readonly online: boolean;
  readonly roleType: RoleType;
}
