import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { stringify } from 'yaml';
import { failureSchema } from '../contract/errors.js';
import { contractTags } from '../contract/operation.js';
import { problemSchema } from '../contract/problems.js';
import { tokenHeader } from './gewe/describe-operation.js';
import { contractPrefix } from './gewe/prefixes.js';
import { publicAddress } from './public-address.js';
import { referencePage } from './reference-page.js';
import { bearerScheme, v1Tag } from './v1/describe-call.js';

export interface ApiDocumentOptions {
  readonly version: string;
  /** What opens the demo, when it is served: everybody may know it. */
  readonly demo: { readonly token: string; readonly appId: string } | null;
  /** What callers know the server by; `''` for the address by which each asks. */
  readonly publicUrl: string;
}

/** What the document calls the contract's token. */
const tokenScheme = 'geweToken';

/** The OpenAPI document of all that is routed from here on, and the page in which its calls can be tried. */
export async function documentApi(
  app: FastifyInstance,
  { version, demo, publicUrl }: ApiDocumentOptions,
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
    ...referencePage,
    transformSpecification: (document) => ({
      ...(demo ? withValues(document, demo) : document),
      // Relative to the page's own copy of the document: a proxy may put a folder before its path.
      servers: [{ url: '..' }],
    }),
    transformSpecificationClone: false,
    ...(demo && { uiConfig: { onComplete: authoriseWith(demo.token) } }),
  });

  const serversFor = (request: FastifyRequest) => [{ url: publicUrl || publicAddress(request) }];
  const hidden = { schema: { hide: true } };
  app.get('/openapi.json', hidden, async (request, reply) =>
    shared(reply).send({ ...app.swagger(), servers: serversFor(request) }),
  );
  let text: string | undefined;
  app.get('/openapi.yaml', hidden, async (request, reply) => {
    text ??= stringify(app.swagger(), { aliasDuplicateObjects: false });
    const servers = stringify({ servers: serversFor(request) });
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
  const paths = 'paths' in document && isNode(document.paths) ? document.paths : {};
  for (const [path, item] of Object.entries(paths)) {
    for (const call of Object.values(isNode(item) ? item : {}).filter(isNode)) {
      // Named by a route, a scheme would take away the parameter that the contract's page has.
      if (path.startsWith(contractPrefix)) call.security = [{ [tokenScheme]: [] }];
      const body = call.requestBody;
      if (isNode(body) && needsNothing(body)) body.required = false;
    }
  }
  allowNull(document);
  return document;
}

/** Whether a body may be left out: none is one without members. */
function needsNothing({ content }: Node): boolean {
  const json = isNode(content) ? content['application/json'] : undefined;
  return isNode(json) && isNode(json.schema) && json.schema.required === undefined;
}

/** OpenAPI 3.0 lets a word of a list be null only when null is in the list. */
function allowNull(node: unknown): void {
  if (typeof node !== 'object' || node === null) return;
  if ('nullable' in node && 'enum' in node && Array.isArray(node.enum)) {
    if (node.nullable === true && !node.enum.includes(null)) node.enum = [...node.enum, null];
  }
  for (const value of Object.values(node)) allowNull(value);
}

type Node = Record<string, unknown>;

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
