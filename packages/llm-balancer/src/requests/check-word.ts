import { describe } from '../config/checks.ts'

/** Gives `value` back when it is one of `words`. Another string is not shown: it may be anything. @throws TypeError */
export function checkWord(name: string, value: unknown, words: readonly string[]): string {
  if (typeof value === 'string' && words.includes(value)) return value
  const list = words.map((word) => `"${word}"`).join(', ')
  const got = typeof value === 'string' ? 'another string' : describe(value)
  throw new TypeError(`"${name}" must be one of ${list}, got ${got}`)
}
