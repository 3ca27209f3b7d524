import { requestProblems } from './request-problems.ts';
import { connectionProblems } from './connection-problems.ts';
import { resourceProblems } from './resource-problems.ts';
import { serviceProblems } from './service-problems.ts';
import { syncProblems } from './sync-problems.ts';
import { targetProblems } from './target-problems.ts';

const answers = {
  ...requestProblems,
  ...connectionProblems,
  ...resourceProblems,
  ...serviceProblems,
} as const;

/** Every problem that has a page: what the API may answer with, and what the `error` of a failed sync may be. */
export const problems = { ...answers, ...syncProblems, ...targetProblems } as const;

export type ProblemCode = keyof typeof problems;

/** Of what the API may answer a request with; any other code is answered as a bug. */
export type AnsweredCode = keyof typeof answers;

export const problemCodes = Object.keys(problems) as [ProblemCode, ...ProblemCode[]];

export const answeredCodes = Object.keys(answers) as [AnsweredCode, ...AnsweredCode[]];

export const isAnsweredCode = (code: string): code is AnsweredCode => Object.hasOwn(answers, code);
