import type { FastifySchema } from 'fastify';
import Type, { type TObject, type TSchema } from 'typebox';
import { describeInput, neededOf } from '../../contract/described-schema.js';
import { problemForms } from '../../contract/problem-forms.js';
import { problemReference } from '../../contract/problems.js';
import type { Call, Texts } from '../../contract/v1/call.js';
import type { ErrorCode } from '../../domain/errors.js';
import { revisionHeader } from '../read-revision.js';

/** What the document calls the token of the graph API. */
export const bearerScheme = 'bearer';

/** The folder of the graph API in the document. */
export const v1Tag = 'v1';

type AnyCall = Call<TObject, TObject, TObject, TSchema>;

/** A call as tools read it: what it takes, what it answers, what it fails with. */
export function describeCall(call: AnyCall): FastifySchema {
  const { status, bodyTexts } = call;
  const body = isText(bodyTexts)
    ? { content: describeTexts(bodyTexts) }
    : describeInput(call.body, 'needed');
  return {
    operationId: call.operationId,
    summary: call.summary,
    description: `${call.description}\n\n${call.access === 'admin' ? adminNote : anyNote}`,
    tags: [v1Tag],
    security: [{ [bearerScheme]: [] }],
    params: call.params,
    querystring: describeInput(call.query, 'needed'),
    headers: describeHeaders(call),
    ...((isText(bodyTexts) || hasMembers(call.body)) && { body }),
    response: {
      [status]: describeReply(call),
      ...(call.etag && { 304: { description: 'The client has this reply already', type: 'null' } }),
      ...describeFailures(call),
    },
  };
}

const adminNote =
  '管理员专用。For the administrator. Failures are problem details; docs/errors.md lists each.';
const anyNote =
  '需要token。With any token. Failures are problem details; docs/errors.md lists each.';

const hasMembers = ({ properties }: TObject) => Object.keys(properties).length > 0;
const isText = (texts: Texts) => Object.keys(texts).length > 0;

function describeTexts(texts: Texts): object {
  return Object.fromEntries(
    Object.entries(texts).map(([type, example]) => [type, { schema: { type: 'string', example } }]),
  );
}

function describeHeaders({ headers, read, etag }: AnyCall): TObject {
  return Type.Object({
    ...headers.properties,
    ...(read && {
      [revisionHeader]: Type.Optional(
        Type.String({ description: 'A revision that the reply is to show at least' }),
      ),
    }),
    ...(etag && {
      'If-None-Match': Type.Optional(
        Type.String({ description: 'The ETag of a reply that the client has' }),
      ),
    }),
  });
}

function describeReply({ status, reply, replyTexts, read, etag }: AnyCall): object {
  const headers = {
    ...(etag && { ETag: { type: 'string' } }),
    ...(!read &&
      hasRevision(reply) && {
        [revisionHeader]: {
          type: 'string',
          description: 'The revision that the reply is true at; a later read may name it',
        },
      }),
  };
  return {
    description: '成功',
    ...(Object.keys(headers).length > 0 && { headers }),
    ...(isText(replyTexts) ? { content: describeTexts(replyTexts) } : {}),
    ...(!isText(replyTexts) && (status === 204 ? { type: 'null' } : reply)),
  };
}

/** Whether a reply, or one of its rows, names the revision that the header repeats. */
function hasRevision(reply: TSchema): boolean {
  if (!Type.IsObject(reply)) return false;
  const { revision, rows } = reply.properties;
  return revision !== undefined || (Type.IsArray(rows) && hasRevision(rows.items));
}

/** What any call can fail with; what lies before it, such as a path that is not served, is not its own. */
const ofEveryCall: readonly ErrorCode[] = [
  'request_malformed',
  // By the header that asks for a revision, if by nothing else.
  'parameter_invalid',
  'too_many_attempts',
  'store_unavailable',
  'internal',
];
const ofAccess: Readonly<Record<'admin' | 'any', readonly ErrorCode[]>> = {
  admin: ['admin_token_invalid', 'admin_only'],
  any: ['bearer_missing', 'token_invalid'],
};
const ofRequired: readonly ErrorCode[] = ['parameter_missing'];
const ofMembers: readonly ErrorCode[] = ['parameter_placeholder'];
// A read may be asked for a revision that is not there.
const ofReads: readonly ErrorCode[] = ['revision_unknown', 'ledger_changed'];
const ofWrites: readonly ErrorCode[] = ['overloaded', 'outcome_unknown'];
// A body is read where a call needs none, too.
const ofBodies: readonly ErrorCode[] = ['json_invalid', 'body_too_large', 'media_type_unsupported'];
const ofLists: readonly ErrorCode[] = ['too_many_rows'];

/** All that a call can fail with. */
function failuresOf(call: AnyCall): readonly ErrorCode[] {
  const { method, access, params, query, body, bodyTexts, failures, read } = call;
  const given = [params, query, body];
  return [
    ...new Set([
      ...ofEveryCall,
      ...(given.some((schema) => neededOf(schema).length > 0) ? ofRequired : []),
      ...(given.some(hasMembers) ? ofMembers : []),
      ...ofAccess[access],
      ...(method === 'GET' ? [] : ofBodies),
      ...(hasMembers(body) || isText(bodyTexts) ? ofLists : []),
      ...(read ? ofReads : ofWrites),
      ...failures,
    ]),
  ];
}

function describeFailures(call: AnyCall): object {
  const byStatus = new Map<number, string[]>();
  for (const code of failuresOf(call)) {
    const form = problemForms[code];
    if (!form) throw new Error(`${code} is no failure of the graph API`);
    const lines = byStatus.get(form.status) ?? [];
    byStatus.set(form.status, [...lines, `\`${code}\`: ${form.title}`]);
  }
  const responses = [...byStatus].map(([status, lines]) => [
    status,
    {
      description: lines.join('  \n'),
      ...(status === 429 && {
        headers: { 'Retry-After': { type: 'integer', description: 'Seconds to wait' } },
      }),
      content: { 'application/problem+json': { schema: { $ref: problemReference } } },
    },
  ]);
  return Object.fromEntries(responses);
}
