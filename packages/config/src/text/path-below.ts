import { describeWord } from '@llm-balancer/core/options'

/** The path of a key below another path, as messages show it. */
export function pathBelow(path: string, key: string): string {
  return `${path}${path === '' ? '' : '.'}${shownKey(key)}`
}

/** A key may be a secret in the wrong place. */
function shownKey(key: string): string {
  return describeWord(key) === `"${key}"` ? key : `(${describeWord(key)})`
}
