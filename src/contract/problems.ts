import Type from 'typebox';
import type { ErrorCode, ErrorParams, GuanzhuError } from '../domain/errors.js';
import { filled } from './filled.js';
import { internalForm, problemForms } from './problem-forms.js';

/** An error on `/v1`, as RFC 9457 has it, with our own code. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly code: ErrorCode;
  /** What a value that was refused belongs to, the rule that it breaks, and the value itself, shortened. */
  readonly field?: string;
  readonly rule?: string;
  readonly value?: string;
  /** `detail` in Chinese, where it tells a rule. */
  readonly detailZh?: string;
}

const problemId = 'Problem';
export const problemReference = `${problemId}#`;

/** The same, as the document shows it. */
export const problemSchema = Type.Object(
  {
    type: Type.String({ description: 'The address of a page about the code' }),
    title: Type.String(),
    status: Type.Integer({ description: 'The HTTP status' }),
    detail: Type.String({ description: 'What is wrong, with which value, and what to do' }),
    code: Type.Unsafe<string>({
      type: 'string',
      enum: Object.keys(problemForms),
      description: 'Stays the same over versions: what programs decide by',
    }),
    field: Type.Optional(Type.String({ description: 'What a value that was refused belongs to' })),
    rule: Type.Optional(Type.String({ description: 'The rule that it breaks' })),
    value: Type.Optional(Type.String({ description: 'The value, shortened' })),
    detailZh: Type.Optional(Type.String({ description: 'detail in Chinese' })),
  },
  {
    $id: problemId,
    description: '失败的应答（RFC 9457）。Problem details; docs/errors.md lists each code.',
  },
);

export function toProblem({ code, params }: Pick<GuanzhuError, 'code' | 'params'>): Problem {
  const known = problemForms[code] ? code : 'internal';
  const { status, title, detail } = problemForms[known] ?? internalForm;
  return {
    type: `/docs/problems/${known}`,
    title,
    status,
    detail: filled(detail, params),
    code: known,
    ...refusedValue(params),
  };
}

/** What the address in a problem's `type` says; undefined for a code without a page. */
export function problemPage(code: string): string | undefined {
  const found = Object.entries(problemForms).find(([known]) => known === code);
  if (!found) return undefined;
  const { status, title, detail, remedy } = found[1];
  return `${title} (${code}, HTTP ${status})\n\n${detail}\n\n${remedy}\n`;
}

/** Which value was refused, and, where it breaks a rule, which. */
function refusedValue(params: ErrorParams): Partial<Problem> {
  const { field, rule, value } = params;
  if (field === undefined) return {};
  if (rule === undefined || value === undefined) return { field };
  return { field, rule, value, detailZh: filled('{field}{ruleZh}（{foundZh}）', params) };
}
