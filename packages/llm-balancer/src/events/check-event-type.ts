import { describeValue, describeWord, nearestWord } from '@llm-balancer/core/options'
import type { LLMBalancerEventType } from './provider-events.ts'

/** A record, so that the compiler reports a missing type. */
const known: Readonly<Record<LLMBalancerEventType | '*', true>> = {
  '*': true,
  'run-started': true,
  'run-succeeded': true,
  'run-failed': true,
  'run-cancelled': true,
  'run-waited': true,
  'target-picked': true,
  'attempt-started': true,
  'stream-committed': true,
  'attempt-succeeded': true,
  'attempt-failed': true,
  'attempt-neutral': true,
  'stream-restarted': true,
  'stream-resumed': true,
  'target-blocked': true,
  'target-available': true,
  'target-cooled': true,
  'target-quarantined': true,
  'target-reinstated': true,
  'target-added': true,
  'target-updated': true,
  'target-removing': true,
  'target-removed': true,
  'circuit-opened': true,
  'circuit-half-opened': true,
  'circuit-closed': true,
  'budget-soft-reached': true,
  'listener-failed': true,
  'balancer-closed': true,
}
const names = Object.keys(known)

/** Refuses the name of an event that never comes. @throws TypeError naming it, the nearest one and all there are */
export function checkEventType(type: unknown): asserts type is LLMBalancerEventType | '*' {
  if (typeof type === 'string' && Object.hasOwn(known, type)) return
  const list = `known events are ${names.join(', ')}`
  if (typeof type !== 'string')
    throw new TypeError(`on: an event is a name, got ${describeValue(type)}; ${list}`)
  const nearest = nearestWord(type, names)
  const hint = nearest === undefined ? ';' : `, did you mean "${nearest}"?`
  throw new TypeError(`on: there is no event ${describeWord(type)}${hint} ${list}`)
}
