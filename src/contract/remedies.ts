import type { ErrorCode, GuanzhuError } from '../domain/errors.js';
import type { Bilingual } from '../domain/rule.js';
import { filled } from './filled.js';

/**
 * What to do about each error of the contract's operations; `{name}` stands for a value that the error
 * carries. docs/errors.md says the same; a test holds the two equal.
 */
export const remedies: Partial<Readonly<Record<ErrorCode, Bilingual>>> = {
  token_missing: {
    zh: '缺少请求头，请加上。',
    en: 'The header is missing or empty: send it.',
  },
  token_repeated: {
    zh: '请求头重复，只发送一个。',
    en: 'The header was sent twice: send one.',
  },
  token_invalid: {
    zh: 'token不存在，请检查是否复制有误。',
    en: 'No such token; its first four characters are shown. Check it for copying faults.',
  },
  token_placeholder: {
    zh: '占位符未替换，请在工具里填写变量。',
    en: 'The tool sent `{{…}}` as it stands: fill in its variable.',
  },
  parameter_missing: {
    zh: '缺少必填参数，请补上。',
    en: 'A required field is absent, null or blank; the first in documented order is named. Send it.',
  },
  parameter_invalid: {
    zh: '{field}{ruleZh}（{foundZh}）。请改正该值。',
    en: '{field} {rule} ({found}). Correct the value.',
  },
  parameter_placeholder: {
    zh: '占位符未替换，请在工具里填写变量。',
    en: 'The tool sent `{{…}}` as it stands: fill in its variable.',
  },
  device_unknown: {
    zh: '设备不存在或不属于该token，请检查两者。',
    en: "No device of this token has that `appId`; another owner's looks the same. Check both.",
  },
  device_offline: {
    zh: '设备已离线，请管理员恢复在线。',
    en: 'The device is set offline; `login/checkOnline` tells, and the administrator can set it online.',
  },
  identity_unknown: {
    zh: '不是该设备的视频号，请换成设备上的视频号。',
    en: '`myUserName` is no account of that device: send one that it hosts.',
  },
  role_mismatch: {
    zh: '身份类型不符，请改用该视频号的类型。',
    en: 'The account exists on the device, but not with that role type: send the one that it has there.',
  },
  self_follow: {
    zh: '不能关注自己，除非打开该设置。',
    en: 'An account may not follow itself, unless `GUANZHU_ALLOW_SELF_FOLLOW` is set.',
  },
  target_unknown: {
    zh: '对方不存在，请检查，区分大小写。',
    en: 'No account has that `toUserName`; letters are told apart by case. Check it.',
  },
  finder_exists: {
    zh: '该设备已创建视频号。',
    en: 'The device has its finder account already: use it.',
  },
  name_taken: {
    zh: '名字已被使用，或与已有名字看起来相同，请换一个。',
    en: 'Another account has that name, or one that looks like it: choose another.',
  },
  callback_refused: {
    zh: '回调地址不可用，请使用公网地址或由管理员放行。',
    en: 'The callback address leads to a private address, or nowhere: use a public one, or let the administrator list it.',
  },
  admin_token_invalid: {
    zh: '管理员token错误。',
    en: 'A call under `/v1` without the administrator token: send `Authorization: Bearer <token>`.',
  },
  search_info_invalid: {
    zh: '原样传回搜索结果，或不传。',
    en: '`searchInfo` is filled and was not given to this device for this account: send what search gave, untouched, or leave it out.',
  },
  search_info_expired: {
    zh: '请重新搜索。',
    en: 'The search is older than `GUANZHU_SEARCH_TTL`: search again.',
  },
  search_no_match: {
    zh: '更换关键词。',
    en: '`searchFollow`: the keyword is in neither the nickname, the signature nor the username.',
  },
  qr_code_unknown: {
    zh: '使用有效的二维码。',
    en: '`scanFollow`: the link is none that `getQrCode` gives.',
  },
  overloaded: {
    zh: '稍后重试。',
    en: 'Too many requests wait for the disk; nothing was written. Retry later.',
  },
  store_unavailable: {
    zh: '检查磁盘后重试；正在搬迁数据库时，等搬完再试。',
    en: 'The disk is full, or cannot be read or written, or the graph is being moved to another database; nothing was written. Free space, or wait, then retry.',
  },
  outcome_unknown: {
    zh: '重启后可安全重试。',
    en: 'The disk failed while syncing; the server stops and must be started again. Repeating the call then is safe.',
  },
  internal: {
    zh: '查看服务日志。',
    en: "A fault of the server: its log has the reason under the reply's `X-Request-Id`.",
  },
  request_malformed: {
    zh: '请求格式错误，请修正。',
    en: 'The bytes are no clear HTTP request: two lengths, no host or two, a repeated `Content-Type`, bad escapes in the address. Correct it.',
  },
  json_invalid: {
    zh: '请检查并修正请求体。',
    en: 'The body is no JSON object in UTF-8, has a key twice with different values or one that reaches a prototype, or nests deeper than 32 levels. Correct it.',
  },
  not_found: {
    zh: '检查路径。',
    en: 'Nothing is served at that address: check the path, its case and its end.',
  },
  method_not_allowed: {
    zh: '更换请求方法。',
    en: 'The address is served with another method, which the text and `Allow` name.',
  },
  request_timeout: {
    zh: '检查网络后重试。',
    en: 'The request did not arrive whole in 15 seconds, or its headers in 10.',
  },
  body_too_large: {
    zh: '缩小请求体。',
    en: 'The body is over 64 KiB.',
  },
  media_type_unsupported: {
    zh: '使用JSON。',
    en: 'Send `Content-Type: application/json`, in UTF-8 and not compressed.',
  },
  expectation_failed: {
    zh: '去掉该请求头。',
    en: 'Only `100-continue` may be expected: leave the header out.',
  },
  headers_too_large: {
    zh: '缩小请求头。',
    en: 'Address and headers are over 16 KiB together.',
  },
  target_suspended: {
    zh: '对方已被停用，可取消关注。',
    en: 'The administrator suspended the target; unfollowing works.',
  },
  identity_suspended: {
    zh: '自己的账号已被停用，可取消关注。',
    en: 'The administrator suspended the acting account; unfollowing works.',
  },
  blocked: {
    zh: '存在拉黑，请先取消拉黑。',
    en: 'One of the two blocks the other: end the block first. Unfollowing works.',
  },
  idempotency_key_reused: {
    zh: '该Key已用于其他请求，请换新的。',
    en: 'The key came with another request within 24 hours: use a new one.',
  },
  ledger_changed: {
    zh: '数据已从备份恢复：游标从头读取，写入请核对后换新的Key重发。',
    en: 'A backup was restored since: read the list from its start; check a write, then send it under a new key.',
  },
  idempotency_key_running: {
    zh: '请求处理中，请稍后重试。',
    en: 'The first request under the key is not answered yet: repeat a moment later.',
  },
};

/** What to do about this very error; of what has no remedy, the server's log tells. */
export function remedyOf({ code, params }: GuanzhuError): Bilingual | undefined {
  const remedy = remedies[code] ?? remedies.internal;
  return remedy && { zh: filled(remedy.zh, params), en: filled(remedy.en, params) };
}
