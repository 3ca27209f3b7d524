export { parseTargetUrl, type ParsedTargetUrl } from './address/parse-target-url.ts';
export {
  egressPolicy,
  type DeniedClass,
  type EgressPolicy,
  type EgressTarget,
  type EgressVerdict,
} from './egress/egress-policy.ts';
export type { Lookup } from './egress/pinned-route.ts';
export {
  TargetFailure,
  isRetryable,
  targetFailureClasses,
  targetSteps,
  toSafeError,
  type TargetFailureClass,
  type TargetStep,
} from './failure/target-failure.ts';
export { openTarget, type ConnectOptions, type OpenTargetOptions } from './open-target.ts';
export { oldestVersion, type ServerIdentity } from './session/server-identity.ts';
export { TargetConnection } from './session/target-connection.ts';
export { checkCredential, defaultSslMode, type TargetCredential } from './target-credential.ts';
export { testTarget, type TargetTest } from './try-target/test-target.ts';
export type { VisibleSchema } from './try-target/visible-schemas.ts';
export type { StepOutcome, TestedStep } from './wire/step-log.ts';
export type { TlsState } from './wire/tls-terms.ts';
