import { userInfo } from 'node:os';

/** Who runs the command, for the record. */
export const actingUser = (): string => {
  try {
    return `user:${userInfo().username}`;
  } catch {
    return 'user:unknown'; // an account id without a name, as in some containers
  }
};
