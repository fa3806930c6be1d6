import { describeWord, subjectOf } from '@llm-balancer/core/options'

/**
 * A name (of a model, a deployment) as one segment of a path, encoded: it reaches no other path and adds no query.
 *
 * @throws TypeError naming the setting, for one that an address resolves (`.`, `..`) or that is empty
 */
export function pathSegment(name: string, value: string, owner: string): string {
  if (!/^\.{0,2}$/.test(value)) return encodeURIComponent(value)
  throw new TypeError(
    `${subjectOf(name, owner)} must be a name that can stand in a path, got ${describeWord(value)}`,
  )
}
