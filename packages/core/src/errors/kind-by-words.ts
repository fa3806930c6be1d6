import { readProperty } from '../options/read-property.ts'
import type { FailureKind } from './failure.ts'

const tellingNames = ['name', 'code', 'type', 'message']
/** How much of each place is read. */
const longestWord = 2000

const networkWords =
  /e(conn|pipe|notfound|ai_again)|unreach|und_err|fetch failed|failed to fetch|socket|network|connection|terminated|certificate|\b(tls|ssl)\b|aborterror/

/** The kind of an error that is no refusal: what its chain of causes is called, or which of JavaScript's own errors it is. */
export function kindByWords(error: unknown, chain: readonly object[]): FailureKind {
  const words = chain.map(wordsOf).join('')
  if (/timeout|timed ?out/.test(words)) return 'timeout'
  if (networkWords.test(words)) return 'network'
  if (isA(error, SyntaxError)) return 'invalid-response'
  return [TypeError, RangeError, ReferenceError].some((kind) => isA(error, kind)) ? 'bad-request' : 'server'
}

function wordsOf(link: object): string {
  let words = ''
  for (const name of tellingNames) {
    const word = readProperty(link, name)
    if (typeof word === 'string') words += `${word.slice(0, longestWord).toLowerCase()}\n`
  }
  return words
}

function isA(error: unknown, kind: ErrorConstructor): boolean {
  try {
    return error instanceof kind
  } catch {
    // A proxy may throw when its prototype is read.
    return false
  }
}
