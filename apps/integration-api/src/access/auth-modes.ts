/** `none`: everybody who reaches the API is let in, as one local user. */
export const authModes = ['none', 'api-key'] as const;
export type AuthMode = (typeof authModes)[number];
