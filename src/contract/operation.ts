import type { TObject } from 'typebox';

/** A documented operation as data: what validates it, describes it and shapes its reply. */
export interface Operation<Body extends TObject, Reply extends TObject> {
  /** Below the contract's prefix, such as `/finder/follow`. */
  readonly path: `/${string}`;
  /** Other paths at which clients look for it: served alike, and not documented. */
  readonly aliases?: readonly `/${string}`[];
  readonly operationId: string;
  /** The documented Chinese name. */
  readonly summary: string;
  /** What it does, in Chinese and English. */
  readonly description: string;
  readonly tag: string;
  readonly body: Body;
  /** The shape of a success. */
  readonly reply: Reply;
}

/** The documented folder of the finder operations. */
export const finderTag = '基础API/视频号模块';
/** The documented folder of the login operations. */
export const loginTag = '基础API/登录模块';

/** The folders, each with what is in it. */
export const contractTags = [
  { name: finderTag, description: '关注与视频号账号。Following, and finder accounts.' },
  { name: loginTag, description: '设备与消息回调。Devices, and where their events go.' },
] as const;

export function operation<Body extends TObject, Reply extends TObject>(
  definition: Operation<Body, Reply>,
): Operation<Body, Reply> {
  return definition;
}
