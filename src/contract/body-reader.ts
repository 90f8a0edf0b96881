import Type, { type Static, type TObject, type TSchema } from 'typebox';
import { Compile } from 'typebox/compile';
import { GuanzhuError } from '../domain/errors.js';
import { brokenRule, kindFound, rules, underField } from '../domain/rule.js';
import { maskText } from '../domain/shown-value.js';
import { bigIdRule, isBigId, readBigId } from './big-id.js';
import { readDigits } from './integer.js';
import { integerCheck, textChecks } from './schema-rules.js';
import { spellingsOf } from './spellings.js';

/** Reads a parsed JSON value as a request of one shape. */
export type BodyReader<S extends TObject> = (body: unknown) => Static<S>;

/** What stands for `{{appid}}` and its like: a variable that a client tool did not fill in. */
export const placeholderPattern = /^\s*\{\{.*\}\}\s*$/s;

/**
 * Makes the reader of one request schema. It takes input as docs/follow.md decides, by its numbers:
 *
 * - unknown keys are dropped (6), `null` means absent;
 * - the first missing parameter in documented order is reported, before any other fault (3); an empty
 *   or blank text counts as missing, unless its schema says `minLength: 0`: then it is a value; for an
 *   optional one that is no text, such as a number or an object, it means absent;
 * - integers are taken by their value, as a number or as text, `3.0` like `3` (5), and 64-bit ids so
 *   too, to be read as text (21); nothing else is converted;
 * - no body is an object without members, and so is `[]` as a member, since PHP writes it so (15);
 * - a member may go by its other names (src/contract/spellings.ts);
 * - a member with a `default` takes it when absent (15).
 *
 * The reader throws GuanzhuError `parameter_missing`, `parameter_invalid`, `parameter_placeholder`, or
 * `json_invalid` for a body that is no object.
 */
export function createBodyReader<S extends TObject>(schema: S): BodyReader<S> {
  return readerOf(schema, isBlank);
}

/** As `createBodyReader` for a query, in which `limit=` is a slip: who means none leaves it out. */
export function createQueryReader<S extends TObject>(schema: S): BodyReader<S> {
  return readerOf(schema, isAbsent);
}

/** @param isNothing whether what came for an optional member that is no text means that it is absent. */
function readerOf<S extends TObject>(schema: S, isNothing: typeof isBlank): BodyReader<S> {
  const checker = Compile(schema);
  const read = objectReader(schema, '', isNothing);
  return (body) => {
    const fields = body === undefined ? {} : body;
    if (!isRecord(fields)) throw new GuanzhuError('json_invalid', { reason: '须为对象' });
    const value = read(fields);
    if (!checker.Check(value)) throw new GuanzhuError('internal', { reason: 'unread schema' });
    return value;
  };
}

type Fields = Record<string, unknown>;
type FieldReader = (given: unknown) => unknown;

function objectReader(
  schema: TObject,
  path: string,
  isNothing: typeof isBlank,
): (body: Fields) => Fields {
  const required = new Set<string>(schema.required ?? []);
  const fields = Object.entries(schema.properties).map(([name, field]) => ({
    name,
    names: spellingsOf(name).filter((other) => other === name || !(other in schema.properties)),
    fallback: 'default' in field ? field.default : undefined,
    required: required.has(name) && !('default' in field),
    isMissing: 'minLength' in field && field.minLength === 0 ? isAbsent : isBlank,
    // Of what is no text, an empty one says nothing: forms and tools write so what was left out.
    isLeftOut: hasType(field, 'string') && !isBigId(field) ? isAbsent : isNothing,
    read: fieldReader(field, path + name),
  }));
  return (body) => {
    for (const { name, names, required, isMissing } of fields) {
      if (required && isMissing(ownValue(body, names))) {
        throw new GuanzhuError('parameter_missing', { field: path + name });
      }
    }
    const value: Fields = {};
    for (const { name, names, fallback, isLeftOut, read } of fields) {
      const sent = ownValue(body, names);
      const given = isLeftOut(sent) ? fallback : sent;
      if (given !== undefined) value[name] = read(given);
    }
    return value;
  };
}

