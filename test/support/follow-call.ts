import { documentedFollow } from '#guanzhu/contract/follow-example.js';
import { demo } from '#guanzhu/demo/demo.js';

/** The documented request as the demo's device sends it. */
export const demoBody = { ...documentedFollow.request, appId: demo.appId };

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: { ret: number; msg: string; data?: Record<string, unknown> };
}

/** Sends a body to the follow call; the token is the demo's unless `headers` says otherwise. */
export async function callFollow(
  address: string,
  body: unknown,
  headers: Record<string, string> = { 'X-GEWE-TOKEN': demo.token },
): Promise<Answer> {
  const response = await fetch(`${address}/gewe/v2/api/finder/follow`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  const reply: unknown = await response.json();
  if (!isEnvelope(reply)) throw new Error(`no envelope: ${JSON.stringify(reply)}`);
  return { status: response.status, headers: response.headers, body: reply };
}

export function isEnvelope(reply: unknown): reply is Answer['body'] {
  if (typeof reply !== 'object' || reply === null || !('ret' in reply && 'msg' in reply)) {
    return false;
  }
  return Number.isInteger(reply.ret) && typeof reply.msg === 'string';
}
