import { createFakeLLM, startFakeLLM, type FakeTarget } from '../../packages/testing/src/index.ts'
import { conformanceCases, embeddingConformanceCases } from '../../packages/testing/src/conformance/index.ts'
import { atLeastZero, share, upstream, wholeFromZero, type OptionObject } from './option-table.ts'

const targets = { a: {} }
const who = 'createFakeLLM'
const create = (settings: object): unknown => createFakeLLM({ targets: { a: settings } })
const target = (): FakeTarget => createFakeLLM({ targets }).target('a')

const safeWhole = `a whole number within [${String(Number.MIN_SAFE_INTEGER)}, ${String(Number.MAX_SAFE_INTEGER)}]`
const serverNumbers = { seed: safeWhole, history: wholeFromZero }
const targetNumbers = { latency: atLeastZero, chunkGap: atLeastZero }
const delay = 'a number of ms, { medianMs, sigma } or { minMs, maxMs }'
const delayForms = { latency: delay, chunkGap: delay }

const serverObjects: readonly OptionObject[] = [
  {
    types: ['testing: FakeLLMOptions'],
    who,
    valid: { targets },
    numbers: serverNumbers,
    give: createFakeLLM,
  },
  {
    types: ['testing: FakeLLMServerOptions'],
    who: 'startFakeLLM',
    valid: { targets },
    numbers: { ...serverNumbers, port: 'a whole number within [0, 65535]' },
    give: startFakeLLM,
  },
  {
    types: ['testing: FakeTargetOptions'],
    who,
    path: 'targets.a.',
    numbers: targetNumbers,
    forms: delayForms,
    give: create,
  },
  {
    types: ['testing: FakeTargetSettings'],
    who: 'target "a"',
    numbers: targetNumbers,
    forms: delayForms,
    give: (settings) => target().update(settings),
  },
  {
    types: ['testing: LogNormalDelay'],
    who,
    path: 'targets.a.latency.',
    valid: { medianMs: 10, sigma: 1 },
    numbers: { medianMs: atLeastZero, sigma: 'within [0, 5]' },
    give: (latency) => create({ latency }),
  },
  {
    types: ['testing: UniformDelay'],
    who,
    path: 'targets.a.chunkGap.',
    valid: { minMs: 0, maxMs: 10 },
    numbers: { minMs: atLeastZero, maxMs: atLeastZero },
    give: (chunkGap) => create({ chunkGap }),
  },
  {
    types: ['testing: FakeLimits'],
    who,
    path: 'targets.a.limits.',
    numbers: { requestsPerMinute: 'a whole number within [1, ∞)', tokensPerMinute: 'within [1, ∞)' },
    give: (limits) => create({ limits }),
  },
]

const scriptObjects: readonly OptionObject[] = [
  {
    types: ['testing: RandomFaults'],
    who,
    path: 'targets.a.faults.',
    valid: { rate: 0.5, kinds: ['server'] },
    numbers: { rate: share },
    give: (faults) => create({ faults }),
  },
  {
    types: ['testing: NamedFault'],
    who: 'target "a"',
    path: 'outage.',
    valid: { fault: 'server' },
    numbers: {
      retryAfterMs: atLeastZero,
      afterChunks: wholeFromZero,
      gapMs: atLeastZero,
      forMs: atLeastZero,
    },
    give: (fault) => target().outage(fault),
  },
  {
    types: ['testing: StatusFault'],
    who: 'target "a"',
    path: 'script[0].',
    valid: { status: 500 },
    numbers: { status: 'a whole number within [200, 599]', retryAfterMs: atLeastZero },
    give: (step) => target().script([step]),
  },
  {
    types: ['testing: Reply'],
    who,
    path: 'targets.a.reply.',
    give: (reply) => create({ reply }),
  },
  {
    types: ['testing: ReplyUsage'],
    who,
    path: 'targets.a.reply.usage.',
    numbers: {
      inputTokens: wholeFromZero,
      outputTokens: wholeFromZero,
      cacheReadTokens: wholeFromZero,
      reasoningTokens: wholeFromZero,
    },
    give: (usage) => create({ reply: { usage } }),
  },
  {
    types: ['testing: ReplyToolCall'],
    who,
    path: 'targets.a.reply.toolCalls[0].',
    valid: { name: 'search', input: {} },
    give: (toolCall) => create({ reply: { toolCalls: [toolCall] } }),
  },
]

const suite = { create: upstream.call }
const suiteNumbers = { mutations: wholeFromZero, seed: safeWhole }

const suiteObjects: readonly OptionObject[] = [
  {
    types: ['testing/conformance: ConformanceOptions', 'testing/conformance: SuiteOptions'],
    who: 'conformanceCases',
    valid: { ...suite, fixtures: 'openai' },
    numbers: { ...suiteNumbers, noise: wholeFromZero },
    give: conformanceCases,
  },
  {
    types: ['testing/conformance: EmbeddingConformanceOptions'],
    who: 'embeddingConformanceCases',
    valid: { ...suite, surface: 'openai' },
    numbers: suiteNumbers,
    give: embeddingConformanceCases,
  },
  {
    types: ['testing/conformance: VendorFixtures'],
    who: 'conformanceCases',
    path: 'fixtures.',
    valid: { surface: 'acme', fixtures: [], expectations: {} },
    shown: ['surface'],
    give: (fixtures) => conformanceCases({ create: upstream.call, fixtures }),
  },
]

/** Every object of options of testing. */
export const testingObjects: readonly OptionObject[] = [...serverObjects, ...scriptObjects, ...suiteObjects]
