import { describeWord, nearestWord } from '@llm-balancer/core/options'
import type { CircuitEventType } from '../contracts/events.ts'
import { owner } from './call-options.ts'

const types: readonly (CircuitEventType | '*')[] = [
  'opened',
  'half-opened',
  'closed',
  'isolated',
  'listener-failed',
  '*',
]

/** What the same events are called in cockatiel and opossum. */
const otherNames = new Map<unknown, CircuitEventType | '*'>([
  ['open', 'opened'],
  ['break', 'opened'],
  ['halfOpen', 'half-opened'],
  ['close', 'closed'],
  ['reset', 'closed'],
  ['isolate', 'isolated'],
  ['stateChange', '*'],
])

/** Refuses the name of an event that never comes. @throws TypeError with the name that was probably meant */
export function checkEventType(type: unknown): void {
  if (types.includes(type as CircuitEventType)) return
  const meant = otherNames.get(type) ?? (typeof type === 'string' ? nearestWord(type, types) : undefined)
  const hint = meant === undefined ? '; ' : `, did you mean "${meant}"? `
  throw new TypeError(
    `${owner}: there is no event ${describeWord(type)}${hint}events are ${types.join(', ')}`,
  )
}
