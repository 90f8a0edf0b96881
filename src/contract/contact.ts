import Type, { type Static } from 'typebox';
import type { Account } from '../domain/account.js';
import type { Micros } from '../domain/time.js';

/** The contact object that every operation of the finder module shows an account as. */
export const contactFields = {
  username: Type.String({ description: '对方的username' }),
  nickname: Type.String({ description: '昵称' }),
  headUrl: Type.String({ description: '头像' }),
  signature: Type.String({ description: '简介' }),
  followFlag: Type.Integer(),
  authInfo: Type.Object({}),
  coverImgUrl: Type.String(),
  spamStatus: Type.Integer(),
  extFlag: Type.Integer(),
  extInfo: Type.Object({
    country: Type.String({ description: '国家' }),
    province: Type.String({ description: '省份' }),
    city: Type.String({ description: '城市' }),
    sex: Type.Integer({ description: '性别' }),
  }),
  liveStatus: Type.Integer(),
  liveCoverImgUrl: Type.String(),
  liveInfo: Type.Object({
    anchorStatusFlag: Type.Integer(),
    switchFlag: Type.Integer(),
    lotterySetting: Type.Object({
      settingFlag: Type.Integer(),
      attendType: Type.Integer(),
    }),
  }),
  status: Type.Integer(),
};

export const contact = Type.Object(contactFields);

export type Contact = Static<typeof contact>;

/**
 * An account as its caller sees it. Members whose meaning is undocumented carry the constants of the
 * documented examples; `extFlag` tells an account with a place from one without (docs/follow.md, 30),
 * and `extInfo` has its four members whether set or not (20).
 */
export function toContact({ username, profile }: Account, following: boolean): Contact {
  const { country, province, city, sex } = profile;
  return {
    username,
    nickname: profile.nickname,
    headUrl: profile.headUrl,
    signature: profile.signature,
    followFlag: following ? 1 : 0,
    authInfo: {},
    coverImgUrl: profile.coverImgUrl,
    spamStatus: 0,
    extFlag: country === '' ? 262152 : 262156,
    extInfo: { country, province, city, sex },
    liveStatus: 2,
    liveCoverImgUrl: profile.liveCoverImgUrl,
    liveInfo: {
      anchorStatusFlag: profile.anchorStatusFlag,
      switchFlag: 53727,
      lotterySetting: { settingFlag: 0, attendType: 4 },
    },
    status: 0,
  };
}

/** Times on the wire are Unix seconds. */
export function toSeconds(at: Micros): number {
  return Math.floor(at / 1_000_000);
}
