import {
  checkArray,
  checkBoolean,
  checkObject,
  checkText,
  finite,
  mustBe,
  nonNegative,
  numberWithin,
  oneOf,
  optionsOf,
  positive,
  readProperty,
  required,
  subjectOf,
  type Check,
  type OptionTable,
} from '@llm-balancer/core/options'
import type { Period } from './period.ts'
import { priceTable } from '@llm-balancer/core/prices'
import type { Scenario } from './scenario.ts'
import type { ServerLimits } from './server-limits.ts'
import type { Refusal, ServerChange, ServerConditions } from './server-conditions.ts'
import type { SimulatedTarget } from './simulated-target.ts'
import type {
  Arrivals,
  Sessions,
  SteadyArrivals,
  TokenSize,
  TokenSizes,
  TracedArrivals,
  TracedCall,
  Traffic,
  WavesOfArrivals,
} from './traffic.ts'

const owner = 'simulate'
const finitePositive = numberWithin({ min: 0, max: Infinity, above: true })
const ratio = numberWithin({ min: 0, max: 1 })
const wholeNumber = numberWithin({ min: 1, max: Infinity, integer: true })

const period: OptionTable<Period> = { fromMs: [finite, required], toMs: [finite, required] }
const refusal: OptionTable<Refusal> = {
  status: [mustBe('503 or 429', (status) => status === 503 || status === 429), required],
  afterMs: [finite],
  retryAfterMs: [finite],
}
const capacity: OptionTable<{ readonly perSecond?: number; readonly places?: number }> = {
  perSecond: [finitePositive],
  places: [finitePositive],
}
const tail: OptionTable<NonNullable<ServerConditions['tail']>> = {
  ratio: [ratio, required],
  factor: [finite, required],
}
const server: OptionTable<ServerConditions> = {
  capacity: [checkCapacity],
  answerMs: [finite],
  spread: [finite],
  tail: [optionsOf(tail)],
  promptTokensPerSecond: [positive],
  tokensPerSecond: [positive],
  knee: [positive],
  slowness: [finitePositive],
  failureRatio: [ratio],
  sheddingRatio: [ratio],
  longestQueueMs: [nonNegative],
  refusal: [optionsOf(refusal)],
  down: [
    (...given) => (typeof given[1] === 'string' ? oneOf('refused', 'hanging') : optionsOf(refusal))(...given),
  ],
}
const repeat: OptionTable<NonNullable<ServerChange['repeat']>> = {
  forMs: [finitePositive, required],
  everyMs: [finitePositive, required],
}
const change: OptionTable<ServerChange> = {
  ...period,
  to: [optionsOf(server), required],
  repeat: [optionsOf(repeat)],
}
const limits: OptionTable<ServerLimits> = {
  requestsPerMinute: [positive],
  tokensPerMinute: [positive],
  window: [oneOf('bucket', 'fixed-minute')],
  burst: [numberWithin({ min: 0, max: 1, above: true })],
  known: [checkBoolean],
  headers: [checkBoolean],
  retryAfter: [checkBoolean],
  countsRefused: [checkBoolean],
  refusalMs: [finite],
}
const target: OptionTable<SimulatedTarget> = {
  name: [checkText, required],
  server: [optionsOf(server), required],
  changes: [listOf(periodOf(change))],
  limits: [optionsOf(limits)],
  cacheMs: [nonNegative],
  cost: [optionsOf(priceTable)],
  weight: [finite],
  priority: [numberWithin({ min: -Infinity, max: Infinity })],
}
const steady: OptionTable<SteadyArrivals> = {
  ...period,
  perSecond: [finitePositive, required],
  burstiness: [finitePositive],
}
const waves: OptionTable<WavesOfArrivals> = {
  fromMs: [finite, required],
  calls: [wholeNumber, required],
  times: [wholeNumber],
  everyMs: [finite],
}
const tracedCall: OptionTable<TracedCall> = {
  atMs: [finite, required],
  inputTokens: [finite],
  outputTokens: [finite],
  session: [checkText],
}
const traced: OptionTable<TracedArrivals> = { trace: [listOf(optionsOf(tracedCall)), required] }
const size: OptionTable<TokenSize> = {
  median: [finitePositive, required],
  spread: [finite],
  least: [finite],
  most: [nonNegative],
}
const tokens: OptionTable<TokenSizes> = {
  input: [optionsOf(size), required],
  output: [optionsOf(size), required],
}
const sessions: OptionTable<Sessions> = {
  systemTokens: [finite, required],
  continueRatio: [ratio, required],
  active: [wholeNumber, required],
}
const traffic: OptionTable<Traffic> = {
  name: [checkText, required],
  arrivals: [
    whenItHas('trace', optionsOf(traced), whenItHas('calls', optionsOf(waves), periodOf(steady))),
    required,
  ],
  tokens: [optionsOf(tokens)],
  sessions: [optionsOf(sessions)],
  streaming: [checkBoolean],
  // The balancer checks what a call brings along, as it checks its own options.
  call: [checkObject],
}
const scenario: OptionTable<Scenario> = {
  name: [checkText, required],
  targets: [someOf(optionsOf(target)), required],
  traffic: [someOf(optionsOf(traffic)), required],
  incident: [periodOf(period)],
  goalMs: [finitePositive],
  processes: [wholeNumber],
  durationMs: [finitePositive, required],
}

