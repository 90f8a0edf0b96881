import Type, { type Static } from 'typebox';
import { type AuditState, auditProblems, auditWalks } from '../../domain/audit.js';
import { int64 } from '../fields.js';
import { call } from './call.js';
import { oneOf } from './fields.js';

const maybe = (description: string) => Type.Union([int64({ description }), Type.Null()]);

const finding = Type.Object({
  walk: oneOf(auditWalks),
  problem: oneOf(auditProblems),
  accounts: Type.Array(Type.String(), { description: 'The account, or follower and target' }),
  revision: Type.Union([Type.String(), Type.Null()]),
  detail: Type.String({ description: 'What was found, and what was expected' }),
});
const rows = Type.Object({
  follows: int64(),
  followers: int64(),
  ended: int64(),
  ledger: int64(),
  counts: int64(),
  hidden: int64(),
});

const reply = Type.Object({
  drift: maybe('Rows that are not as they must be; null before the first pass has ended'),
  revision: Type.Union([
    Type.String({ description: 'Everything up to it was audited' }),
    Type.Null(),
  ]),
  run: maybe('The number of the pass'),
  startedAt: maybe('Microseconds since 1970'),
  finishedAt: maybe('Microseconds since 1970'),
  durationMs: maybe('How long it took'),
  checked: Type.Union([rows, Type.Null()], { description: 'Rows looked at' }),
  findings: Type.Array(finding, { description: 'The first 100 of them' }),
  running: Type.Union([
    Type.Object({
      run: int64(),
      walk: oneOf(auditWalks),
      checked: int64(),
      expected: maybe('Rows of the pass before'),
      drift: int64(),
    }),
    Type.Null(),
  ]),
});

/** `GET /v1/audit`. */
export const getAudit = call({
  method: 'GET',
  path: '/audit',
  operationId: 'getAudit',
  summary: '审计结果',
  description:
    'The auditor’s last verdict: whether follows, their mirror, ended follows, counts and ledger agree, with evidence; and the pass under way.',
  access: 'admin',
  reply,
});

/** `POST /v1/audit/run`. */
export const startAudit = call({
  method: 'POST',
  path: '/audit/run',
  operationId: 'startAudit',
  summary: '开始审计',
  description:
    'Asks for a pass that begins now, at full speed. It has ended once the verdict’s run is that number or a later one.',
  access: 'admin',
  status: 202,
  reply: Type.Object({ run: int64() }),
});

export function toAuditReply({ verdict, running }: AuditState): Static<typeof reply> {
  const none = { drift: null, revision: null, run: null, startedAt: null, finishedAt: null };
  const pass = running && { ...running };
  if (!verdict) return { ...none, durationMs: null, checked: null, findings: [], running: pass };
  const { run, drift, findings, head, startedAt, finishedAt, checked } = verdict;
  return {
    ...{ drift, revision: head.revision, run, startedAt, finishedAt },
    durationMs: Math.round((finishedAt - startedAt) / 1000),
    checked: { ...checked },
    findings: findings.map(({ accounts, ...each }) => ({ ...each, accounts: [...accounts] })),
    running: pass,
  };
}
