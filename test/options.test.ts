import { inspect } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { callObjects } from './support/option-table-calls.ts'
import { circuitObjects } from './support/option-table-circuits.ts'
import { costObjects } from './support/option-table-costs.ts'
import { configObjects } from './support/option-table-config.ts'
import { coreObjects } from './support/option-table-core.ts'
import { compatObjects } from './support/option-table-compat.ts'
import { entryObjects } from './support/option-table-entries.ts'
import { metricsObjects } from './support/option-table-metrics.ts'
import { providerObjects } from './support/option-table-providers.ts'
import { rateLimitObjects } from './support/option-table-rate-limits.ts'
import { retryObjects } from './support/option-table-retries.ts'
import { simulatorObjects } from './support/option-table-simulator.ts'
import { strategyObjects } from './support/option-table-strategies.ts'
import { testingObjects } from './support/option-table-testing.ts'
import { umbrellaObjects } from './support/option-table-umbrella.ts'
import { webObjects } from './support/option-table-web.ts'
import { readVendorObjects } from './support/option-table-vendors.ts'
import { knownNames, refusalOf } from './support/option-table-refusal.ts'
import { isHintable, misspellings } from './support/option-table-misspellings.ts'
import { outside, wrongTypes } from './support/option-table-values.ts'
import { readOptionTypes, type OptionNames } from './support/option-table-types.ts'
import { upstream, type OptionObject } from './support/option-table.ts'

const tool = 'a tool for adapters, on the way of every call: its options are for the type checker'
const conversation = 'a part of a conversation or a request, checked as such and not as options'
const given = 'given to callers, not by them'
const adapter = 'a table or a fact that an adapter writes'
const hosts = "may have fields of the host's own, which are passed on"
/** Types that look like options, with the reason why they have no row. */
const notChecked: Readonly<Record<string, string>> = {
  'core/errors: VerdictOptions': tool,
  'core/options: KnownSettings': tool,
  'core/streams: OpenStreamOptions': tool,
  'core/testing: FakeTargetSettings': tool,
  'core/testing: PickIdsOptions': tool,
  'core/time: SleepOptions': tool,
  'core/time: WaitOptions': tool,
  'core/time: WithinOptions': tool,
  'config/source: FileTextOptions': tool,
  'config/source: UrlTextOptions': tool,
  'config/source: WatchTextOptions': tool,
  'provider: CallOptions': tool,
  'provider: SseOptions': tool,
  'core: ProviderErrorOptions': adapter,
  'core/errors: ErrorRule': adapter,
  'langchain: ChatSettings': 'a part of the options of balancedChatModel, which have a row',
  'langchain: WireResponseFormat': conversation,
  'provider: LimitHeaders': adapter,
  'openai-compatible: WireSettings': adapter,
  'provider: AssistantMessage': conversation,
  'provider: FunctionTool': conversation,
  'provider: ProviderTool': conversation,
  'provider: ResponseFormat': conversation,
  'provider: SystemMessage': conversation,
  'provider: ToolChoice': conversation,
  'provider: ToolMessage': conversation,
  'provider: UserMessage': conversation,
  'circuit-breaker: ExportedCircuit': given,
  'config: LLMConfig': given,
  'core: BalancerState': given,
  'metrics: MetricsState': given,
  'rate-limit: SavedLimit': given,
  'clients: BalancedClientOptions': given,
  'clients: GenAIClient': given,
  'llm-balancer/compat/llmpool: PoolConfig': 'a list of providers, whose entries have a row',
  'llm-balancer/compat/llmpool: PoolMessage': conversation,
  'llm-balancer/compat/llm-load-balancer: PublicProviderConfig': given,
  'llm-balancer/compat/load-balancing-provider: FailoverSettings':
    'of a host, read leniently: one of a wrong type counts as none',
  'llm-balancer/compat/load-balancing-provider: GenerateChatOptions': hosts,
  'llm-balancer/compat/load-balancing-provider: LoadBalancerSubProfile': hosts,
  'llm-balancer/compat/load-balancing-provider: ResolvedSubProfile': hosts,
  'provider: ReaderOptions': 'made by `createChatModel` for an adapter',
  'llm-balancer: LLMBalancerState': given,
  'llm-balancer: ProviderCallOptions': given,
  'simulator: CallSettings': 'go to the balancer with each call, which checks them',
  'simulator: CircuitSettings': 'go to createCircuitBreaker, whose options have a row',
  'simulator: CoreSettings': 'go to createBalancer, whose options have a row',
  'simulator: OpenLoopOptions': 'for a simulation of one’s own making: its options are for the type checker',
  'simulator: UmbrellaSettings': 'go to createLLMBalancer, whose options have a row',
  'testing/conformance: AdapterSettings': given,
  'testing/conformance: Fixture': given,
  'provider: ModelSettings': 'every vendor has these settings',
  'llm-balancer/types: StrategySettings': 'each of its forms has a row of its own',
  'llm-balancer/types: TierStrategySettings': 'each of its forms has a row of its own',
}

