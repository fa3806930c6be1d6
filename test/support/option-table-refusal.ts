import type { OptionObject } from './option-table.ts'

/** What is thrown when an object of options is handed over with these options beside the valid ones; undefined when nothing is. */
export const refusalOf = async (object: OptionObject, options: object): Promise<Error | undefined> => {
  try {
    const result: unknown = await object.give({ ...object.valid, ...options } as never)
    await end(result)
    return undefined
  } catch (error) {
    return error as Error
  }
}

/** Streams say what is wrong when they are read first; servers have to be closed. */
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
