import { serverAddress } from './address.ts';
import { language } from './language.ts';

/** The part of an OpenAPI document that the reference shows. */
export interface Operation {
  readonly id: string;
  readonly method: string;
  readonly path: string;
  readonly tag: string;
  readonly summary: string;
  readonly description: string;
  readonly parameters: readonly Parameter[];
  readonly body: Schema | undefined;
  /** The media type of the body. */
  readonly bodyType: string;
}

export interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header';
  readonly required?: boolean;
  readonly description?: string;
  readonly schema?: Schema;
}

export interface Schema {
  readonly type?: string;
  readonly description?: string;
  readonly enum?: readonly unknown[];
  readonly default?: unknown;
  readonly example?: unknown;
  readonly examples?: readonly unknown[];
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
}

interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, RawOperation>>>>;
}

interface RawOperation {
  readonly operationId?: string;
  readonly summary?: string;
  readonly description?: string;
  readonly tags?: readonly string[];
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: {
    readonly content?: Readonly<
      Record<string, { readonly schema?: Schema; readonly example?: unknown }>
    >;
  };
}

export async function readReference(signal: AbortSignal): Promise<readonly Operation[]> {
  const response = await fetch(`${serverAddress}/openapi.json`, { signal });
  const { paths }: Document = await response.json();
  return Object.entries(paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, raw]): Operation => {
      const { operationId, summary = '', description = '', tags = [], parameters = [] } = raw;
      const contents = Object.entries(raw.requestBody?.content ?? {});
      const [bodyType, content] = contents[0] ?? ['', undefined];
      return {
        id: operationId ?? `${method} ${path}`,
        method: method.toUpperCase(),
        path,
        tag: tags[0] ?? '',
        summary,
        description,
        parameters,
        body: content?.schema && {
          ...content.schema,
          example: content.example ?? content.schema.example,
        },
        bodyType,
      };
    }),
  );
}

export interface InstanceValues {
  readonly token: string;
  readonly appId: string;
  readonly username?: string;
}

/** A body to begin with: the documented example, with this instance's values. */
export function bodyOf(schema: Schema, values: InstanceValues): string {
  const example = schema.example ?? schema.examples?.[0] ?? sampleOf(schema);
  if (typeof example === 'string') return example;
  return JSON.stringify(example, (key, value) => fill(key, value, values), 2);
}

function fill(key: string, value: unknown, { appId, username }: InstanceValues): unknown {
  if (key === 'appId' && appId !== '') return appId;
  if (key === 'myUserName' && username !== undefined) return username;
  return value;
}

function sampleOf(schema: Schema): unknown {
  if (schema.default !== undefined) return schema.default;
  const first = schema.example ?? schema.examples?.[0] ?? schema.enum?.[0];
  if (first !== undefined) return first;
  if (schema.properties) {
    return Object.fromEntries(
      Object.entries(schema.properties).map(([name, member]) => [name, sampleOf(member)]),
    );
  }
  if (schema.type === 'array') return schema.items ? [sampleOf(schema.items)] : [];
  if (schema.type === 'integer' || schema.type === 'number') return 0;
  return schema.type === 'boolean' ? false : '';
}

/** The document's summaries are Chinese; the names of the operations are English. */
export function titleOf({ id, summary }: Operation): string {
  if (language.value === 'zh' && summary !== '') return summary;
  const words = id.replace(/([A-Z])/g, ' $1').toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}
