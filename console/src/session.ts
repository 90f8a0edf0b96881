import { signal } from '@preact/signals';
import { consolePath, ownHeaders } from './address.ts';
import { hearTime } from './clock.ts';

export interface Demo {
  readonly token: string;
  readonly appId: string;
}

export type Session =
  | { readonly state: 'unknown' }
  | { readonly state: 'out' }
  | { readonly state: 'in'; readonly version: string; readonly demo: Demo | null };

/** Who sits before the page. The cookie itself is out of reach of any script. */
export const session = signal<Session>({ state: 'unknown' });

const address = `${consolePath}/session`;
const headers = { ...ownHeaders, 'content-type': 'application/json' };

export async function readSession(): Promise<void> {
  const sentAt = performance.now();
  const response = await fetch(address, { headers });
  hearTime(response, sentAt);
  const { signedIn, version, demo }: { signedIn: boolean; version: string; demo: Demo | null } =
    await response.json();
  session.value = signedIn ? { state: 'in', version, demo } : { state: 'out' };
}

/** Signs in by a one-time link's code or by the administrator's token; returns the refusal's code. */
export async function signIn(
  proof: { readonly link: string } | { readonly token: string },
): Promise<string | undefined> {
  const response = await fetch(address, { method: 'POST', headers, body: JSON.stringify(proof) });
  if (response.ok) {
    await readSession();
    return undefined;
  }
  const problem: { code?: string } = await response.json().catch(() => ({}));
  return problem.code ?? 'unknown';
}

export async function signOut(): Promise<void> {
  await fetch(address, { method: 'DELETE', headers: ownHeaders });
  session.value = { state: 'out' };
}

export function lostSession(): void {
  if (session.value.state === 'in') session.value = { state: 'out' };
}
