import type { FastifyInstance, FastifyReply, FastifyRequest, FastifySchema } from 'fastify';
import Type, { type Static, type TObject } from 'typebox';
import { describeBody } from '../../contract/big-id.js';
import { createBodyReader } from '../../contract/body-reader.js';
import type { Operation } from '../../contract/operation.js';
import type { Tenant } from '../../domain/tenant.js';
import { OperationFailure } from '../errors.js';
import { contractPrefix } from './prefixes.js';
import { tenantOf } from './token.js';

export interface OperationCall<Body extends TObject> {
  readonly tenant: Tenant;
  readonly body: Static<Body>;
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
}

export interface OperationHandler<Body extends TObject, Reply extends TObject> {
  /** `msg` of a failure, as far as the request has been read. */
  failure(body: Static<Body>): string;
  handle(call: OperationCall<Body>): Promise<Static<Reply>>;
}

/** Routes a documented operation. Its one definition validates, documents and shapes the reply. */
export function serveOperation<Body extends TObject, Reply extends TObject>(
  app: FastifyInstance,
  operation: Operation<Body, Reply>,
  { failure, handle }: OperationHandler<Body, Reply>,
): void {
  const read = createBodyReader(operation.body);
  const schema: FastifySchema = {
    operationId: operation.operationId,
    summary: operation.summary,
    description: `${operation.description}\n\n${failureNote}`,
    tags: [operation.tag],
    headers,
    body: describeBody(operation.body),
    response: { 200: { description: '成功', ...operation.reply } },
  };
  for (const path of [operation.path, ...(operation.aliases ?? [])]) {
    const hide = path !== operation.path || app.prefix !== contractPrefix;
    app.post(path, { schema: { ...schema, hide } }, async (request, reply) => {
      const body = read(request.body);
      try {
        return reply.send(await handle({ tenant: tenantOf(request), body, request, reply }));
      } catch (error) {
        throw new OperationFailure(failure(body), error);
      }
    });
  }
}

const headers = Type.Object({
  'X-GEWE-TOKEN': Type.String({ examples: ['{{gewe-token}}'] }),
});

const failureNote =
  '失败时HTTP状态为200而ret为500，见docs/errors.md。A failure is HTTP 200 with `ret` 500; docs/errors.md lists each.';
