/** The name that begins errors about options. */
export type OwnerNames = {
  /** The function that the caller called: `createLLMBalancer`. */
  readonly owner: string
  /** The function that was called with the options, which the error names: `createCircuitBreaker`. */
  readonly insteadOf: string
  /** Goes before the name of the option: `circuitBreaker.`. @default '' */
  readonly prefix?: string
}

/**
 * Runs `work`, and makes its errors about options name the function that the caller called:
 * `createCircuitBreaker: "windowMs" must be …` becomes `createLLMBalancer: "circuitBreaker.windowMs" must be …`.
 */
export function withOwner<Value>({ owner, insteadOf, prefix = '' }: OwnerNames, work: () => Value): Value {
  try {
    return work()
  } catch (error) {
    if (!(error instanceof TypeError || error instanceof RangeError)) throw error
    const ErrorType = error instanceof RangeError ? RangeError : TypeError
    const named = `${insteadOf}: `
    const text = error.message.startsWith(named) ? error.message.slice(named.length) : error.message
    throw new ErrorType(`${owner}: ${text.startsWith('"') ? `"${prefix}${text.slice(1)}` : text}`, {
      cause: error,
    })
  }
}
