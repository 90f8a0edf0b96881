import type { Identity } from './account.js';

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