function fieldReader(schema: TSchema, field: string): FieldReader {
  if (Type.IsObject(schema)) {
    const read = objectReader(schema, `${field}.`, isBlank);
    return (given) => {
      const fields = asFields(given);
      if (!fields) throw brokenRule(field, rules.object, given, kindFound(given, field));
      return read(fields);
    };
  }
  if (Type.IsInteger(schema)) {
    const { rule, holds } = integerCheck(schema);
    return (given) => {
      const integer = toInteger(given);
      if (integer === undefined || !holds(integer)) throw brokenRule(field, rule, given);
      return integer;
    };
  }
  if (isBigId(schema)) {
    return (given) => {
      const id = readBigId(given);
      if (id === undefined) throw brokenRule(field, bigIdRule, given);
      return id;
    };
  }
  if (Type.IsBoolean(schema)) {
    return (given) => {
      if (typeof given !== 'boolean') {
        throw brokenRule(field, rules.truth, given, kindFound(given, field));
      }
      return given;
    };
  }
  if (hasType(schema, 'array')) return arrayReader(schema, field);
  if (!hasType(schema, 'string')) throw new Error(`${field}: no reader for this kind of schema`);
  const checks = textChecks(schema, field);
  return (given) => {
    if (typeof given !== 'string')
      throw brokenRule(field, rules.text, given, kindFound(given, field));
    if (placeholderPattern.test(given)) {
      const value = maskText(given.trim(), field).slice(0, 64);
      throw new GuanzhuError('parameter_placeholder', { field, value });
    }
    for (const { rule, holds, found } of checks) {
      if (!holds(given)) throw brokenRule(field, rule, given, found?.(given));
    }
    return given;
  };
}

/** The items of `rows` are left as they came: each is read by its own reader, to fail by itself. */
function arrayReader(schema: TSchema, field: string): FieldReader {
  const most = 'maxItems' in schema && typeof schema.maxItems === 'number' ? schema.maxItems : 1000;
  const items = Type.IsArray(schema) ? schema.items : undefined;
  const read = items && fieldReader(items, `${field}[]`);
  return (given) => {
    if (!Array.isArray(given)) throw brokenRule(field, rules.list, given, kindFound(given, field));
    if (given.length > most) {
      throw new GuanzhuError('too_many_rows', {
        field,
        limit: String(most),
        count: String(given.length),
      });
    }
    return read ? given.map((item: unknown, index) => readItem(read, item, field, index)) : given;
  };
}

/** Reads an item of a list; what is wrong with it is told by its place, counted from 0. */
function readItem(read: FieldReader, item: unknown, field: string, index: number): unknown {
  try {
    return read(item);
  } catch (error) {
    if (!(error instanceof GuanzhuError) || error.params.field === undefined) throw error;
    const inner = error.params.field.slice(`${field}[]`.length);
    throw underField(error, `${field}[${index}]${inner}`);
  }
}

function hasType(schema: TSchema, type: string): boolean {
  return 'type' in schema && schema.type === type;
}

function toInteger(given: unknown): number | undefined {
  const integer = Number(readDigits(given) ?? Number.NaN);
  return Number.isSafeInteger(integer) ? integer : undefined;
}

function isAbsent(value: unknown): boolean {
  return value === undefined || value === null;
}

function isBlank(value: unknown): boolean {
  return isAbsent(value) || (typeof value === 'string' && value.trim() === '');
}

/** The value under the first name that holds one; a blank text only where no name holds more. */
function ownValue(body: Fields, names: readonly string[]): unknown {
  const holds = (name: string) => Object.hasOwn(body, name);
  const name = names.find((each) => holds(each) && !isBlank(body[each])) ?? names.find(holds);
  return name === undefined ? undefined : body[name];
}

/** The members of an object; undefined for what is none. PHP writes an empty one as `[]`. */
function asFields(given: unknown): Fields | undefined {
  if (Array.isArray(given) && given.length === 0) return {};
  return isRecord(given) ? given : undefined;
}

/** Numbers outside `number` are kept as class instances by the JSON reader: those are no records. */
function isRecord(value: unknown): value is Fields {
  return (
    typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype
  );
}
