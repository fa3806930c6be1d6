import { describeWord, nearestWord } from '@llm-balancer/core/options'
import type { ConfigurationMistake } from '../errors/configuration-error.ts'

/** A configuration is in force. Providers of a group are named `group/provider`. */
export interface ConfigAppliedEvent {
  readonly type: 'config-applied'
  /** Clock time in ms. */
  readonly at: number
  /** Counts the configurations that this watch has applied, from 1. */
  readonly version: number
  /** SHA-256 of the text, in hexadecimal digits. */
  readonly checksum: string
  readonly added: readonly string[]
  readonly changed: readonly string[]
  readonly removed: readonly string[]
  /** Options beside the providers that have changed. */
  readonly settings: readonly string[]
}

/** A configuration could not be read, or has mistakes: the one before stays in force. */
export interface ConfigRejectedEvent {
  readonly type: 'config-rejected'
  /** Clock time in ms. */
  readonly at: number
  /** As a `ConfigurationError` has them. */
  readonly errors: readonly ConfigurationMistake[]
}

/** A listener threw. */
export interface ListenerFailedEvent {
  readonly type: 'listener-failed'
  /** Clock time in ms. */
  readonly at: number
  /** The event that it was called with. */
  readonly event: string
  readonly error: unknown
}

/** Everything that a watch tells its listeners. */
export type ConfigEvent = ConfigAppliedEvent | ConfigRejectedEvent | ListenerFailedEvent

/** Names of all events; a record, so that the compiler reports a missing one. */
const eventTypes: Readonly<Record<ConfigEvent['type'] | '*', true>> = {
  '*': true,
  'config-applied': true,
  'config-rejected': true,
  'listener-failed': true,
}

/** @throws TypeError for the name of no event */
export function checkEventType(type: unknown): void {
  const names = Object.keys(eventTypes)
  if (names.includes(type as string)) return
  const nearest = typeof type === 'string' ? nearestWord(type, names) : undefined
  const hint = nearest === undefined ? ';' : `, did you mean "${nearest}"?`
  throw new TypeError(
    `on: there is no event ${describeWord(type)}${hint} known events are ${names.join(', ')}`,
  )
}
