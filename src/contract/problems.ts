import Type from 'typebox';
import type { ErrorCode, GuanzhuError } from '../domain/errors.js';
import { internalForm, problemForms } from './problem-forms.js';

/** An error on `/v1`, as RFC 9457 has it, with our own code. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly code: ErrorCode;
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
  },
  {
    $id: problemId,
    description: '失败的应答（RFC 9457）。Problem details; docs/errors.md lists each code.',
  },
);

export function toProblem({ code, params }: GuanzhuError): Problem {
  const known = problemForms[code] ? code : 'internal';
  const { status, title, detail } = problemForms[known] ?? internalForm;
  return {
    type: `/docs/problems/${known}`,
    title,
    status,
    detail: detail.replace(/\{(\w+)\}/g, (_, name: string) => params[name] ?? ''),
    code: known,
  };
}

/** What the address in a problem's `type` says; undefined for a code without a page. */
export function problemPage(code: string): string | undefined {
  const found = Object.entries(problemForms).find(([known]) => known === code);
  if (!found) return undefined;
  const { status, title, detail, remedy } = found[1];
  return `${title} (${code}, HTTP ${status})\n\n${detail}\n\n${remedy}\n`;
}
