export { checkBackoff } from './check-backoff.ts'
export { walkBackoff, type BackoffWalk } from './walk-backoff.ts'
export type {
  Backoff,
  BackoffContext,
  BackoffFunction,
  BackoffSequence,
  BackoffStep,
} from '../contracts/retry.ts'
