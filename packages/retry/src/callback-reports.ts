import { callQuietly, type ReportMisuse } from '@llm-balancer/core/options'

/** One of the caller's own functions threw, or gave what makes no sense. */
export interface CallbackFailure {
  /** The option that it was given as: `classify`, `shouldRetry`, `backoff`, `budget`, `onRetry`, `clock`, `random`. */
  readonly option: string
  readonly error: unknown
}

/** Hands reports of misuse to the listener of the option `onCallbackFailed`, which may fail itself. */
export function callbackReports(
  listener: ((failure: CallbackFailure) => unknown) | undefined,
): ReportMisuse | undefined {
  if (listener === undefined) return undefined
  return (option, error) => {
    callQuietly('onCallbackFailed', () => listener({ option, error }))
  }
}
