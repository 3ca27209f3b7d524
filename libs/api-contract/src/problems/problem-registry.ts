import { requestProblems } from './request-problems.ts';
import { connectionProblems } from './connection-problems.ts';
import { resourceProblems } from './resource-problems.ts';
import { serviceProblems } from './service-problems.ts';
import { syncProblems } from './sync-problems.ts';

/** Every problem the API may answer with, and those of failed syncs. A code without a line here is answered as a bug. */
export const problems = {
  ...requestProblems,
  ...connectionProblems,
  ...resourceProblems,
  ...serviceProblems,
  ...syncProblems,
} as const;

export type ProblemCode = keyof typeof problems;

export const problemCodes = Object.keys(problems) as [ProblemCode, ...ProblemCode[]];

export const isProblemCode = (code: string): code is ProblemCode => Object.hasOwn(problems, code);
