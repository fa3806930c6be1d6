/** Runs `work`, which calls an option `baseURL`; its errors of options call it as the caller has written it: `baseUrl`. */
export function spellingBaseUrl<Value>(name: string, work: () => Value): Value {
  try {
    return work()
  } catch (error) {
    if (!(error instanceof TypeError || error instanceof RangeError)) throw error
    const ErrorType = error instanceof RangeError ? RangeError : TypeError
    throw new ErrorType(error.message.replaceAll('"baseURL"', `"${name}"`), { cause: error })
  }
}
