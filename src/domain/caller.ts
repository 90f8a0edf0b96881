import type { Tenant } from './tenant.js';

/** Who calls the graph API: the instance's administrator, or the owner of a token. */
export type Caller =
  | { readonly kind: 'admin' }
  | { readonly kind: 'tenant'; readonly tenant: Tenant };
