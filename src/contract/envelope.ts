/** The documented text of every success. */
export const successMessage = '操作成功';

/** The envelope of every reply on contract paths. */
export interface Envelope {
  readonly ret: number;
  readonly msg: string;
  readonly data?: unknown;
}

export function success<Data>(data: Data) {
  return { ret: 200, msg: successMessage, data };
}
