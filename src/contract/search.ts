import Type, { type Static } from 'typebox';
import type { SearchRequest } from '../domain/search.js';
import { appId, identifier, integerOf } from './fields.js';
import { finderTag, operation } from './operation.js';
import { filterValues, searchReply } from './search-reply.js';

const documentedSearch = {
  appId: '{{appid}}',
  proxyIp: '',
  content: '人民日报',
  category: 1,
  filter: 0,
  page: 0,
  cookie: '',
  searchId: '',
  offset: 0,
};

const searchBody = Type.Object(
  {
    appId,
    // As long as a username may be: one is a text to search for.
    content: Type.String({ description: '搜索内容', ...identifier }),
    category: Type.Optional(
      integerOf([0, 1, 2], {
        description: '搜索类型，1:搜索全部   2:按视频号username搜索账号',
        default: 1,
      }),
    ),
    filter: Type.Optional(
      integerOf([0, 1, 2], {
        description: '筛选，0:不限   1:最新   2:朋友赞过',
        default: 0,
      }),
    ),
    page: Type.Optional(
      Type.Integer({ description: '首次传0，后续调用时每次加1', default: 0, minimum: 0 }),
    ),
    cookie: Type.Optional(
      Type.String({
        description: '首次传空，后续传接口返回的data.cookies字段',
        default: '',
        maxLength: 8192,
      }),
    ),
    searchId: Type.Optional(
      Type.String({
        description: '首次传空，后续传接口返回的data.searchID字段',
        default: '',
        ...identifier,
      }),
    ),
    offset: Type.Optional(
      Type.Integer({
        description: '首次传0，后续传接口返回的data.offset字段',
        default: 0,
        minimum: 0,
      }),
    ),
  },
  { examples: [documentedSearch] },
);

export const search = operation({
  path: '/finder/search',
  operationId: 'search',
  summary: '搜索视频号',
  description:
    '按昵称、简介或username搜索视频号，每页20个；返回的cookies、searchID、docID用于关注接口的searchInfo。Finds accounts by nickname, signature or username, best match first, 20 a page; `cookies` leads to the next page, and a hit’s `docID` says in a follow where it came from.',
  tag: finderTag,
  body: searchBody,
  reply: searchReply,
});

export const searchFailure = '搜索失败';

/** `offset` is only echoed by clients: the cookie holds where a page begins. */
export function toSearchRequest(body: Static<typeof searchBody>): SearchRequest {
  return {
    appId: body.appId,
    content: body.content,
    scope: body.category === 2 ? 'username' : 'all',
    filter: filterValues[body.filter ?? 0]?.filter ?? 'none',
    cookie: body.cookie ?? '',
    searchId: body.searchId ?? '',
    page: body.page ?? 0,
  };
}
