import type { TenantWarning } from '../client/index.js';

/** Says what about a tenant looks like a slip, apart from the result. */
export function warnOfTenant(tenant: string, warnings: readonly TenantWarning[]): void {
  for (const { code, detail } of warnings) {
    const text = code === 'tenant_without_token' ? withoutToken(tenant) : detail;
    process.stderr.write(`guanzhu: warning: ${text}\n`);
  }
}

function withoutToken(tenant: string): string {
  const word = /^[\w.-]+$/.test(tenant) ? tenant : `'${tenant.replaceAll("'", "'\\''")}'`;
  return `no token opens tenant ${word}, so nobody reaches the device: make one with "guanzhu token create --tenant ${word}"`;
}
