/** For stores with replicas alone: a file has none. The numbers of the engines' migrations are the same. */
export const countOfWrites = { number: 9, name: 'count-of-writes', sql: '' } as const;
