import { readProperty } from '../options/read-property.ts'

/** True for a promise of any implementation. Never throws, whatever the value. */
export function isThenable<Value>(value: Value | PromiseLike<Value>): value is PromiseLike<Value> {
  return typeof readProperty(value, 'then') === 'function'
}
