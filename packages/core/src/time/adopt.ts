/** A promise of another implementation may call back at once, or throw when it is looked at. */
export function adopt<Value>(work: Value | PromiseLike<Value>): Promise<Value> {
  try {
    return Promise.resolve(work)
  } catch (error) {
    return new Promise(() => {
      throw error
    })
  }
}
