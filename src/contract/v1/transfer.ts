import Type, { type Static } from 'typebox';
import { asGuanzhuError, type Refusal } from '../../domain/errors.js';
import type {
  ExportEnd,
  ExportedAccount,
  ImportResult,
  ImportRow,
  TransferRow,
} from '../../domain/transfer.js';
import { createBodyReader } from '../body-reader.js';
import { identifier } from '../fields.js';
import { toProblem } from '../problems.js';
import { call } from './call.js';
import { asOf, micros, oneOf, username } from './fields.js';

const text = Type.String({ default: '', maxLength: 4096 });

const accountRow = Type.Object({
  username,
  nickname: text,
  headUrl: text,
  signature: text,
  coverImgUrl: text,
  liveCoverImgUrl: text,
  country: text,
  province: text,
  city: text,
  sex: Type.Integer({ default: 0, minimum: 0, maximum: 2 }),
  anchorStatusFlag: Type.Integer({ default: 2048, minimum: 0, maximum: 2 ** 31 - 1 }),
  state: oneOf(['active', 'suspended', 'deleted'], { default: 'active' }),
});

const followRow = Type.Object({
  follower: username,
  target: username,
  followedAt: Type.Optional(micros('When the follow began; absent: now')),
  roleType: Type.Integer({ default: 3, enum: [1, 3] }),
  device: Type.Optional(Type.String(identifier)),
  searchId: Type.Optional(Type.String({ maxLength: 64 })),
  docId: Type.Optional(Type.String({ maxLength: 1024 })),
  query: Type.Optional(Type.String({ maxLength: 4096 })),
});

/** The columns of the two kinds of row, in their order: the header of a CSV file. */
export const accountColumns = Object.keys(accountRow.properties);
export const followColumns = Object.keys(followRow.properties);

/** What a row looks like outside: flat, so that it is a line of CSV as well. */
export type WireRow =
  | ({ readonly kind: 'account' } & Static<typeof accountRow>)
  | ({ readonly kind: 'follow' } & Static<typeof followRow>);

export function toWireRow(row: TransferRow): WireRow {
  if (row.kind === 'account') {
    const { account, state } = row;
    return { kind: 'account', username: account.username, ...account.profile, state };
  }
  const { kind, follower, target, followedAt, roleType, device, attribution } = row;
  return {
    kind,
    follower,
    target,
    followedAt,
    roleType,
    ...(device !== null && { device }),
    ...attribution,
  };
}

const readAccount = createBodyReader(accountRow);
const readFollow = createBodyReader(followRow);

/**
 * A row as it came in, read by its members: one with a `follower` is a follow. What cannot be read
 * becomes the refusal that says why.
 */
export function readTransferRow(given: unknown): ImportRow | { readonly refusal: Refusal } {
  try {
    const isFollow = typeof given === 'object' && given !== null && 'follower' in given;
    return isFollow ? toFollow(readFollow(given)) : toAccount(readAccount(given));
  } catch (error) {
    return { refusal: asGuanzhuError(error).refusal };
  }
}

function toAccount({ username, state, ...profile }: Static<typeof accountRow>): ExportedAccount {
  return { kind: 'account', account: { username, profile }, state };
}

function toFollow(row: Static<typeof followRow>): ImportRow {
  const { follower, target, followedAt = null, device = null, searchId, docId, query } = row;
  const isAttributed = searchId !== undefined && docId !== undefined && query !== undefined;
  return {
    kind: 'follow',
    follower,
    target,
    followedAt,
    roleType: row.roleType === 1 ? 1 : 3,
    device,
    attribution: isAttributed ? { searchId, docId, query } : null,
  };
}

const importedRow = Type.Object({
  line: Type.Integer({ description: 'Counted from 1, in the body that was sent' }),
  changed: Type.Optional(Type.Boolean()),
  moved: Type.Optional(
    Type.Boolean({ description: 'The date could not be kept: the ledger was past it' }),
  ),
  error: Type.Optional(Type.Object({ code: Type.String(), detail: Type.String() })),
});

export function toImportedRow(line: number, result: ImportResult): Static<typeof importedRow> {
  if (!('refusal' in result)) return { line, changed: result.changed, moved: result.moved };
  const problem = toProblem(result.refusal);
  return { line, error: { code: problem.code, detail: problem.detail } };
}

/** The most rows of one import call: what one commit takes without holding others up for long. */
export const importLimit = 5000;

/** `POST /v1/import`. */
export const importGraph = call({
  method: 'POST',
  path: '/import',
  operationId: 'importGraph',
  summary: '导入',
  description:
    'Adds accounts and follows: up to 5000 lines of NDJSON (Content-Type: application/x-ndjson) or CSV with a header (text/csv), in one commit. Sending lines again changes nothing. With dryRun=true, tells what would happen and writes nothing.',
  access: 'admin',
  bodyLimit: 16 * 1024 * 1024,
  query: Type.Object({ dryRun: oneOf(['true', 'false'], { default: 'false' }) }),
  reply: Type.Object({
    changed: Type.Integer(),
    unchanged: Type.Integer(),
    failed: Type.Integer(),
    dryRun: Type.Boolean(),
    rows: Type.Array(importedRow),
  }),
});

/** `GET /v1/export`. */
export const exportGraph = call({
  method: 'GET',
  path: '/export',
  operationId: 'exportGraph',
  summary: '导出',
  description:
    'The accounts, then the live follows in the order in which they began, as NDJSON or CSV. NDJSON ends with a line of kind "end": counts, the revision that it is true at, and the SHA-256 of the lines before. CSV holds one content, starts with a byte order mark for spreadsheets, and quotes cells that a spreadsheet would compute.',
  access: 'admin',
  query: Type.Object({
    format: oneOf(['ndjson', 'csv'], { default: 'ndjson' }),
    content: oneOf(['all', 'accounts', 'follows'], { default: 'all' }),
    asOf: Type.Optional(asOf),
  }),
});

export type ExportLine = WireRow | ExportEnd;
