import type { FastifySchema } from 'fastify';
import Type, { type TObject } from 'typebox';
import { describeInput } from '../../contract/described-schema.js';
import { failureReference, wireForms } from '../../contract/errors.js';
import type { Operation } from '../../contract/operation.js';

/** The header of the contract's token. The document has it as a parameter too, as the contract's page does. */
export const tokenHeader = 'X-GEWE-TOKEN';

/** An operation as tools read it: as documented, with its failures. */
export function describeOperation(operation: Operation<TObject, TObject>): FastifySchema {
  return {
    operationId: operation.operationId,
    summary: operation.summary,
    description: `${operation.description}\n\n${failureNote}`,
    tags: [operation.tag],
    headers: Type.Object({ [tokenHeader]: Type.String({ examples: ['{{gewe-token}}'] }) }),
    body: describeInput(operation.body, 'documented'),
    response: {
      200: { description: '成功', ...operation.reply },
      ...describeRefusals(),
      default: { description: failureNote, ...failureContent },
    },
  };
}

const failureNote =
  '失败时HTTP状态为200而ret为500，见docs/errors.md。A failure is HTTP 200 with `ret` 500; docs/errors.md lists each.';

const failureContent = {
  content: { 'application/json': { schema: { $ref: failureReference } } },
};

/** What a request to any served path can be refused with; the token's codes have the documented status. */
const refusals = [400, 408, 413, 415, 417, 431];

function describeRefusals(): object {
  return Object.fromEntries(
    refusals.map((status) => [status, { description: describeForms(status), ...failureContent }]),
  );
}

function describeForms(status: number): string {
  return Object.values(wireForms)
    .filter((form) => form.status === status)
    .map(({ text }) => text)
    .join('  \n');
}
