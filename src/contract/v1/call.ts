import Type, { type TObject, type TSchema } from 'typebox';
import type { ErrorCode } from '../../domain/errors.js';

/** What is no JSON: by media type, an example of each. */
export type Texts = Readonly<Record<string, string>>;

/** A call of the graph API as data: what validates it, describes it and shapes its reply. */
export interface Call<
  Params extends TObject,
  Query extends TObject,
  Body extends TObject,
  Reply extends TSchema,
> {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Below `/v1`, parameters as `:name`. */
  readonly path: `/${string}`;
  readonly operationId: string;
  /** What it is, in Chinese. */
  readonly summary: string;
  /** What it does, in English. */
  readonly description: string;
  /** `admin`: the administrator alone; `any`: every tenant, and the administrator. */
  readonly access: 'admin' | 'any';
  readonly params: Params;
  readonly query: Query;
  /** What it reads of the request's headers besides what every call does. */
  readonly headers: TObject;
  readonly body: Body;
  /** A body that is no JSON; empty for one that `body` describes. */
  readonly bodyTexts: Texts;
  readonly reply: Reply;
  /** A reply that is no JSON; empty for one that `reply` describes. */
  readonly replyTexts: Texts;
  /** HTTP status of a success: 200 unless set; 204 has no reply. */
  readonly status: 200 | 201 | 202 | 204;
  /** The largest body, in bytes. */
  readonly bodyLimit: number;
  /** Whether a reply has an ETag, so that a client need not read again what it has. */
  readonly etag: boolean;
  /** Whether it reads only, so that a caller may say what the reply must show at least. */
  readonly read: boolean;
  /** Whether a reply holds a token, so that nothing may keep it. */
  readonly secret: boolean;
  /** What it can fail with of its own, besides what every call of its kind can. */
  readonly failures: readonly ErrorCode[];
}

type Optional =
  | 'params'
  | 'query'
  | 'headers'
  | 'body'
  | 'bodyTexts'
  | 'reply'
  | 'replyTexts'
  | 'status'
  | 'bodyLimit'
  | 'etag'
  | 'read'
  | 'secret'
  | 'failures';

const none = Type.Object({});

/** Defines a call; what is left out is empty, 200, at most 64 KiB, no secret, and
 * reads only by GET. */
export function call<
  Params extends TObject = typeof none,
  Query extends TObject = typeof none,
  Body extends TObject = typeof none,
  Reply extends TSchema = typeof none,
>(
  definition: Omit<Call<Params, Query, Body, Reply>, Optional> &
    Partial<Pick<Call<Params, Query, Body, Reply>, Optional>>,
): Call<Params, Query, Body, Reply>;
export function call(
  definition: Omit<Call<TObject, TObject, TObject, TSchema>, Optional> &
    Partial<Pick<Call<TObject, TObject, TObject, TSchema>, Optional>>,
): Call<TObject, TObject, TObject, TSchema> {
  return {
    params: none,
    query: none,
    headers: none,
    body: none,
    bodyTexts: {},
    reply: none,
    replyTexts: {},
    status: 200,
    bodyLimit: 64 * 1024,
    etag: false,
    read: definition.method === 'GET',
    secret: false,
    failures: [],
    ...definition,
  };
}
