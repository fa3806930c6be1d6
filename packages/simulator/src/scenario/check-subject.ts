import {
  checkFunction,
  checkObject,
  oneOf,
  optionsOf,
  readProperty,
  required,
  subjectOf,
  type Check,
  type OptionTable,
} from '@llm-balancer/core/options'
import { isThenable } from '@llm-balancer/core/streams'
import type { RouterSubject } from './router.ts'
import type { Subject } from './subject.ts'

/** Settings of `createLLMBalancer` of which the simulator sets the others. */
export const checkUmbrellaSettings: Check = settingsWithout('providers', 'clock', 'random', 'fetch')

const umbrella: OptionTable<Extract<Subject, { type: 'llm-balancer' }>> = {
  type: [],
  options: [
    (...given) => (typeof given[1] === 'function' ? given[1] : checkUmbrellaSettings(...given)),
    required,
  ],
}
const core: OptionTable<Extract<Subject, { type: 'core' }>> = {
  type: [],
  options: [settingsWithout('targets', 'clock', 'random'), required],
  circuitBreaker: [settingsWithout('clock', 'now', 'random', 'timeoutMs')],
}
const router: OptionTable<RouterSubject> = { type: [], start: [checkFunction, required] }
const subjects = { 'llm-balancer': optionsOf(umbrella), core: optionsOf(core), router: optionsOf(router) }

/** Checks what says which balancer is simulated; the balancer checks its options itself. */
export function checkSubject(name: string, value: unknown, speaker?: string): unknown {
  if (typeof value === 'function') return value
  const checkType = oneOf('llm-balancer', 'core', 'router')
  const type = checkType(`${name}.type`, readProperty(value, 'type'), speaker) as keyof typeof subjects
  return subjects[type](name, value, speaker)
}

/** Options of which the simulator sets some itself. */
export function settingsWithout(...set: readonly string[]): Check {
  return (name, value, speaker) => {
    checkObject(name, value, speaker)
    // Its settings would be passed over without a word.
    if (isThenable(value))
      throw new TypeError(`${subjectOf(name, speaker)} must be an object at once, got a promise`)
    const given = set.find((each) => readProperty(value, each) !== undefined)
    if (given === undefined) return value
    throw new TypeError(`${subjectOf(`${name}.${given}`, speaker)} is set by the simulator: leave it out`)
  }
}
