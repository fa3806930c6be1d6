import type { BalancerEventType } from '@llm-balancer/core'
import { safeWord } from '@llm-balancer/provider'
import { hintOf } from './config/check-known.ts'
import { describe } from './config/checks.ts'

/** A record, so that the compiler misses a type that is missing. */
const known: Readonly<Record<BalancerEventType | '*', true>> = {
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
  'target-cooled': true,
  'target-quarantined': true,
  'target-reinstated': true,
  'target-added': true,
  'target-updated': true,
  'target-removing': true,
  'target-removed': true,
  'listener-failed': true,
  'balancer-closed': true,
}

/** Refuses the name of an event that never comes. @throws TypeError naming it, the nearest one and all there are */
export function checkEventType(type: unknown): void {
  if (typeof type === 'string' && Object.hasOwn(known, type)) return
  const names = Object.keys(known)
  const list = `known events are ${names.join(', ')}`
  if (typeof type !== 'string') throw new TypeError(`on: an event is a name, got ${describe(type)}; ${list}`)
  throw new TypeError(`on: there is no event "${safeWord(type) ?? '…'}"${hintOf(type, names)} ${list}`)
}
