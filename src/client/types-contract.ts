// What the contract's operations take and answer. test/client/types.test.ts holds each to the served schema.

import type { PreloadInfo } from './types-preload.js';

type Sex = 0 | 1 | 2;

/** The members by which a request says who it acts as. */
export interface ActorFields {
  appId: string;
  myUserName: string;
  /** 1 = WeChat identity, 3 = finder identity. */
  myRoleType: 1 | 3;
}

export interface FollowBody extends ActorFields {
  toUserName: string;
  /** 1 follows, 2 unfollows. */
  opType: 1 | 2;
  /** What `search` gave, when the follow comes from there. */
  searchInfo?: { cookies: string; docId: string; searchId: string };
}

export interface SearchFollowBody extends ActorFields {
  toUserName: string;
  keyword: string;
}

export interface ScanFollowBody extends ActorFields {
  /** What a QR code holds, or a username. */
  qrContent: string;
  proxyIp?: string;
  objectId?: string;
  objectNonceId?: string;
}

export interface FollowListBody extends ActorFields {
  lastBuffer?: string;
}

export interface UserPageBody {
  appId: string;
  toUserName: string;
  lastBuffer?: string;
  /** As text: an id has more digits than a number holds. */
  maxId?: string;
  searchInfo?: { cookies?: string; searchId?: string };
}

export interface MentionListBody extends ActorFields {
  /** 3 likes, 4 comments, 5 follows. */
  reqScene: 3 | 4 | 5;
  lastBuff?: string;
}

export interface SearchBody {
  appId: string;
  content: string;
  /** 1 names and signatures, 2 usernames. */
  category?: 0 | 1 | 2;
  /** 0 none, 1 the newest, 2 liked by friends. */
  filter?: 0 | 1 | 2;
  page?: number;
  cookie?: string;
  searchId?: string;
  offset?: number;
}

export interface DeviceBody {
  appId: string;
}

export interface CreateFinderBody {
  appId: string;
  nickName: string;
  headImg: string;
  signature?: string;
  /** 0 unset, 1 male, 2 female. */
  sex?: Sex;
}

export interface UpdateProfileBody extends ActorFields {
  nickName?: string;
  headImg?: string;
  signature?: string;
  /** 0 unset, 1 male, 2 female. */
  sex?: Sex;
  country?: string;
  province?: string;
  city?: string;
}

export interface SetCallbackBody {
  token: string;
  /** `''` ends the callback. */
  callbackUrl: string;
}

/** Without members that are documented. */
type Unspecified = object;

interface ContactFields {
  username: string;
  nickname: string;
  headUrl: string;
  signature: string;
  authInfo: Unspecified;
  coverImgUrl: string;
  spamStatus: number;
  extFlag: number;
  liveStatus: number;
  liveCoverImgUrl: string;
  liveInfo: {
    anchorStatusFlag: number;
    switchFlag: number;
    lotterySetting: { settingFlag: number; attendType: number };
  };
  status: number;
  /** `''` and 0 for what is unset. */
  extInfo: { country: string; province: string; city: string; sex: number };
}

/** An account as its caller sees it. */
export interface Contact extends ContactFields {
  /** 1 while the caller follows the account, else 0. */
  followFlag: number;
}

/** An account as lists and pages show it. */
export interface ListedContact extends Contact {
  /** Unix seconds. */
  followTime: number;
}

export interface FollowListData {
  contactList: ListedContact[];
  lastBuffer: string;
  /** 1 when there is more. */
  continueFlag: number;
  followCount: number;
}

export interface UserPageData {
  object: Unspecified[];
  finderUserInfo: { coverImgUrl: string };
  contact: ListedContact & { friendFollowCount: number; oneTimeFlag: number };
  feedsCount: number;
  continueFlag: number;
  lastBuffer: string;
  friendFollowCount: number;
  userTags: string[];
  preloadInfo: PreloadInfo;
  privateLock: number;
  liveDurationHours: number;
  justWatch: { showJustWatch: number; allowPrefetch: number };
  ipRegionInfo: Unspecified;
  mcnInfo: { agencyName: string };
  productInfo: Unspecified;
}

export interface Mention {
  headUrl: string;
  nickname: string;
  mentionType: number;
  mentionContent: string;
  /** Unix seconds. */
  createtime: number;
  thumbUrl: string;
  mentionId: number;
  refObjectId: number;
  refCommentId: number;
  flag: number;
  extflag: number;
  refContent: string;
  mediaType: number;
  description: string;
  replyNickname: string;
  refObjectNonceId: string;
  username: string;
  contact: { contact: ContactFields & { seq: number } };
  refObjectType: number;
  extInfo: { appName: string; entityId: string };
  svrMentionId: number;
  followFlag: number;
  orderCount: number;
  interactionCount: number;
  forceUseRefContent: number;
}

export interface MentionListData {
  list: { mentions: Mention[] };
  /** What was sent when there is nothing new. */
  lastBuff: string;
}

export interface SearchItem {
  desc: string;
  /** A follow's `searchInfo.docId`. */
  docID: string;
  jumpInfo: {
    commentScene: number;
    jumpType: number;
    reportExtraInfo: string;
    /** The account's username. */
    userName: string;
  };
  reportId: string;
  report_extinfo_str: string;
  thumbUrl: string;
  title: string;
}

export interface SearchData {
  advanceSearch: {
    filters: {
      column: number;
      display: number;
      options: {
        paramKey: string;
        paramValue: string;
        reportId: string;
        selected?: number;
        title: string;
        type: number;
      }[];
      paramKey: string;
      title: string;
      type: number;
    }[];
    isHold: number;
    showType: number;
  };
  /** 1 when there is more. */
  continueFlag: number;
  cookies: string;
  data: {
    boxID: string;
    boxPos: number;
    boxPosMerge: number;
    count: number;
    items: SearchItem[];
    moreInfo: { moreID: string; reportId: string };
    moreText: string;
    real_type: number;
    type: number;
  }[];
  direction: number;
  experiment: { key: string; value: string }[];
  feedback: { isFromMixerMainSwap: number };
  isBoxCardStyle: number;
  isDivide: number;
  isHomePage: number;
  lang: string;
  offset: number;
  pageNumber: number;
  query: string;
  resultType: number;
  ret: number;
  searchID: string;
  timeStamp: number;
}

export interface ProfileData {
  /** The `myUserName` of other calls; `''` on a device without a finder account. */
  mainFinderUsername: string;
  signatureMaxLength: number;
  nicknameMinLength: number;
  nicknameMaxLength: number;
  userNoFinder: number;
  purchasedTotalCount: number;
  privacySetting: { exportJumpLink: string };
  aliasInfo: { nickname: string; headImgUrl: string; roleType: number }[];
  currentAliasRoleType: number;
  nextAliasModAvailableTime: number;
  actionWording: Unspecified;
  userFlag: number;
}

export interface CreatedFinder {
  username: string;
  nickname: string;
  headUrl: string;
  signature: string;
  followFlag: number;
}

export interface QrCodeData {
  qrcodeUrl: string;
}
