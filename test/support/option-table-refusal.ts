import type { OptionObject } from './option-table.ts'

/** The error when an object of options is passed with these options beside the valid ones; undefined without an error. */
export const refusalOf = async (object: OptionObject, options: object): Promise<Error | undefined> => {
  try {
    const result: unknown = await object.give({ ...object.valid, ...options } as never)
    await end(result)
    return undefined
  } catch (error) {
    return error as Error
  }
}

/** Streams throw at the first read; servers have to be closed. */
const end = async (result: unknown): Promise<void> => {
  if (typeof result !== 'object' || result === null) return
  if ('next' in result && Symbol.asyncIterator in result) await (result as AsyncIterator<unknown>).next()
  if ('close' in result) await (result as { close(): Promise<void> }).close()
}

const unheardOf = 'unheardOf'

/** The names that an object of options knows, as its refusal of another one lists them. */
export const knownNames = async (object: OptionObject): Promise<readonly string[]> => {
  const error = await refusalOf(object, { [unheardOf]: 1 })
  const list = /; known options are (?<names>.*)$/.exec(error?.message ?? '')?.groups?.['names']
  return list?.split(', ') ?? []
}
