/**
 * Runs `work`, and tells its errors about options (a TypeError or RangeError) in other words, with the original as the cause.
 *
 * @param tell the message in place of another one
 * @param Type the class of the error that is thrown @default that of the original
 */
export function retold<Value>(
  work: () => Value,
  tell: (message: string) => string,
  Type?: new (message: string, options: ErrorOptions) => Error,
): Value {
  try {
    return work()
  } catch (error) {
    if (!(error instanceof TypeError || error instanceof RangeError)) throw error
    const OwnType = error instanceof RangeError ? RangeError : TypeError
    throw new (Type ?? OwnType)(tell(error.message), { cause: error })
  }
}
