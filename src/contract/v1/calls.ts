import Type from 'typebox';
import { int64 } from '../fields.js';
import { call } from './call.js';
import { limit } from './fields.js';

const bilingual = Type.Object({ zh: Type.String(), en: Type.String() });

/** `GET /v1/calls`. */
export const listCalls = call({
  method: 'GET',
  path: '/calls',
  operationId: 'listCalls',
  summary: '最近的调用',
  description:
    "The contract's calls that this process answered last, newest first: 50 of each device, of 200 devices at most. Kept in memory; tokens are masked, long bodies cut short.",
  access: 'admin',
  query: Type.Object({
    appId: Type.Optional(Type.String({ description: 'Only those of a device', maxLength: 256 })),
    limit: limit(100, 1000),
  }),
  reply: Type.Object({
    items: Type.Array(
      Type.Object({
        requestId: Type.String({ description: 'Names the call in the log' }),
        at: int64({ description: 'Microseconds since 1970' }),
        appId: Type.String({ description: 'As the body names it; "" when it names none' }),
        tenant: Type.String({ description: 'Whose token it was; "" for none that is known' }),
        token: Type.String({ description: 'Masked' }),
        path: Type.String(),
        status: Type.Integer(),
        ms: Type.Number({ description: 'How long the answer took' }),
        request: Type.String({ description: 'The body, as JSON' }),
        reply: Type.String({ description: 'The body, as JSON' }),
        failure: Type.Union([Type.Object({ code: Type.String(), remedy: bilingual }), Type.Null()]),
      }),
    ),
  }),
});
