import { retold } from './retold.ts'

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
  const begin = `${insteadOf}: `
  return retold(work, (message) => {
    const text = message.startsWith(begin) ? message.slice(begin.length) : message
    const start = beforeName.find((each) => text.startsWith(each))
    const named = start === undefined ? text : `${start}${prefix}${text.slice(start.length)}`
    return `${owner}: ${withPrefix(named, prefix)}`
  })
}

/** How a text begins that names an option at once. */
const beforeName: readonly string[] = ['"', 'unknown option "']

/** How the name of an option begins that is told to use. */
const beforeHint = /(, did you mean "|; use ")/

/** The names in hints as the caller has to write them. */
function withPrefix(text: string, prefix: string): string {
  return text.replace(beforeHint, `$1${prefix}`)
}
