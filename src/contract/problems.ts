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

export function toProblem({ code, params }: Pick<GuanzhuError, 'code' | 'params'>): Problem {
  const known = problemForms[code] ? code : 'internal';
  const { status, title, detail } = problemForms[known] ?? internalForm;
  return {
    type: `/docs/problems/${known}`,
    title,
    status,
    detail: filled(detail, params),
    code: known,
    ...brokenRuleOf(params),
  };
}

/** What the address in a problem's `type` says; undefined for a code without a page. */
export function problemPage(code: string): string | undefined {
  const found = Object.entries(problemForms).find(([known]) => known === code);
  if (!found) return undefined;
  const { status, title, detail, remedy } = found[1];
  return `${title} (${code}, HTTP ${status})\n\n${detail}\n\n${remedy}\n`;
}

function brokenRuleOf(params: ErrorParams): Partial<Problem> {
  const { field, rule, value } = params;
  if (field === undefined || rule === undefined || value === undefined) return {};
  return { field, rule, value, detailZh: filled('{field}{ruleZh}（{foundZh}）', params) };
}
