import type { ErrorCode } from '../domain/errors.js';
import { consoleProblems } from './console-problems.js';
import { importProblems } from './import-problems.js';
import { form, type ProblemForm } from './problem-form.js';

export const internalForm = form(
  500,
  'Internal error',
  'The server failed; its log says why.',
  'A fault of the server: its log names it under the X-Request-Id of the reply. Report it.',
);

/** The errors that calls under `/v1` can end in. Any other is a fault of the server itself. */
export const problemForms: Partial<Readonly<Record<ErrorCode, ProblemForm>>> = {
  bearer_missing: form(
    401,
    'Token needed',
    'Send a token as "Authorization: Bearer <token>".',
    "The call came without a token. Send a tenant's token, or the administrator's.",
  ),
  too_many_attempts: form(
    429,
    'Too many wrong tokens',
    'Too many unknown tokens came from this address: wait {retryAfter} s.',
    'More than 20 a minute are answered so. A right token works at any time.',
  ),
  token_invalid: form(
    401,
    'Token not usable',
    'The token {token} is unknown or no longer usable.',
    'Its first four characters are shown. Check it for copying faults, or ask for a new one.',
  ),
  admin_token_invalid: form(
    401,
    'Administrator token needed',
    'Send the administrator token as "Authorization: Bearer <token>".',
    "The call is the administrator's alone. The token was shown at the first start, or is GUANZHU_ADMIN_TOKEN.",
  ),
  device_unknown: form(
    404,
    'Unknown device',
    'There is no device {appId}.',
    "No device has that appId, or it is another tenant's. Check it, letters are told apart by case.",
  ),
  account_unknown: form(
    404,
    'Unknown account',
    'There is no account {username}.',
    'No account has that username. Check it: letters are told apart by case.',
  ),
  revision_unknown: form(
    404,
    'Unknown revision',
    '{field} names no revision of this ledger so far.',
    'The text is a revision that this ledger has not reached: it comes from another instance, or is made up.',
  ),
  parameter_missing: form(
    400,
    'Member missing',
    '{field} is required.',
    'A required member or parameter is absent, null or blank. Send it.',
  ),
  parameter_invalid: form(
    400,
    'Member not usable',
    '{field} is not of the documented kind.',
    'Its type or value is not what the API reference at /docs/ says. Correct it.',
  ),
  parameter_placeholder: form(
    400,
    'Placeholder sent as is',
    '{field} is the placeholder {value}: put a real value in its place.',
    'The tool sent {{…}} as it stands. Fill in its variable.',
  ),
  too_many_rows: form(
    413,
    'Too many rows',
    '{field} has {limit} items at most.',
    'Send the rows in several calls.',
  ),
  json_invalid: form(
    400,
    'Not a JSON object',
    'The body is not a JSON object that can be read in one way only.',
    'The body is no JSON, no object, or names a key twice. Correct it.',
  ),
  ...importProblems,
  request_malformed: form(
    400,
    'Malformed request',
    'The request is not proper HTTP.',
    'A header that must be single came twice, or the request broke another rule of HTTP.',
  ),
  not_found: form(
    404,
    'Not found',
    'Nothing is served here.',
    'No call has that path. The API reference at /docs/ lists them.',
  ),
  method_not_allowed: form(
    405,
    'Method not allowed',
    'This path takes {allow}.',
    'The path exists, with other methods. Use one of those.',
  ),
  request_timeout: form(
    408,
    'Request timed out',
    'The body stood still for too long.',
    'The sender stopped in the middle. Send it again; an import goes on after what it told of.',
  ),
  body_too_large: form(
    413,
    'Body too large',
    'A body has {limit} bytes at most.',
    'Send less at once.',
  ),
  media_type_unsupported: form(
    415,
    'Media type not supported',
    'A body is uncompressed application/json in UTF-8.',
    'Send Content-Type: application/json, and no Content-Encoding.',
  ),
  expectation_failed: form(
    417,
    'Expectation not met',
    'The only expectation that is met is 100-continue.',
    'Leave the Expect header out.',
  ),
  target_unknown: form(
    404,
    'Unknown target',
    'There is no account {toUserName} to follow.',
    'No account has that username. Check it: letters are told apart by case.',
  ),
  identity_unknown: form(
    404,
    'Not an account of yours',
    'None of your devices hosts the account {myUserName}.',
    'A tenant acts as the accounts of its own devices alone, the administrator as any.',
  ),
  self_follow: form(
    422,
    'Following oneself',
    'An account cannot follow or block itself.',
    'Name another account; GUANZHU_ALLOW_SELF_FOLLOW lets accounts follow themselves.',
  ),
  device_offline: form(
    409,
    'Device offline',
    'The device {appId} is offline.',
    'Its account cannot act until the administrator sets it online.',
  ),
  search_info_invalid: form(
    422,
    'Not a search result',
    'searchInfo is not what a search of this device gave for {toUserName}.',
    'Send cookies, searchId and docId as one search gave them, or leave searchInfo out.',
  ),
  search_info_expired: form(
    422,
    'Search expired',
    'The search is too long ago.',
    'Search again; GUANZHU_SEARCH_TTL says for how long a search is taken back.',
  ),
  target_suspended: form(
    409,
    'Target suspended',
    'The account {toUserName} is suspended and cannot be followed.',
    'Unfollowing works. The administrator can restore the account.',
  ),
  identity_suspended: form(
    409,
    'Account suspended',
    'The account {myUserName} is suspended and cannot follow.',
    'Unfollowing works. The administrator can restore the account.',
  ),
  blocked: form(
    409,
    'Blocked',
    'One of the two accounts blocks the other.',
    'Unfollowing works. A follow is possible once neither blocks the other.',
  ),
  token_unknown: form(
    404,
    'Unknown token id',
    'There is no token with the id {id}.',
    'The list of tokens shows the ids. A token that was deleted is gone.',
  ),
  webhook_unknown: form(
    404,
    'Unknown webhook',
    'There is no webhook {id}.',
    "No webhook has that id, or it is another tenant's. The list of webhooks shows the ids.",
  ),
  too_many_webhooks: form(
    409,
    'Too many webhooks',
    'There are {limit} webhooks at most.',
    'Delete one that is no longer needed; one webhook can be told of all changes.',
  ),
  callback_refused: form(
    422,
    'Address refused',
    'No messages are sent to {host}.',
    'The host does not resolve, or to an address that must not be called. GUANZHU_CALLBACK_ALLOW lists what may be called beyond public addresses.',
  ),
  device_exists: form(
    409,
    'Device exists',
    'The appId {appId} is taken.',
    'Choose another appId, or leave it out to have one made.',
  ),
  account_exists: form(
    409,
    'Account exists',
    'The username {username} is taken.',
    'Choose another username, or leave it out to have one made. A deleted account keeps its own.',
  ),
  name_taken: form(
    409,
    'Name taken',
    'Another account has that nickname, case and width aside.',
    'Choose another nickname.',
  ),
  account_deleted: form(
    410,
    'Account deleted',
    'The account {username} is deleted for good.',
    'A deleted account is never restored, and its username is never given again.',
  ),
  idempotency_key_reused: form(
    422,
    'Idempotency key used before',
    'This Idempotency-Key was sent with another request.',
    'Use a new key for each new request; the same key only to repeat one.',
  ),
  idempotency_key_running: form(
    409,
    'Same request running',
    'A request with this Idempotency-Key is being carried out.',
    'Wait for its answer, or repeat it with the same key a moment later.',
  ),
  overloaded: form(
    503,
    'Overloaded',
    'Too many writes wait; nothing was written.',
    'Try again after a moment, with longer waits between tries.',
  ),
  store_unavailable: form(
    503,
    'Store unavailable',
    'Nothing was written; try again later.',
    'The database could not be read or written; the log says why.',
  ),
  outcome_unknown: form(
    503,
    'Outcome unknown',
    'Whether it was written is not known; look before trying again.',
    'The store failed in the middle of a write. Read the state, or repeat the call with its Idempotency-Key.',
  ),
  ...consoleProblems,
  internal: internalForm,
};
