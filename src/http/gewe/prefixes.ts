/** Where the documented operations live. */
export const contractPrefix = '/gewe/v2/api';

/** Where clients of the self-hosted edition look for them. Served alike, and not documented twice. */
export const contractAlias = '/v2/api';