const types = readOptionTypes()
const objects: readonly OptionObject[] = [
  ...costObjects,
  ...coreObjects,
  ...strategyObjects,
  ...circuitObjects,
  ...retryObjects,
  ...metricsObjects,
  ...rateLimitObjects,
  ...configObjects,
  ...providerObjects,
  ...(await readVendorObjects(types)),
  ...umbrellaObjects,
  ...entryObjects,
  ...callObjects,
  ...compatObjects,
  ...testingObjects,
  ...webObjects,
  ...simulatorObjects,
]
const secret = 'sk-planted-0123456789abcdefghijklmnopqrstuvwxyz'

// Thousands of errors are made, and none of their stacks is read.
const usualLimit = Error.stackTraceLimit
beforeAll(() => {
  Error.stackTraceLimit = 0
})
afterAll(() => {
  Error.stackTraceLimit = usualLimit
})

const titled = objects.map((object): [string, OptionObject] => [
  `${object.who}${object.path === undefined ? '' : `: ${object.path.slice(0, -1)}`}`,
  object,
])
const named = titled.filter(([, { isParameters, hasOwnFields }]) => !(isParameters ?? hasOwnFields ?? false))
const counted = titled.filter(([, { numbers = {} }]) => Object.keys(numbers).length > 0)

const typedOf = (object: OptionObject, kind: keyof OptionNames): readonly string[] => {
  const { types: keys, besides = {}, without = {} } = object
  const typed = keys.flatMap((key) => types.namesOf(key)[kind])
  const all = kind === 'names' ? [...typed, ...Object.keys(besides)] : typed
  return [...new Set(all)].filter((name) => !Object.hasOwn(without, name)).sort()
}

describe.each(named)('the options of %s', (_title, object) => {
  const { who, path = '', foreign = {}, shown = [] } = object

  it('are refused when they are misspelt, with the right name as a hint', async () => {
    const known = await knownNames(object)
    const wrong: string[] = []
    for (const name of known) {
      for (const misspelt of misspellings(name, known)) {
        upstream.calls = 0
        const error = await refusalOf(object, { [misspelt]: 1 })
        const hint = Object.hasOwn(foreign, misspelt)
          ? `; use "${path}${foreign[misspelt]}"`
          : `, did you mean "${path}${name}"?`
        const start = `${who}: unknown option "${path}${misspelt}"`
        const isHinted =
          !isHintable(misspelt, name, known) || error?.message.startsWith(start + hint) === true
        const isRefused = error instanceof TypeError && error.message.startsWith(start)
        if (!isRefused || !isHinted || upstream.calls > 0)
          wrong.push(`${misspelt} (${name}): ${String(error)}`)
      }
    }
    expect(known.length).toBeGreaterThan(0)
    expect(wrong).toEqual([])
  })

  it('never show a value that may be a secret', async () => {
    const known = await knownNames(object)
    const leaks: string[] = []
    for (const name of [...known, 'unheardOf'].filter((one) => !shown.includes(one))) {
      for (const value of [secret, [secret], { [name]: secret }, () => secret]) {
        const error = await refusalOf(object, { [name]: value })
        if (inspect(error, { depth: Infinity, showHidden: true }).includes(secret))
          leaks.push(`${name}: ${String(error)}`)
      }
    }
    expect(leaks).toEqual([])
  })
})

