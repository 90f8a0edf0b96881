import type { World } from '#guanzhu/app.js';
import { setCallback } from '#guanzhu/contract/set-callback.js';
import { demoCaller, demoTarget } from '#guanzhu/demo/cast.js';
import { demo } from '#guanzhu/demo/demo.js';
import { parseAllowance } from '#guanzhu/service/callback-address.js';
import { type Instance, startInstance } from './instance.js';
import { succeed } from './operation-call.js';
import { callV1 } from './v1-call.js';

export const adminToken = 'admin-token-of-the-document-tests';

/** What a call is sent with, by the places that the document names. */
export interface CallInput {
  readonly path?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string | number>>;
  readonly body?: unknown;
}

/** A whole server that has what every call needs to succeed, and inputs for each by its operationId. */
export async function startForEveryCall(
  world: Partial<World> = {},
): Promise<{ readonly instance: Instance; readonly inputs: Readonly<Record<string, CallInput>> }> {
  const callbackAllow = parseAllowance('127.0.0.1/32');
  if (!callbackAllow) throw new Error('the loopback address cannot be allowed');
  const instance = await startInstance({ adminToken, callbackAllow }, world);
  const make = async (path: string, body: object): Promise<Record<string, unknown>> => {
    const reply = await callV1(instance.address, 'POST', path, { token: adminToken, body });
    if (reply.status !== 201) throw new Error(`${path}: ${JSON.stringify(reply.body)}`);
    return Object(reply.body);
  };
  const idOf = async (path: string, body: object) => String((await make(path, body)).id);

  const [username, gone, kept] = ['v2_client@finder', 'v2_gone@finder', 'wx_client'];
  await make('/accounts', { username, nickname: '客户端小店' });
  await make('/accounts', { username: gone, nickname: '将删小店' });
  for (const appId of [kept, 'wx_fresh', 'wx_gone']) {
    await make('/devices', { appId, tenant: 'demo' });
  }
  const token = () => idOf('/tokens', { tenant: 'demo' });
  const webhook = () => idOf('/webhooks', { url: 'http://127.0.0.1:9/hook' });
  const [toRotate, toSuspend, toDelete] = [await token(), await token(), await token()];
  const [hook, goneHook] = [await webhook(), await webhook()];
  const called = await make('/tokens', { tenant: 'demo' });
  const callback = { path: { id: String(called.id) } };
  const callbackUrl = 'http://127.0.0.1:9/callback';
  await succeed(
    instance.address,
    setCallback,
    { token: String(called.token), callbackUrl },
    String(called.token),
  );

  const me = { appId: demo.appId, myUserName: demoCaller.username, myRoleType: 3 };
  const target = { toUserName: demoTarget.username };
  const account = { path: { username: demoCaller.username } };
  const pair = { path: { username: demoCaller.username, other: username } };
  const device = { path: { appId: kept } };
  const identity = { path: { appId: kept, username } };
  const inputs: Record<string, CallInput> = {
    follow: {
      body: { ...me, ...target, opType: 1, searchInfo: { cookies: '', searchId: '', docId: '' } },
    },
    createFinder: {
      body: { appId: 'wx_fresh', nickName: '新开的小站', headImg: 'https://example.com/h.png' },
    },
    updateProfile: { body: { ...me, signature: '由客户端修改' } },
    setCallback: { body: { token: demo.token, callbackUrl: '' } },
    followList: { body: { ...me, lastBuffer: '' } },
    mentionList: { body: { ...me, reqScene: 5, lastBuff: '' } },
    userPage: { body: { appId: demo.appId, ...target, lastBuffer: '', maxId: 0 } },
    getProfile: { body: { appId: demo.appId } },
    checkOnline: { body: { appId: demo.appId } },
    getQrCode: { body: me },
    scanFollow: {
      body: {
        ...me,
        proxyIp: '',
        qrContent: demoTarget.username,
        objectId: '',
        objectNonceId: '',
      },
    },
    search: { body: { appId: demo.appId, content: '朝夕' } },
    searchFollow: { body: { ...me, ...target, keyword: '朝夕' } },
    createAccount: { body: { nickname: '另一家小店' } },
    listAccounts: { query: { limit: 10 } },
    editAccount: { path: { username }, body: { signature: '改过' } },
    getAccount: account,
    setAccountState: { path: { username }, body: { state: 'active' } },
    deleteAccount: { path: { username: gone } },
    removeFollower: { path: { username: demoCaller.username, follower: username } },
    getBlock: pair,
    block: pair,
    unblock: pair,
    listFollowers: { ...account, query: { limit: 5, order: 'oldest' } },
    listFollowing: account,
    listMutuals: account,
    getHistory: { ...account, query: { unit: 'day' } },
    listChanges: { query: { limit: 5 } },
    streamChanges: { query: { from: 'start' } },
    batchFollows: {
      body: { rows: [{ op: 'follow', follower: username, target: demoTarget.username }] },
    },
    checkRelations: { body: { pairs: [{ follower: username, target: demoTarget.username }] } },
    createDevice: { body: { appId: 'wx_new', tenant: 'demo' } },
    listDevices: { query: { limit: 10 } },
    getDevice: device,
    setDeviceOnline: { ...device, body: { online: true } },
    deleteDevice: { path: { appId: 'wx_gone' } },
    addIdentity: { ...identity, body: { roleType: 3 } },
    removeIdentity: identity,
    createToken: { body: { label: '客户端' } },
    listTokens: { query: { limit: 10 } },
    rotateToken: { path: { id: toRotate }, body: { overlapSeconds: 60 } },
    suspendToken: { path: { id: toSuspend }, body: { suspended: true } },
    deleteToken: { path: { id: toDelete } },
    getAudit: {},
    startAudit: {},
    reportAttribution: { query: { by: 'query' } },
    listCallbacks: {},
    getCallback: callback,
    testCallback: callback,
    listCallbackDeliveries: callback,
    createWebhook: { body: { url: 'http://127.0.0.1:9/other' } },
    listWebhooks: {},
    getWebhook: { path: { id: hook } },
    editWebhook: { path: { id: hook }, body: { description: '改过' } },
    deleteWebhook: { path: { id: goneHook } },
    rotateWebhookSecret: { path: { id: hook }, body: { overlapSeconds: 60 } },
    replayWebhook: { path: { id: hook }, body: { from: 'head' } },
    testWebhook: { path: { id: hook } },
    listDeliveries: { path: { id: hook } },
    getOverview: {},
    listCalls: { query: { limit: 5 } },
    exportGraph: { query: { format: 'ndjson' } },
    importGraph: { body: 'username,nickname\r\nv2_csv@finder,表格小店\r\n' },
  };
  return { instance, inputs };
}

/** One call of the served document. */
export interface DocumentedCall {
  readonly operationId: string;
  readonly method: string;
  readonly path: string;
  readonly definition: Readonly<Record<string, unknown>>;
}

export async function readDocument(address: string): Promise<Readonly<Record<string, unknown>>> {
  return Object(await (await fetch(`${address}/openapi.json`)).json());
}

/** Every call that a document has. */
export function callsOf(document: Readonly<Record<string, unknown>>): readonly DocumentedCall[] {
  return Object.entries(Object(document.paths)).flatMap(([path, item]) =>
    Object.entries(Object(item)).map(([method, given]): DocumentedCall => {
      const definition: Record<string, unknown> = Object(given);
      return { operationId: String(definition.operationId), method, path, definition };
    }),
  );
}

/** The addresses of a call with its input, below a server's own. */
export function targetOf({ path }: DocumentedCall, input: CallInput): string {
  const place = path.replace(/\{(\w+)\}/g, (_, name: string) =>
    encodeURIComponent(input.path?.[name] ?? ''),
  );
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(input.query ?? {})) query.append(name, String(value));
  return query.size === 0 ? place : `${place}?${query}`;
}
