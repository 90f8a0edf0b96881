import type { ErrorCode } from '../domain/errors.js';
import { type ApiErrorFields, apiError, type GuanzhuApiError } from './api-error.js';

/** How one error is told from the others in the contract's envelope. */
interface Mark {
  readonly code: ErrorCode;
  /** The HTTP status that it would have elsewhere: what class of error it is. */
  readonly like: number;
  /** `data.code` of an operation that failed; null for a request that was rejected. */
  readonly dataCode: string | null;
  /** What the reason looks like, where `dataCode` says too little. */
  readonly text?: RegExp;
}

const rejected = (code: ErrorCode, like: number, text: RegExp): Mark => ({
  code,
  like,
  dataCode: null,
  text,
});
const failed = (code: ErrorCode, like: number, dataCode: string, text?: RegExp): Mark => ({
  code,
  like,
  dataCode,
  ...(text && { text }),
});

/** The first that fits counts. A test makes every error of the server and reads it back. */
const marks: readonly Mark[] = [
  rejected('token_missing', 401, /^header:X-GEWE-TOKEN 不可为空$/),
  rejected('token_repeated', 400, /^header:X-GEWE-TOKEN 只能出现一次$/),
  rejected('token_placeholder', 401, /不可用或已过期：/),
  rejected('token_invalid', 401, /不可用或已过期$/),
  rejected('parameter_missing', 400, /不可为空$/),
  rejected('parameter_placeholder', 400, /参数错误：/),
  rejected('parameter_invalid', 400, /参数错误$/),
  rejected('admin_token_invalid', 401, /^管理员token不可用$/),
  rejected('request_malformed', 400, /^HTTP请求格式错误$/),
  rejected('json_invalid', 400, /^请求体不是有效的JSON对象/),
  rejected('not_found', 404, /^接口不存在$/),
  rejected('method_not_allowed', 405, /^请求方法不支持/),
  rejected('request_timeout', 408, /^请求超时$/),
  rejected('body_too_large', 413, /^请求体过大/),
  rejected('media_type_unsupported', 415, /^请求体须为/),
  rejected('expectation_failed', 417, /Expect请求头$/),
  rejected('headers_too_large', 431, /^请求头过大$/),
  failed('device_unknown', 404, '-1', /设备不存在$/),
  failed('device_offline', 409, '-1', /^微信已离线$/),
  failed('identity_unknown', 403, '-1', /不是该设备的视频号$/),
  failed('role_mismatch', 403, '-6101'),
  failed('self_follow', 422, '-6102'),
  failed('target_unknown', 404, '-6103'),
  failed('search_info_invalid', 422, '-6104'),
  failed('search_info_expired', 422, '-6105'),
  failed('search_no_match', 404, '-6106'),
  failed('qr_code_unknown', 404, '-6107'),
  failed('finder_exists', 409, '-6108'),
  failed('name_taken', 409, '-4002'),
  failed('callback_refused', 422, '-6109'),
  failed('target_suspended', 409, '-6110'),
  failed('identity_suspended', 409, '-6111'),
  failed('blocked', 409, '-6112'),
  failed('idempotency_key_reused', 422, '-6113'),
  failed('idempotency_key_running', 409, '-6114'),
  failed('ledger_changed', 410, '-6115'),
  failed('internal', 500, '-6500'),
  failed('overloaded', 503, '-6501'),
  failed('store_unavailable', 503, '-6502'),
  failed('outcome_unknown', 503, '-6503'),
];

/**
 * The error that an envelope other than a success tells of.
 *
 * @param rule the reply's header `Guanzhu-Rule`: the value that was refused, and the rule that it breaks.
 */
export function contractFailure(
  body: object,
  reply: Omit<ApiErrorFields, 'code' | 'detail'>,
  rule?: string,
): GuanzhuApiError {
  const action = 'msg' in body && typeof body.msg === 'string' ? body.msg : '';
  const failure = 'data' in body ? readFailure(body.data) : null;
  const reason = failure?.reason ?? action;
  const mark = marks.find(
    ({ dataCode, text }) => dataCode === (failure?.code ?? null) && (text?.test(reason) ?? true),
  );
  const detail = failure?.reason && action !== '' ? `${action}: ${reason}` : reason;
  const status = mark?.like ?? (reply.status === 200 ? 422 : reply.status);
  const code = mark?.code ?? 'unknown';
  if (rule === undefined) return apiError(status, { ...reply, code, detail });
  const told = decoded(rule);
  const [, field, broken] = /^(\S+) (.*?)(?: \((?:is|has) .*\))?$/.exec(told) ?? [];
  return apiError(status, { ...reply, code, detail: `${detail}: ${told}`, field, rule: broken });
}

function decoded(header: string): string {
  try {
    return decodeURI(header);
  } catch {
    return header;
  }
}

function readFailure(data: unknown): { readonly code: string; readonly reason?: string } | null {
  if (typeof data !== 'object' || data === null || !('code' in data)) return null;
  const { code } = data;
  return 'msg' in data && typeof data.msg === 'string'
    ? { code: String(code), reason: data.msg }
    : { code: String(code) };
}
