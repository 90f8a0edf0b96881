import Type, { type Static } from 'typebox';
import type { Account } from '../domain/account.js';
import type { Micros } from '../domain/time.js';
import { contactFields, toContact } from './contact.js';

/** The contact as lists and pages show it: an unset place or sex is left out (docs/follow.md, 20). */
export const listedContactFields = {
  ...contactFields,
  extInfo: Type.Object({
    country: Type.Optional(Type.String({ description: '国家' })),
    province: Type.Optional(Type.String({ description: '省份' })),
    city: Type.Optional(Type.String({ description: '城市' })),
    sex: Type.Optional(Type.Integer({ description: '性别' })),
  }),
};

const listedContact = Type.Object(listedContactFields);

export function toListedContact(
  account: Account,
  following: boolean,
): Static<typeof listedContact> {
  const { country, province, city, sex } = account.profile;
  return {
    ...toContact(account, following),
    extInfo: {
      ...(country !== '' && { country }),
      ...(province !== '' && { province }),
      ...(city !== '' && { city }),
      ...(sex !== 0 && { sex }),
    },
  };
}

/** Times on the wire are Unix seconds. */
export function toSeconds(at: Micros): number {
  return Math.floor(at / 1_000_000);
}
