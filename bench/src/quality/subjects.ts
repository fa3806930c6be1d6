import { adaptive, roundRobin } from '@llm-balancer/core'
import type { Subject } from '@llm-balancer/simulator'
import { equipped, oracle } from '@llm-balancer/simulator/quality'
import { rivals } from '@llm-balancer/simulator/rivals'

/** What is compared. `adaptive` and `oracle` come first: the others are measured against them. */
export const subjects: ReadonlyMap<string, Subject> = new Map<string, Subject>([
  ['adaptive', equipped(() => adaptive())],
  ['oracle', oracle],
  // The same balancer without the score: what eligibility alone is worth.
  ['balancer-round-robin', equipped(() => roundRobin())],
  ...rivals.map(({ name, subject }) => [name, subject] as const),
])

/** The names of some subjects, in order. @throws RangeError for one that there is none of */
export function subjectNames(given: string | undefined): readonly string[] {
  const known = [...subjects.keys()]
  if (given === undefined) return known
  const names = given.split(',')
  const unknown = names.find((name) => !subjects.has(name))
  if (unknown !== undefined)
    throw new RangeError(`there is no subject "${unknown}"; known are ${known.join(', ')}`)
  return names
}
