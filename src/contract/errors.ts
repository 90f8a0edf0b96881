import Type from 'typebox';
import type { ErrorCode, GuanzhuError } from '../domain/errors.js';
import type { Envelope } from './envelope.js';
import { filled } from './filled.js';

/**
 * How an error looks on the wire.
 *
 * - `rejected`, form (a): the reason is `msg`, there is no `data`.
 * - `failed`, form (b): `msg` is the operation's own failure text, `data` holds `code` and `text`.
 *
 * In `text`, `{name}` stands for a value that the error carries.
 */
export type WireForm = {
  /** HTTP status. Business failures are 200: common clients lose the body of any other. */
  readonly status: number;
  readonly text: string;
  /** Where the text comes from: seen on the wire or in the document, or defined here. */
  readonly source: 'documented' | 'observed' | 'ours';
} & ({ readonly form: 'rejected' } | { readonly form: 'failed'; readonly dataCode: string });

const rejected = (text: string, source: WireForm['source'], status = 200): WireForm => ({
  form: 'rejected',
  status,
  text,
  source,
});
const failed = (dataCode: string, text: string, source: WireForm['source']): WireForm => ({
  form: 'failed',
  status: 200,
  dataCode,
  text,
  source,
});

const internal = failed('-6500', '服务器内部错误', 'ours');

/** The errors that the contract's operations can end in. Any other is a fault of the server itself. */
export const wireForms: Partial<Readonly<Record<ErrorCode, WireForm>>> = {
  token_missing: rejected('header:X-GEWE-TOKEN 不可为空', 'observed'),
  token_repeated: rejected('header:X-GEWE-TOKEN 只能出现一次', 'ours'),
  token_invalid: rejected('HTTP HEADER: X-GEWE-TOKEN={token} 不可用或已过期', 'observed'),
  token_placeholder: rejected(
    'HTTP HEADER: X-GEWE-TOKEN={token} 不可用或已过期：这是未替换的占位符，请填入真实的token (placeholder sent as is: put your own token here)',
    'ours',
  ),
  parameter_missing: rejected('{field}不可为空', 'documented'),
  parameter_invalid: rejected('{field}参数错误', 'ours'),
  parameter_placeholder: rejected(
    '{field}参数错误：{value}是未替换的占位符，请填入真实的值 (placeholder sent as is: put a real value here)',
    'ours',
  ),
  device_unknown: failed('-1', '[{appId}]设备不存在', 'observed'),
  device_offline: failed('-1', '微信已离线', 'observed'),
  identity_unknown: failed('-1', '[{myUserName}]不是该设备的视频号', 'ours'),
  role_mismatch: failed('-6101', 'myRoleType={myRoleType}不是该视频号的身份类型', 'ours'),
  self_follow: failed('-6102', '不能关注自己', 'ours'),
  target_unknown: failed('-6103', '[{toUserName}]视频号不存在', 'ours'),
  search_info_invalid: failed('-6104', 'searchInfo不是该设备搜索[{toUserName}]的结果', 'ours'),
  search_info_expired: failed('-6105', 'searchInfo已过期，请重新搜索', 'ours'),
  search_no_match: failed('-6106', '搜索[{keyword}]未找到[{toUserName}]', 'ours'),
  qr_code_unknown: failed('-6107', '无法识别的二维码', 'ours'),
  finder_exists: failed('-6108', '该设备已有视频号', 'ours'),
  name_taken: failed('-4002', '名字已被使用，请修改后再试。', 'documented'),
  callback_refused: failed(
    '-6109',
    '回调地址{host}不可用：无法解析，或指向本机、内网等地址；确需使用，请由管理员列入GUANZHU_CALLBACK_ALLOW（--callback-allow） (it cannot be resolved, or leads to an address that is not public: the administrator can list it in GUANZHU_CALLBACK_ALLOW)',
    'ours',
  ),
  target_suspended: failed('-6110', '[{toUserName}]已被停用，不能关注', 'ours'),
  identity_suspended: failed('-6111', '[{myUserName}]已被停用，不能关注', 'ours'),
  blocked: failed('-6112', '双方存在拉黑关系，不能关注', 'ours'),
  idempotency_key_reused: failed('-6113', 'Idempotency-Key已用于其他请求', 'ours'),
  ledger_changed: failed(
    '-6115',
    '{field}属于账本{theirs}，当前账本是{own}：数据已从备份恢复，或来自其他实例，请从头读取',
    'ours',
  ),
  idempotency_key_running: failed('-6114', '同一Idempotency-Key的请求正在处理', 'ours'),
  admin_token_invalid: rejected('管理员token不可用', 'ours', 401),
  overloaded: failed('-6501', '请求过于频繁，未写入，请稍后重试', 'ours'),
  store_unavailable: failed('-6502', '存储暂不可用，未写入，请稍后重试', 'ours'),
  outcome_unknown: failed('-6503', '存储故障，是否写入未知，请稍后重试', 'ours'),
  internal,
  request_malformed: rejected('HTTP请求格式错误', 'ours', 400),
  json_invalid: rejected('请求体不是有效的JSON对象：{reason}', 'ours', 400),
  not_found: rejected('接口不存在', 'ours', 404),
  method_not_allowed: rejected('请求方法不支持，请使用{allow}', 'ours', 405),
  request_timeout: rejected('请求超时', 'ours', 408),
  body_too_large: rejected('请求体过大，上限{limit}字节', 'ours', 413),
  media_type_unsupported: rejected('请求体须为未压缩的UTF-8 application/json', 'ours', 415),
  expectation_failed: rejected('不支持的Expect请求头', 'ours', 417),
  headers_too_large: rejected('请求头过大', 'ours', 431),
};

