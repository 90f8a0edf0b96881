import type { ErrorCode, GuanzhuError } from '../domain/errors.js';

/** An error on `/v1`, as RFC 9457 has it, with our own code. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly code: ErrorCode;
}

interface ProblemForm {
  readonly status: number;
  readonly title: string;
  /** `{name}` stands for a value that the error carries. */
  readonly detail: string;
}

const internal: ProblemForm = {
  status: 500,
  title: 'Internal error',
  detail: 'The server failed; its log says why.',
};

/** The errors that calls under `/v1` can end in. Any other is a fault of the server itself. */
const problemForms: Partial<Readonly<Record<ErrorCode, ProblemForm>>> = {
  admin_token_invalid: {
    status: 401,
    title: 'Administrator token needed',
    detail: 'Send the administrator token as "Authorization: Bearer <token>".',
  },
  device_unknown: { status: 404, title: 'Unknown device', detail: 'There is no device {appId}.' },
  parameter_missing: { status: 400, title: 'Member missing', detail: '{field} is required.' },
  parameter_invalid: {
    status: 400,
    title: 'Member not usable',
    detail: '{field} is not of the documented kind.',
  },
  json_invalid: {
    status: 400,
    title: 'Not a JSON object',
    detail: 'The body is not a JSON object that can be read in one way only.',
  },
  request_malformed: {
    status: 400,
    title: 'Malformed request',
    detail: 'The request is not proper HTTP.',
  },
  not_found: { status: 404, title: 'Not found', detail: 'Nothing is served here.' },
  body_too_large: {
    status: 413,
    title: 'Body too large',
    detail: 'A body has {limit} bytes at most.',
  },
  media_type_unsupported: {
    status: 415,
    title: 'Media type not supported',
    detail: 'A body is uncompressed application/json in UTF-8.',
  },
  expectation_failed: {
    status: 417,
    title: 'Expectation not met',
    detail: 'The only expectation that is met is 100-continue.',
  },
  store_unavailable: {
    status: 503,
    title: 'Store unavailable',
    detail: 'Nothing was written; try again later.',
  },
  outcome_unknown: {
    status: 503,
    title: 'Outcome unknown',
    detail: 'Whether it was written is not known; look before trying again.',
  },
};

export function toProblem({ code, params }: GuanzhuError): Problem {
  const form = problemForms[code];
  const { status, title, detail } = form ?? internal;
  const known = form ? code : 'internal';
  return {
    type: `/docs/problems/${known}`,
    title,
    status,
    detail: detail.replace(/\{(\w+)\}/g, (_, name: string) => params[name] ?? ''),
    code: known,
  };
}