it.each(named.filter(([, { types: keys }]) => keys.length > 0))(
  'the options of %s are those of their type',
  async (_title, object) => {
    expect([...(await knownNames(object))].sort()).toEqual(typedOf(object, 'names'))
  },
)

it.each(named.filter(([, { foreign }]) => foreign !== undefined))(
  "other libraries' names for the options of %s are refused with the right one",
  async (_title, object) => {
    const { who, path = '', foreign = {} } = object
    for (const [theirs, ours] of Object.entries(foreign)) {
      const error = await refusalOf(object, { [theirs]: 1 })
      expect(error).toEqual(new TypeError(`${who}: unknown option "${path}${theirs}"; use "${path}${ours}"`))
    }
  },
)

it.each(counted)(
  'numbers among the options of %s are refused out of range, and as another type, in the same sentence',
  async (_title, object) => {
    const { who, path = '', numbers = {}, forms = {}, valuesBy = who } = object
    for (const [name, range] of Object.entries(numbers)) {
      for (const [value, got] of [...outside(range), ...wrongTypes]) {
        const isForm = typeof value !== 'number' && Object.hasOwn(forms, name)
        if (isForm && typeof value === 'object' && value !== null) continue
        upstream.calls = 0
        const error = await refusalOf(object, { [name]: value })
        const must = isForm ? forms[name] : range
        const kind = typeof value === 'number' && !Number.isNaN(value) ? RangeError : TypeError
        expect(error).toEqual(new kind(`${valuesBy}: "${path}${name}" must be ${must}, got ${got}`))
        expect(upstream.calls).toBe(0)
      }
    }
  },
)

describe('the values and names that are tried', () => {
  it.each([
    ['within [0, 1]', [-1, -Infinity, 2, Infinity]],
    ['within (0, ∞)', [0, -Infinity, Infinity]],
    ['a whole number within [1, ∞]', [0, -Infinity, 1.5]],
    ['within (-∞, ∞)', [-Infinity, Infinity]],
  ])('are outside of the range: %s', (range, values) => {
    expect(outside(range).map(([value]) => value)).toEqual(values)
  })

  it('are one slip from the right one', () => {
    expect(misspellings('maxAttempts', [])).toEqual([
      'maxAtempts',
      'maxAtttempts',
      'maxAtetmpts',
      'maxattempts',
      'max_attempts',
    ])
    expect(misspellings('topK', ['topk'])).not.toContain('topk')
  })

  it('are hinted at only where one name is the nearest', () => {
    expect(isHintable('maxAtempts', 'maxAttempts', ['maxAttempts', 'budget'])).toBe(true)
    expect(isHintable('toppK', 'topK', ['topK', 'topP'])).toBe(false)
    expect(isHintable('ky', 'key', ['key'])).toBe(false)
    expect(isHintable('KEY', 'key', ['key'])).toBe(true)
  })
})

describe('the table of options', () => {
  it('has the range of every number of the types', () => {
    const typed = objects.filter(({ types: keys }) => keys.length > 0)
    const tables = typed.map(({ who, path = '', numbers = {} }) => [
      `${who}: ${path}`,
      Object.keys(numbers).sort(),
    ])
    expect(tables).toEqual(
      typed.map((object) => [`${object.who}: ${object.path ?? ''}`, typedOf(object, 'numbers')]),
    )
  })

  it('has a row for every object of options that a package exports', () => {
    const rows = new Set(objects.flatMap((object) => object.types))
    const inside = [...rows].flatMap((key) => types.insideOf(key))
    const missing = [...types.optionObjects, ...inside].filter((key) => !rows.has(key))
    expect([...new Set(missing)].sort()).toEqual(Object.keys(notChecked).sort())
  })
})
