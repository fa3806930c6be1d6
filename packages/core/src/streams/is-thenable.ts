import { readProperty } from '../options/read-property.ts'

/** True for a promise of any implementation. Never throws, whatever the value. */
export function isThenable<Value>(value: Value | PromiseLike<Value>): value is PromiseLike<Value> {
  // What most values are need not be looked into.
  if (value === undefined || typeof value === 'boolean' || typeof value === 'string') return false
  return typeof readProperty(value, 'then') === 'function'
}
