import { bind, type Methods } from './bind.js';
import { calls } from './calls.js';
import { type StreamInput, streamChanges } from './change-stream.js';
import { Transfer } from './transfer.js';
import { type CallOptions, type ClientOptions, Transport } from './transport.js';
import type { Change } from './types-graph.js';

type Calls = typeof calls;

/**
 * A Guanzhu server, as its callers see it. Each method takes one object, whose members are the call's
 * own, and options of the call. It fails with a `GuanzhuApiError`, or with the reason of `signal`.
 */
export class GuanzhuClient {
  /** The contract's operations: they take the documented body and answer the documented `data`. */
  readonly finder: Methods<Calls['finder']>;
  readonly login: Methods<Calls['login']>;
  readonly accounts: Methods<Calls['accounts']>;
  readonly follows: Methods<Calls['follows']>;
  readonly relations: Methods<Calls['relations']>;
  readonly changes: Methods<Calls['changes']> & {
    /** The changes as they are committed, each once and in order, over any break of the connection. */
    readonly stream: (
      input?: StreamInput,
      options?: CallOptions,
    ) => AsyncGenerator<Change, void, undefined>;
  };
  /** The server as a whole. */
  readonly instance: Methods<Calls['instance']>;
  readonly transfer: Transfer;
  readonly audit: Methods<Calls['audit']>;
  readonly reports: Methods<Calls['reports']>;
  readonly callbacks: Methods<Calls['callbacks']>;
  readonly webhooks: Methods<Calls['webhooks']>;
  readonly tokens: Methods<Calls['tokens']>;
  readonly devices: Methods<Calls['devices']>;

  constructor(options: ClientOptions) {
    const transport = new Transport(options);
    this.finder = bind(transport, calls.finder);
    this.login = bind(transport, calls.login);
    this.accounts = bind(transport, calls.accounts);
    this.follows = bind(transport, calls.follows);
    this.relations = bind(transport, calls.relations);
    this.changes = {
      ...bind(transport, calls.changes),
      stream: (input = {}, given = {}) => streamChanges(transport, input, given),
    };
    this.instance = bind(transport, calls.instance);
    this.transfer = new Transfer(transport);
    this.audit = bind(transport, calls.audit);
    this.reports = bind(transport, calls.reports);
    this.callbacks = bind(transport, calls.callbacks);
    this.webhooks = bind(transport, calls.webhooks);
    this.tokens = bind(transport, calls.tokens);
    this.devices = bind(transport, calls.devices);
  }
}