/** Checks a scenario, and gives it as it is. */
export function checkScenario(name: string, value: unknown, speaker?: string): unknown {
  const read = optionsOf(scenario)(name, value, speaker) as Scenario
  const names = read.targets.map((each) => each.name)
  const repeated = names.find((each, index) => names.indexOf(each) !== index)
  if (repeated !== undefined) throw new TypeError(`${owner}: two targets are called "${repeated}"`)
  for (const [place, { arrivals }] of read.traffic.entries()) {
    const lastMs = lastArrivalOf(arrivals)
    if (lastMs <= read.durationMs) continue
    throw new RangeError(
      `${subjectOf(`${name}.traffic[${String(place)}].arrivals`, speaker)} must end within "durationMs", which is ${String(read.durationMs)}, got ${String(lastMs)}`,
    )
  }
  return value
}

/** When the last call may come. */
function lastArrivalOf(arrivals: Arrivals): number {
  if ('trace' in arrivals) return arrivals.trace.reduce((last, { atMs }) => Math.max(last, atMs), 0)
  if ('perSecond' in arrivals) return arrivals.toMs
  const { fromMs, times = 1, everyMs = 0 } = arrivals
  return fromMs + (times - 1) * everyMs
}

function checkCapacity(...given: Parameters<Check>): unknown {
  const [name, value, speaker] = given
  const read = optionsOf(capacity)(...given)
  const kinds = ['perSecond', 'places'].filter((kind) => readProperty(value, kind) !== undefined)
  if (kinds.length === 1) return read
  throw new TypeError(`${subjectOf(name, speaker)} must have either "perSecond" or "places"`)
}

/** One check for values that have the property, another one for the rest. */
function whenItHas(property: string, ...[check, otherwise]: [check: Check, otherwise: Check]): Check {
  return (name, value, speaker) =>
    (readProperty(value, property) === undefined ? otherwise : check)(name, value, speaker)
}

/** Options inside an option that have a period, which has to end after its beginning. */
function periodOf<Options extends Period>(table: OptionTable<Options>): Check {
  const check = optionsOf(table)
  return (name, value, speaker) => {
    const read = check(name, value, speaker) as Options
    if (read.toMs > read.fromMs) return read
    throw new RangeError(
      `${subjectOf(`${name}.toMs`, speaker)} must be above "fromMs", which is ${String(read.fromMs)}, got ${String(read.toMs)}`,
    )
  }
}

/** A list that has one at least. */
function someOf(check: Check): Check {
  const checkEach = listOf(check)
  return (name, value, speaker) => {
    const read = checkEach(name, value, speaker) as readonly unknown[]
    if (read.length > 0) return read
    throw new TypeError(`${subjectOf(name, speaker)} must have one at least, got none`)
  }
}

function listOf(check: Check): Check {
  return (name, value, speaker) => {
    checkArray(name, value, speaker)
    return (value as readonly unknown[]).map((each, index) =>
      check(`${name}[${String(index)}]`, each, speaker),
    )
  }
}
