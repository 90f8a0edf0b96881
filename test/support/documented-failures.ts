import { callsOf, type DocumentedCall, readDocument } from './documented-calls.js';

/** What a request can be refused with before it is any call's, or by the console's sessions alone. */
const ofNoCall = [
  'not_found',
  'method_not_allowed',
  'expectation_failed',
  'request_timeout',
  'headers_too_large',
  'origin_refused',
  'host_refused',
];

/** The calls of each server that tests speak to. */
const served = new Map<string, Promise<readonly DocumentedCall[]>>();

/** Fails unless the served document says that a call can fail so. */
export async function expectDocumented(
  address: string,
  method: string,
  path: string,
  problem: { readonly status: number; readonly code: string },
): Promise<void> {
  if (ofNoCall.includes(problem.code)) return;
  const known = served.get(address) ?? readDocument(address).then(callsOf);
  served.set(address, known);
  const [place = ''] = path.split('?');
  const call = (await known).find(
    (each) =>
      each.method === method.toLowerCase() &&
      new RegExp(`^${each.path.replace(/\{\w+\}/g, '[^/]+')}$`).test(place),
  );
  if (!call) return;
  const { [problem.status]: response } = Object(call.definition.responses);
  if (!String(Object(response).description).includes(`\`${problem.code}\``)) {
    throw new Error(
      `${call.operationId} failed with ${problem.status} ${problem.code}, which the document does not say: name it among its failures`,
    );
  }
}
