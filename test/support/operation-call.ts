import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import type { Static, TObject } from 'typebox';
import type { Operation } from '#guanzhu/contract/operation.js';
import { demo } from '#guanzhu/demo/demo.js';
import { isEnvelope } from './follow-call.js';

const ajv = new Ajv({ strict: false, allErrors: true, formats: { int64: true } });

interface Sent {
  readonly status: number;
  readonly headers: Headers;
  readonly body: { ret: number; msg: string; data?: unknown };
}

/** Sends a body, or the text of one, to an operation; the token is the demo's unless given. */
export async function send(
  address: string,
  { path }: { readonly path: string },
  body: unknown,
  token: string = demo.token,
): Promise<Sent> {
  const response = await fetch(`${address}/gewe/v2/api${path}`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', 'X-GEWE-TOKEN': token },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  const reply: unknown = await response.json();
  if (!isEnvelope(reply)) throw new Error(`no envelope: ${JSON.stringify(reply)}`);
  return { status: response.status, headers: response.headers, body: reply };
}

/** Sends a body that must succeed, with a reply of the operation's own documented shape. */
export async function succeed<Body extends TObject, Reply extends TObject>(
  address: string,
  operation: Operation<Body, Reply>,
  body: unknown,
  token?: string,
): Promise<{ readonly headers: Headers; readonly reply: Static<Reply> }> {
  const sent = await send(address, operation, body, token);
  const reply: unknown = sent.body;
  const isReply = ajv.compile<Static<Reply>>(JSON.parse(JSON.stringify(operation.reply)));
  if (sent.status !== 200 || sent.body.ret !== 200 || !isReply(reply)) {
    throw new Error(`${JSON.stringify(reply)}: ${ajv.errorsText(isReply.errors)}`);
  }
  return { headers: sent.headers, reply };
}

/** The text of a documented request example, as the demo's device sends it. */
export function loopFixture(name: string): string {
  const file = new URL(`../fixtures/loop/${name}.json`, import.meta.url);
  return readFileSync(file, 'utf8').replace('{{appid}}', demo.appId);
}
