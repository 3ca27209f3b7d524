export { AppError, type ErrorKind } from './app-error.ts';
export { InvalidInput, type InputIssue } from './invalid-input.ts';
export { Unavailable } from './unavailable.ts';
