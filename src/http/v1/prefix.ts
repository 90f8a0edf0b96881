/** Where the graph API lives. */
export const v1Prefix = '/v1';
