import Type, { type TSchema } from 'typebox';

/** The documented text of every success. */
export const successMessage = '操作成功';

/** The envelope of every reply on contract paths. */
export interface Envelope {
  readonly ret: number;
  readonly msg: string;
  readonly data?: unknown;
}

/** The schema of a success with data. */
export function replyOf<Data extends TSchema>(data: Data) {
  return Type.Object({ ret: Type.Integer(), msg: Type.String(), data });
}

export function success<Data>(data: Data) {
  return { ret: 200, msg: successMessage, data };
}

/** The schema of a success that documents no `data`. */
export const bareReply = Type.Object({ ret: Type.Integer(), msg: Type.String() });

export const bareSuccess = { ret: 200, msg: successMessage } as const;