const failedForms = Object.values(wireForms).filter((form) => form.form === 'failed');

const failureId = 'Failure';
export const failureReference = `${failureId}#`;

/** The envelope of a failure, as the document shows it. */
export const failureSchema = Type.Object(
  {
    ret: Type.Integer({ description: '500；HTTP状态不是200时与之相同' }),
    msg: Type.String({ description: '失败原因；有data时为操作名加失败，如关注失败' }),
    data: Type.Optional(
      Type.Object({
        code: Type.Unsafe<string>({
          type: 'string',
          enum: [...new Set(failedForms.map(({ dataCode }) => dataCode))],
          description: failedForms
            .map(({ dataCode, text }) => `\`${dataCode}\` ${text}`)
            .join('  \n'),
        }),
        msg: Type.String({ description: '失败原因' }),
      }),
    ),
  },
  {
    $id: failureId,
    description:
      '失败的应答，见docs/errors.md。The envelope of a failure; docs/errors.md lists each.',
  },
);

/** The failure text of an operation that could not be named. */
const unnamedAction = '操作失败';

/** The reply to an error. `action` is the operation's failure text, such as `关注失败`. */
export function toEnvelope(
  error: GuanzhuError,
  action: string = unnamedAction,
): { readonly status: number; readonly body: Envelope } {
  const form = wireForms[error.code] ?? internal;
  const text = filled(form.text, error.params);
  if (form.form === 'failed') {
    const body = { ret: 500, msg: action, data: { code: form.dataCode, msg: text } };
    return { status: form.status, body };
  }
  // Outside the documented contract the HTTP status is real, and `ret` repeats it.
  return { status: form.status, body: { ret: form.status === 200 ? 500 : form.status, msg: text } };
}

/** Tells the rule that a value broke: `msg` has no room for it, since its form is documented. */
export const ruleHeader = 'Guanzhu-Rule';

/** What the header says of an error, fit for a header; undefined for one that needs none. */
export function ruleOf({ code, params }: GuanzhuError): string | undefined {
  if (code !== 'parameter_invalid') return undefined;
  return encodeURI(filled('{field} {rule} ({found})', params)).replace(/%20/g, ' ');
}
