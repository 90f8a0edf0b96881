/** How a person acts: 1 = WeChat identity, 3 = finder identity (as the documented API counts them). */
export const roleTypes = [1, 3] as const;
export type RoleType = (typeof roleTypes)[number];
