import Type, { type Static } from 'typebox';
import type { SearchFilter, SearchHit, SearchPage } from '../domain/search.js';
import { replyOf, success } from './envelope.js';
import { int64 } from './fields.js';
import { highlight } from './highlight.js';

const item = Type.Object({
  desc: Type.String({ description: '简介，纯文本' }),
  docID: Type.String({ description: '关注接口searchInfo的docId' }),
  jumpInfo: Type.Object({
    commentScene: Type.Integer(),
    jumpType: Type.Integer(),
    reportExtraInfo: Type.String(),
    userName: Type.String({ description: '视频号的username' }),
  }),
  reportId: Type.String(),
  report_extinfo_str: Type.String(),
  thumbUrl: Type.String({ description: '头像' }),
  title: Type.String({ description: '昵称，HTML，匹配处带高亮标签' }),
});

const box = Type.Object({
  boxID: Type.String(),
  boxPos: Type.Integer(),
  boxPosMerge: Type.Integer(),
  count: Type.Integer(),
  items: Type.Array(item),
  moreInfo: Type.Object({ moreID: Type.String(), reportId: Type.String() }),
  moreText: Type.String(),
  real_type: Type.Integer(),
  type: Type.Integer({ description: '62:账号' }),
});

const filterOption = Type.Object({
  paramKey: Type.String({ description: '搜索的key' }),
  paramValue: Type.String({ description: '搜索的value' }),
  reportId: Type.String(),
  selected: Type.Optional(Type.Integer({ description: '是否选中，选中:1' })),
  title: Type.String({ description: '搜索描述' }),
  type: Type.Integer(),
});

export const searchReply = replyOf(
  Type.Object({
    advanceSearch: Type.Object({
      filters: Type.Array(
        Type.Object({
          column: Type.Integer({ description: '条件个数' }),
          display: Type.Integer({ description: '是否展示' }),
          options: Type.Array(filterOption),
          paramKey: Type.String(),
          title: Type.String(),
          type: Type.Integer(),
        }),
        { description: '搜索类型' },
      ),
      isHold: Type.Integer(),
      showType: Type.Integer(),
    }),
    continueFlag: Type.Integer({ description: '是否还可以继续翻页，是:1  否:其他' }),
    cookies: Type.String({ description: '搜索的cookies' }),
    data: Type.Array(box),
    direction: Type.Integer(),
    experiment: Type.Array(Type.Object({ key: Type.String(), value: Type.String() })),
    feedback: Type.Object({ isFromMixerMainSwap: Type.Integer() }),
    isBoxCardStyle: Type.Integer(),
    isDivide: Type.Integer(),
    isHomePage: Type.Integer(),
    lang: Type.String({ description: '语言' }),
    offset: Type.Integer({ description: '偏移量' }),
    pageNumber: Type.Integer({ description: '页码' }),
    query: Type.String({ description: '搜索的内容' }),
    resultType: Type.Integer(),
    ret: Type.Integer(),
    searchID: Type.String({ description: '搜索的ID' }),
    timeStamp: int64({ description: '搜索的时间戳' }),
  }),
);

/** The values of the request's `filter`, in their order, with their documented titles. */
export const filterValues: readonly { readonly filter: SearchFilter; readonly title: string }[] = [
  { filter: 'none', title: '不限' },
  { filter: 'newest', title: '最新' },
  { filter: 'liked-by-friends', title: '朋友赞过' },
];

/** Members whose meaning is undocumented carry the constants of the documented example. */
export function toSearchReply(page: SearchPage): Static<typeof searchReply> {
  return success({
    advanceSearch: { filters: [toFilters(page.filter)], isHold: 0, showType: 5 },
    continueFlag: page.more ? 1 : 0,
    cookies: page.cookies,
    data: page.hits.length === 0 ? [] : [toBox(page.hits, page.query)],
    direction: 2,
    experiment: [],
    feedback: { isFromMixerMainSwap: 0 },
    isBoxCardStyle: 1,
    isDivide: 0,
    isHomePage: 0,
    lang: 'zh_CN',
    offset: page.offset,
    pageNumber: page.page + 1,
    query: page.query,
    resultType: 0,
    ret: 0,
    searchID: page.searchId,
    timeStamp: Math.floor(page.at / 1_000_000),
  });
}

function toFilters(selected: SearchFilter) {
  const paramKey = 'HomePageFinderAdvanceSearchType';
  return {
    column: filterValues.length,
    display: 1,
    options: filterValues.map(({ filter, title }, value) => ({
      paramKey,
      paramValue: String(value),
      reportId: `${paramKey}_${value}:filter_option`,
      ...(filter === selected && { selected: 1 }),
      title,
      type: 1,
    })),
    paramKey,
    title: '',
    type: 1,
  };
}

function toBox(hits: readonly SearchHit[], query: string): Static<typeof box> {
  return {
    boxID: '0x800000000000-0-',
    boxPos: 1,
    boxPosMerge: 1,
    count: hits.length,
    items: hits.map((hit) => toItem(hit, query)),
    moreInfo: { moreID: '', reportId: '' },
    moreText: '更多',
    real_type: 33554434,
    type: 62,
  };
}

function toItem({ account, docId }: SearchHit, query: string): Static<typeof item> {
  const { nickname, signature, headUrl } = account.profile;
  return {
    desc: signature,
    docID: docId,
    jumpInfo: {
      commentScene: 6,
      jumpType: 7,
      reportExtraInfo: '{}\n',
      userName: account.username,
    },
    reportId: docId,
    report_extinfo_str: '',
    thumbUrl: headUrl,
    title: highlight(nickname, query),
  };
}
