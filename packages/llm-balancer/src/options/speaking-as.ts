/** Who speaks in an error of options, and of what. */
export type Speakers = {
  /** What the caller called: `createLLMBalancer`. */
  readonly as: string
  /** What would speak otherwise, because it was called with the options: `createCircuitBreaker`. */
  readonly insteadOf: string
  /** Goes before the name of the option: `circuitBreaker.`. @default '' */
  readonly prefix?: string
}

/**
 * Runs `work`, and lets its errors of options speak in the name of what the caller called:
 * `createCircuitBreaker: "windowMs" must be …` becomes `createLLMBalancer: "circuitBreaker.windowMs" must be …`.
 */
export function speakingAs<Value>({ as, insteadOf, prefix = '' }: Speakers, work: () => Value): Value {
  try {
    return work()
  } catch (error) {
    if (!(error instanceof TypeError || error instanceof RangeError)) throw error
    const ErrorType = error instanceof RangeError ? RangeError : TypeError
    const spoken = `${insteadOf}: `
    const text = error.message.startsWith(spoken) ? error.message.slice(spoken.length) : error.message
    throw new ErrorType(`${as}: ${text.startsWith('"') ? `"${prefix}${text.slice(1)}` : text}`, {
      cause: error,
    })
  }
}
