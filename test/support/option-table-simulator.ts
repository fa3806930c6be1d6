import { simulate, type Scenario } from '../../packages/simulator/src/index.ts'
import {
  aboveZero,
  aboveZeroUpToForever,
  anyNumber,
  atLeastZero,
  prices,
  share,
  upToForever,
  wholeFromOne,
  type OptionObject,
} from './option-table.ts'

const who = 'simulate'
const router = { type: 'router', start: () => ({ call: () => Promise.resolve() }) } as const
const balancer = { type: 'core', options: {} } as const
const target = { name: 'a', server: {} }
const steady = { fromMs: 0, toMs: 1, perSecond: 1 }
const kind = { name: 'callers', arrivals: steady }
const scenario: Scenario = { name: 'a-test', targets: [target], traffic: [kind], durationMs: 1 }
const size = { median: 1 }
const sizeNumbers = { median: aboveZero, spread: atLeastZero, least: atLeastZero, most: upToForever }
const refusalNumbers = { afterMs: atLeastZero, retryAfterMs: atLeastZero }
const periodNumbers = { fromMs: atLeastZero, toMs: atLeastZero }

const run = (own: Partial<Scenario>): unknown => simulate({ scenario: { ...scenario, ...own }, balancer })
const withTarget = (own: object): unknown => run({ targets: [{ ...target, ...own }] })
const withKind = (own: object): unknown => run({ traffic: [{ ...kind, ...own }] })
const inTarget = 'scenario.targets[0].'
const inKind = 'scenario.traffic[0].'

const targetObjects: readonly OptionObject[] = [
  {
    types: ['simulator: SimulatedTarget'],
    who,
    path: inTarget,
    valid: target,
    numbers: { cacheMs: upToForever, weight: atLeastZero, priority: anyNumber },
    give: withTarget,
  },
  {
    types: ['simulator: ServerConditions'],
    who,
    path: `${inTarget}server.`,
    numbers: {
      answerMs: atLeastZero,
      spread: atLeastZero,
      promptTokensPerSecond: aboveZeroUpToForever,
      tokensPerSecond: aboveZeroUpToForever,
      knee: aboveZeroUpToForever,
      slowness: aboveZero,
      failureRatio: share,
      sheddingRatio: share,
      longestQueueMs: upToForever,
    },
    give: (server) => withTarget({ server }),
  },
  {
    types: ['simulator: Capacity'],
    who,
    path: `${inTarget}server.capacity.`,
    valid: { places: 1 },
    numbers: { perSecond: aboveZero, places: aboveZero },
    give: (capacity) => withTarget({ server: { capacity } }),
  },
  {
    types: ['simulator: Refusal'],
    who,
    path: `${inTarget}server.refusal.`,
    valid: { status: 503 },
    numbers: refusalNumbers,
    give: (refusal) => withTarget({ server: { refusal } }),
  },
  {
    types: ['simulator: Refusal'],
    who,
    path: `${inTarget}server.down.`,
    valid: { status: 503 },
    numbers: refusalNumbers,
    give: (down) => withTarget({ server: { down } }),
  },
  {
    types: ['simulator: ServerChange'],
    who,
    path: `${inTarget}changes[0].`,
    valid: { fromMs: 0, toMs: 1, to: {} },
    numbers: periodNumbers,
    give: (change) => withTarget({ changes: [change] }),
  },
  {
    types: ['simulator: ServerLimits'],
    who,
    path: `${inTarget}limits.`,
    numbers: {
      requestsPerMinute: aboveZeroUpToForever,
      tokensPerMinute: aboveZeroUpToForever,
      burst: 'within (0, 1]',
      refusalMs: atLeastZero,
    },
    give: (limits) => withTarget({ limits }),
  },
  {
    types: ['core: TokenPrice'],
    who,
    path: `${inTarget}cost.`,
    numbers: prices,
    give: (cost) => withTarget({ cost }),
  },
]

const trafficObjects: readonly OptionObject[] = [
  { types: ['simulator: Traffic'], who, path: inKind, valid: kind, give: withKind },
  {
    types: ['simulator: SteadyArrivals'],
    who,
    path: `${inKind}arrivals.`,
    valid: steady,
    numbers: { ...periodNumbers, perSecond: aboveZero, burstiness: aboveZero },
    give: (arrivals) => withKind({ arrivals }),
  },
  {
    types: ['simulator: WavesOfArrivals'],
    who,
    path: `${inKind}arrivals.`,
    valid: { fromMs: 0, calls: 1 },
    numbers: { fromMs: atLeastZero, calls: wholeFromOne, times: wholeFromOne, everyMs: atLeastZero },
    give: (arrivals) => withKind({ arrivals }),
  },
  {
    types: ['simulator: TracedArrivals'],
    who,
    path: `${inKind}arrivals.`,
    valid: { trace: [] },
    give: (arrivals) => withKind({ arrivals }),
  },
  {
    types: ['simulator: TracedCall'],
    who,
    path: `${inKind}arrivals.trace[0].`,
    valid: { atMs: 0 },
    numbers: { atMs: atLeastZero, inputTokens: atLeastZero, outputTokens: atLeastZero },
    give: (call) => withKind({ arrivals: { trace: [call] } }),
  },
  {
    types: ['simulator: TokenSizes'],
    who,
    path: `${inKind}tokens.`,
    valid: { input: size, output: size },
    give: (tokens) => withKind({ tokens }),
  },
  {
    types: ['simulator: TokenSize'],
    who,
    path: `${inKind}tokens.input.`,
    valid: size,
    numbers: sizeNumbers,
    give: (input) => withKind({ tokens: { input, output: size } }),
  },
  {
    types: ['simulator: Sessions'],
    who,
    path: `${inKind}sessions.`,
    valid: { systemTokens: 1, continueRatio: 0.5, active: 1 },
    numbers: { systemTokens: atLeastZero, continueRatio: share, active: wholeFromOne },
    give: (sessions) => withKind({ sessions }),
  },
]

/** Every object of options of the simulator. */
export const simulatorObjects: readonly OptionObject[] = [
  {
    types: ['simulator: SimulationOptions'],
    who,
    valid: { scenario, balancer },
    numbers: { seed: atLeastZero },
    give: simulate,
  },
  {
    types: ['simulator: Scenario'],
    who,
    path: 'scenario.',
    valid: scenario,
    numbers: { goalMs: aboveZero, processes: wholeFromOne, durationMs: aboveZero },
    give: run,
  },
  {
    types: ['simulator: Period'],
    who,
    path: 'scenario.incident.',
    valid: { fromMs: 0, toMs: 1 },
    numbers: periodNumbers,
    give: (incident) => run({ incident }),
  },
  {
    types: ['simulator: RouterSubject'],
    who,
    path: 'balancer.',
    valid: router,
    give: (given) => simulate({ scenario, balancer: given }),
  },
  ...targetObjects,
  ...trafficObjects,
]
