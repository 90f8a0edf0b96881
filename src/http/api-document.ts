import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { stringify } from 'yaml';
import { failureSchema } from '../contract/errors.js';
import { contractTags } from '../contract/operation.js';
import { problemSchema } from '../contract/problems.js';
import { tokenHeader } from './gewe/describe-operation.js';
import { contractPrefix } from './gewe/routes.js';
import { publicAddress } from './public-address.js';
import { bearerScheme, v1Tag } from './v1/describe-call.js';

export interface ApiDocumentOptions {
  readonly version: string;
  /** What opens the demo, when it is served: everybody may know it. */
  readonly demo: { readonly token: string; readonly appId: string } | null;
}

/** What the document calls the contract's token. */
const tokenScheme = 'geweToken';

/** The OpenAPI document of all that is routed from here on, and the page in which its calls can be tried. */
export async function documentApi(
  app: FastifyInstance,
  { version, demo }: ApiDocumentOptions,
): Promise<void> {
  app.addSchema(problemSchema);
  app.addSchema(failureSchema);
  await app.register(swagger, {
    openapi: {
      // What importers read best: few know 3.1.
      openapi: '3.0.3',
      info: {
        title: 'Guanzhu 关注',
        description:
          '自己掌握的关注服务。`/gewe/v2/api`下的接口用请求头X-GEWE-TOKEN，`/v1`下的用Authorization: Bearer。\n\nA follow server that its users own. Calls below `/gewe/v2/api` take a token in X-GEWE-TOKEN, those below `/v1` as Authorization: Bearer.',
        license: { name: 'MIT', url: 'https://spdx.org/licenses/MIT.html' },
        version,
      },
      tags: [
        ...contractTags,
        { name: v1Tag, description: '图接口：关注关系、报表与管理。The graph API.' },
      ],
      components: {
        securitySchemes: {
          [bearerScheme]: {
            type: 'http',
            scheme: 'bearer',
            description:
              '租户的token，管理员专用的接口用管理员token。A tenant’s token, or the administrator’s.',
          },
          [tokenScheme]: {
            type: 'apiKey',
            in: 'header',
            name: tokenHeader,
            description: '租户的token。A tenant’s token.',
          },
        },
      },
    },
    refResolver: { buildLocalReference: ({ $id }) => String($id) },
    transformObject: (made) => ('openapiObject' in made ? finish(made.openapiObject) : {}),
  });
  await app.register(swaggerUi, {
    routePrefix: '/docs',
    // Relative to the page's own copy of the document, so that it holds behind any proxy.
    transformSpecification: (document) => ({
      ...(demo ? withValues(document, demo) : document),
      servers: [{ url: '..' }],
    }),
    transformSpecificationClone: false,
    ...(demo && { uiConfig: { onComplete: authoriseWith(demo.token) } }),
  });

  const hidden = { schema: { hide: true } };
  app.get('/openapi.json', hidden, async (request, reply) =>
    shared(reply).send({ ...app.swagger(), servers: [{ url: publicAddress(request) }] }),
  );
  let text: string | undefined;
  app.get('/openapi.yaml', hidden, async (request, reply) => {
    text ??= stringify(app.swagger(), { aliasDuplicateObjects: false });
    const servers = stringify({ servers: [{ url: publicAddress(request) }] });
    return shared(reply).type('application/yaml; charset=utf-8').send(`${text}${servers}`);
  });
}

/** API tools import the document by address, from other origins; nothing may keep one that names another's. */
function shared(reply: FastifyReply): FastifyReply {
  return reply.header('access-control-allow-origin', '*').header('cache-control', 'no-store');
}

/** The documented examples with what they leave open, so that they can be sent as they stand. */
function withValues(document: object, { token, appId }: { token: string; appId: string }): object {
  const text = JSON.stringify(document);
  return JSON.parse(text.replaceAll('{{appid}}', appId).replaceAll('{{gewe-token}}', token));
}

/** A function for the page itself, which alone knows `ui`: every call can be tried at once. */
function authoriseWith(token: string): () => void {
  const calls = [bearerScheme, tokenScheme].map(
    (scheme) => `ui.preauthorizeApiKey(${JSON.stringify(scheme)}, ${JSON.stringify(token)})`,
  );
  return Object.assign(() => {}, { toString: () => `() => { ${calls.join('; ')} }` });
}

/** What the routes' schemas cannot say. */
function finish(document: object): object {
  const paths = 'paths' in document ? Object.entries(Object(document.paths)) : [];
  for (const [path, item] of paths) {
    if (!path.startsWith(contractPrefix)) continue;
    // Named by a route, a scheme would take away the parameter that the contract's page has.
    for (const call of Object.values(Object(item))) {
      Object.assign(Object(call), { security: [{ [tokenScheme]: [] }] });
    }
  }
  allowNull(document);
  return document;
}

/** OpenAPI 3.0 lets a word of a list be null only when null is in the list. */
function allowNull(node: unknown): void {
  if (typeof node !== 'object' || node === null) return;
  if ('nullable' in node && 'enum' in node && Array.isArray(node.enum)) {
    if (node.nullable === true && !node.enum.includes(null)) node.enum = [...node.enum, null];
  }
  for (const value of Object.values(node)) allowNull(value);
}
