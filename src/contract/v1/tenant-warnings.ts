import Type, { type Static } from 'typebox';
import type { TenantWarning } from '../../domain/directory.js';
import { oneOf } from './fields.js';

/** What was made all the same, though something about its tenant looks like a slip. */
export const tenantWarnings = Type.Array(
  Type.Object({
    code: oneOf(['tenant_without_token', 'tenant_alike']),
    detail: Type.String({ description: 'What is odd, and what to do' }),
  }),
  { description: 'What looks like a slip in the tenant; it was made all the same' },
);

export function toTenantWarnings(
  warnings: readonly TenantWarning[],
): Static<typeof tenantWarnings> {
  return warnings.map((warning) => ({ code: warning.code, detail: detailOf(warning) }));
}

function detailOf(warning: TenantWarning): string {
  const named = `tenant ${JSON.stringify(warning.tenant.id)}`;
  if (warning.code === 'tenant_without_token') {
    return `No token opens ${named}, so nobody reaches the device: POST /v1/tokens makes one for it.`;
  }
  const like = JSON.stringify(warning.like.id);
  return `The ${named} is new, and only case, width or blanks tell it from ${like}: was that meant?`;
}
