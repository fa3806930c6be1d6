import {
  checkArray,
  checkObject,
  checkText,
  finite,
  mustBe,
  nonNegative,
  numberWithin,
  oneOf,
  optionsOf,
  readOptions,
  readProperty,
  required,
  type Check,
  type OptionTable,
} from '@llm-balancer/core/options'
import type { Period } from './period.ts'
import type { Scenario } from './scenario.ts'
import type { Refusal, ServerChange, ServerConditions } from './server-conditions.ts'
import type { SimulatedTarget } from './simulated-target.ts'
import type { Subject } from './subject.ts'
import type { SteadyArrivals, Traffic, WavesOfArrivals } from './traffic.ts'

const owner = 'simulate'
const finitePositive = numberWithin({ min: 0, max: Infinity, above: true })
const wholeNumber = numberWithin({ min: 1, max: Infinity, integer: true })

const period: OptionTable<Period> = { fromMs: [finite, required], toMs: [finite, required] }
const refusal: OptionTable<Refusal> = {
  status: [mustBe('503 or 429', (status) => status === 503 || status === 429), required],
  afterMs: [finite],
  retryAfterMs: [finite],
}
const rate: OptionTable<{ perSecond: number }> = { perSecond: [finitePositive, required] }
const places: OptionTable<{ places: number }> = { places: [finitePositive, required] }
const server: OptionTable<ServerConditions> = {
  capacity: [whenItHas('places', optionsOf(places), optionsOf(rate))],
  answerMs: [finite],
  longestQueueMs: [nonNegative],
  refusal: [optionsOf(refusal)],
  down: [
    (...given) => (typeof given[1] === 'string' ? oneOf('refused', 'hanging') : optionsOf(refusal))(...given),
  ],
}
const wholeServer: OptionTable<ServerConditions> = { ...server, capacity: [server.capacity[0], required] }
const change: OptionTable<ServerChange> = { ...period, to: [optionsOf(server), required] }
const target: OptionTable<SimulatedTarget> = {
  name: [checkText, required],
  server: [optionsOf(wholeServer), required],
  changes: [listOf(optionsOf(change))],
}
const steady: OptionTable<SteadyArrivals> = { ...period, perSecond: [finitePositive, required] }
const waves: OptionTable<WavesOfArrivals> = {
  fromMs: [finite, required],
  calls: [wholeNumber, required],
  times: [wholeNumber],
  everyMs: [finite],
}
const traffic: OptionTable<Traffic> = {
  name: [checkText, required],
  arrivals: [whenItHas('calls', optionsOf(waves), optionsOf(steady)), required],
  // The balancer checks what a call brings along, as it checks its own options.
  call: [checkObject],
}
const umbrella: OptionTable<Extract<Subject, { type: 'llm-balancer' }>> = {
  type: [],
  options: [checkObject, required],
}
const core: OptionTable<Extract<Subject, { type: 'core' }>> = { ...umbrella, circuitBreaker: [checkObject] }
const scenario: OptionTable<Scenario> = {
  name: [checkText, required],
  balancer: [checkSubject, required],
  targets: [listOf(optionsOf(target)), required],
  traffic: [listOf(optionsOf(traffic)), required],
  incident: [optionsOf(period), required],
  durationMs: [finitePositive, required],
}

/**
 * Checks a scenario, all but the balancer's own options, which its factory checks.
 *
 * @throws TypeError or RangeError naming what is unknown, missing or wrong
 */
export function checkScenario(given: Scenario): void {
  const { targets } = readOptions<Scenario>(owner, given, scenario)
  const names = targets.map(({ name }) => name)
  const repeated = names.find((name, index) => names.indexOf(name) !== index)
  if (repeated !== undefined) throw new TypeError(`${owner}: two targets are called "${repeated}"`)
}

/** One check for values that have the property, another one for the rest. */
function whenItHas(property: string, ...[check, otherwise]: [check: Check, otherwise: Check]): Check {
  return (name, value, speaker) =>
    (readProperty(value, property) === undefined ? otherwise : check)(name, value, speaker)
}

/** The balancer checks its options itself. */
function checkSubject(name: string, value: unknown, speaker?: string): unknown {
  const type = oneOf('llm-balancer', 'core')(`${name}.type`, readProperty(value, 'type'), speaker)
  return (type === 'core' ? optionsOf(core) : optionsOf(umbrella))(name, value, speaker)
}

function listOf(check: Check): Check {
  return (name, value, speaker) => {
    checkArray(name, value, speaker)
    return (value as readonly unknown[]).map((each, index) =>
      check(`${name}[${String(index)}]`, each, speaker),
    )
  }
}
