import type { FastifyInstance, FastifyReply, FastifyRequest, FastifySchema } from 'fastify';
import type { Static, TObject } from 'typebox';
import { createBodyReader } from '../../contract/body-reader.js';
import type { Operation } from '../../contract/operation.js';
import type { Tenant } from '../../domain/tenant.js';
import { OperationFailure } from '../errors.js';
import { describeOperation } from './describe-operation.js';
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
  const schema: FastifySchema = { response: { 200: operation.reply } };
  const config = {
    swaggerTransform: ({ url }: { url: string }) => ({ url, schema: describeOperation(operation) }),
  };
  for (const path of [operation.path, ...(operation.aliases ?? [])]) {
    const isDocumented = path === operation.path && app.prefix === contractPrefix;
    const route = isDocumented ? { schema, config } : { schema: { ...schema, hide: true } };
    app.post(path, route, async (request, reply) => {
      const body = read(request.body);
      try {
        return reply.send(await handle({ tenant: tenantOf(request), body, request, reply }));
      } catch (error) {
        throw new OperationFailure(failure(body), error);
      }
    });
  }
}
