import type { TObject, TSchema } from 'typebox';
import { isBigId } from './big-id.js';

/**
 * Which members of an input the document calls required: `needed`, those without a default; `documented`,
 * all that the contract's page does, also those that the reader fills in for clients that leave them out.
 */
export type Requirement = 'needed' | 'documented';

/** An input's schema as tools read it: big ids by their documented type, rows in full. */
export function describeInput(schema: TObject, requirement: Requirement): object {
  return describeObject(schema, requirement);
}

function describeObject(schema: TObject, requirement: Requirement): object {
  const { required = [], ...rest } = schema;
  const needed = requirement === 'documented' ? required : neededOf(schema);
  const properties = Object.entries(schema.properties).map(([name, field]) => [
    name,
    describeField(needed.includes(name) ? withoutDefault(field) : field, requirement),
  ]);
  return {
    ...rest,
    properties: Object.fromEntries(properties),
    ...(needed.length > 0 && { required: needed }),
    // Unknown keys are ignored (docs/follow.md, 6): the documented examples have some.
    ...(requirement === 'documented' && { additionalProperties: true }),
  };
}

function describeField(field: TSchema, requirement: Requirement): object {
  if (isBigId(field)) return { ...field, type: 'integer', minimum: 0 };
  if (isObject(field)) return describeObject(field, requirement);
  const { rows, ...array } = { rows: undefined, ...field };
  const items = rows ?? ('items' in field ? field.items : undefined);
  return isSchema(items) ? { ...array, items: describeField(items, requirement) } : field;
}

/** The members that nothing stands in for when they are left out. */
export function neededOf(schema: TObject): readonly string[] {
  const required: readonly string[] = schema.required ?? [];
  return required.filter((name) => !hasDefault(schema.properties[name]));
}

const hasDefault = (field: TSchema | undefined) => field !== undefined && 'default' in field;

/** What must be sent has no use for one. */
function withoutDefault(field: TSchema): TSchema {
  const { default: _, ...rest } = { default: undefined, ...field };
  return rest;
}

function isSchema(value: unknown): value is TSchema {
  return typeof value === 'object' && value !== null;
}

function isObject(field: TSchema): field is TObject {
  return 'properties' in field;
}
