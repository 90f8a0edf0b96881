import { Agent, type IncomingMessage, request } from 'node:http';
import { text } from 'node:stream/consumers';
import { decodeRevision } from '#guanzhu/store/revision.js';
import { isEnvelope } from './follow-call.js';
import type { FollowAction, Seat } from './population.js';

/** A whole reply to a follow or unfollow that succeeded. */
export interface FollowReply extends FollowAction {
  readonly changed: boolean;
  readonly followFlag: unknown;
  /** Where in the ledger the reply is true, counted from 1; 0 is before the first change. */
  readonly position: number;
}

/** A whole reply that says that the call failed. */
export class FollowRefused extends Error {
  readonly action: FollowAction;
  readonly code: string;

  constructor(action: FollowAction, body: unknown, code: string) {
    super(`refused: ${JSON.stringify(body)}`);
    this.action = action;
    this.code = code;
  }
}

/** The connection ended before the whole reply was read. */
export class ConnectionLost extends Error {
  readonly action: FollowAction;
  /** Whether the connection had carried a request before. */
  readonly established: boolean;
  /** The system's error code, such as `ECONNREFUSED`. */
  readonly code: string;

  constructor(action: FollowAction, established: boolean, cause: unknown) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown';
    super(`${established ? 'established' : 'new'} connection lost: ${code}`, { cause });
    this.action = action;
    this.established = established;
    this.code = code;
  }
}

/** One client: one seat, one connection that is kept alive, one request at a time. */
export class FollowConnection {
  readonly seat: Seat;
  readonly #url: string;
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 1 });

  constructor(address: string, seat: Seat) {
    this.seat = seat;
    this.#url = `${address}/gewe/v2/api/finder/follow`;
  }

  /** @throws FollowRefused for a failure that the server told, ConnectionLost for none told. */
  async send(action: FollowAction): Promise<FollowReply> {
    const { response, reply } = await this.#exchange(action);
    const body: unknown = JSON.parse(reply);
    if (!isEnvelope(body)) throw new Error(`no envelope: ${JSON.stringify(body)}`);
    if (body.ret !== 200) throw new FollowRefused(action, body, String(body.data?.code ?? ''));
    const { 'guanzhu-revision': revision, 'guanzhu-changed': changed } = response.headers;
    const position = decodeRevision(String(revision));
    if (position === undefined || (changed !== 'true' && changed !== 'false')) {
      throw new Error(`reply headers: ${JSON.stringify(response.headers)}`);
    }
    if (body.data?.username !== action.target) throw new Error(`profile: ${JSON.stringify(body)}`);
    return {
      ...action,
      changed: changed === 'true',
      followFlag: body.data.followFlag,
      position,
    };
  }

  close(): void {
    this.#agent.destroy();
  }

  #exchange(action: FollowAction): Promise<{ response: IncomingMessage; reply: string }> {
    const { appId, token } = this.seat;
    const body = Buffer.from(
      JSON.stringify({
        appId,
        myUserName: action.follower,
        myRoleType: 3,
        toUserName: action.target,
        opType: action.op === 'follow' ? 1 : 2,
      }),
    );
    return new Promise((resolve, reject) => {
      const sent = request(this.#url, {
        method: 'POST',
        agent: this.#agent,
        headers: {
          'Content-Type': 'application/json',
          'Content-Length': body.length,
          'X-GEWE-TOKEN': token,
        },
      });
      const lost = (cause: unknown) => reject(new ConnectionLost(action, sent.reusedSocket, cause));
      sent.on('error', lost);
      sent.on('response', (response) => {
        text(response).then((reply) => resolve({ response, reply }), lost);
      });
      sent.end(body);
    });
  }
}
