import { subjectOf } from './checks.ts'
import { readProperty } from './read-property.ts'

/**
 * Refuses what an `exportState` of another version gave, which may have any other fields: ask before those are read.
 *
 * @throws TypeError naming the version
 */
export function checkStateVersion(name: string, state: unknown, owner?: string): void {
  if (readProperty(state, 'version') === 1) return
  const subject = subjectOf(`${name}.version`, owner)
  throw new TypeError(`${subject} must be 1: the state of another version cannot be read`)
}
