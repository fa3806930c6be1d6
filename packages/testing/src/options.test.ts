import { describe, expect, it } from 'vitest'
import { createFakeLLM } from './fake-llm.ts'
import { startFakeLLM } from './start-fake-llm.ts'

/** The same fake without a socket, with one target called `fast`. */
const withTarget = (settings: object): (() => unknown) => withOptions({ targets: { fast: settings } })
const withOptions =
  (options: unknown): (() => unknown) =>
  () =>
    createFakeLLM(options as never)

describe('the options of a fake', () => {
  it.each<[string, unknown, string]>([
    ['no options', undefined, 'options must be an object, got undefined'],
    ['no targets', {}, '"targets" is missing'],
    ['an empty object of targets', { targets: {} }, '"targets" must hold at least one target'],
    [
      'targets that are a number',
      { targets: 5 },
      '"targets" must be an object or an array of targets, got 5',
    ],
    ['a misspelt option', { targets: { a: {} }, sead: 1 }, 'unknown option "sead", did you mean "seed"?'],
    ['half a seed', { targets: { a: {} }, seed: 0.5 }, '"seed" must be a whole number within'],
    ['a seed of NaN', { targets: { a: {} }, seed: Number.NaN }, '"seed" must be a whole number within'],
    [
      'a negative history',
      { targets: { a: {} }, history: -1 },
      '"history" must be a whole number within [0, ∞), got -1',
    ],
    [
      'a clock without timers',
      { targets: { a: {} }, clock: { now: () => 0 } },
      '"clock.schedule" must be a function',
    ],
    ['two targets of one id', { targets: [{ id: 'a' }, { id: 'a' }] }, 'two targets have the id "a"'],
    [
      'a target without an id',
      { targets: [{}] },
      '"targets[0].id" must be a string that is not empty, got undefined',
    ],
    [
      'a target that is a string',
      { targets: { a: 'openai' } },
      '"targets.a" must be an object, got a string',
    ],
  ])('refuse %s', (_what, options, message) => {
    expect(withOptions(options)).toThrow(`createFakeLLM: ${message}`)
  })

  it('of a server name the function that was called', async () => {
    await expect(startFakeLLM({ targets: { a: {} }, prot: 1 } as never)).rejects.toThrow(
      'startFakeLLM: unknown option "prot", did you mean "port"?',
    )
    await expect(startFakeLLM({ targets: { a: { latency: -1 } } })).rejects.toThrow(
      'startFakeLLM: "targets.a.latency" must be within [0, ∞), got -1',
    )
  })

  it('may be undefined, which is their default', () => {
    const settings = {
      format: undefined,
      latency: undefined,
      limits: undefined,
      reply: undefined,
      apiKey: undefined,
    }
    const fake = createFakeLLM({
      targets: { fast: settings },
      seed: undefined,
      history: undefined,
      clock: undefined,
    })
    expect(fake.target('fast').url).toBe('https://fake-llm.test/fast/v1')
  })
})

describe('the settings of a target', () => {
  it.each<[string, object, string]>([
    [
      'an unknown format',
      { format: 'soap' },
      '.format" must be one of "openai", "azure-openai", "anthropic"',
    ],
    ['a misspelt setting', { latencyy: 3 }, '.latencyy", did you mean "targets.fast.latency"?'],
    ['a negative latency', { latency: -1 }, '.latency" must be within [0, ∞), got -1'],
    ['an endless latency', { latency: Infinity }, '.latency" must be within [0, ∞), got ∞'],
    [
      'a latency as text',
      { latency: '5' },
      '.latency" must be a number of ms, { medianMs, sigma } or { minMs, maxMs }',
    ],
    ['half a distribution', { latency: { medianMs: 1 } }, '.latency.sigma" is missing'],
    ['half a range', { latency: { maxMs: 1 } }, '.latency.minMs" is missing'],
    [
      'a range from behind',
      { latency: { minMs: 5, maxMs: 1 } },
      '.latency.maxMs" must be within [5, ∞), got 1',
    ],
    [
      'too wild a spread',
      { chunkGap: { medianMs: 1, sigma: 6 } },
      '.chunkGap.sigma" must be within [0, 5], got 6',
    ],
    [
      'no requests',
      { limits: { requestsPerMinute: 0 } },
      '.limits.requestsPerMinute" must be a whole number within [1, ∞)',
    ],
    [
      'a misspelt limit',
      { limits: { tokenPerMinute: 5 } },
      '.limits.tokenPerMinute", did you mean "targets.fast.limits.tokensPerMinute"?',
    ],
    [
      'a rate above 1',
      { faults: { rate: 2, kinds: ['server'] } },
      '.faults.rate" must be within [0, 1], got 2',
    ],
    [
      'no kinds',
      { faults: { rate: 0.5, kinds: [] } },
      '.faults.kinds" must be an array with at least one entry',
    ],
    [
      'rates above 1 in all',
      { faults: [0.6, 0.6].map((rate) => ({ rate, kinds: ['server'] })) },
      '.faults: the sum of all rates" must be within [0, 1], got 1.2',
    ],
    [
      'an unknown fault',
      { faults: [{ rate: 0.5, kinds: ['flood'] }] },
      '.faults[0].kinds[0]" must be one of "rate-limit", "quota"',
    ],
    [
      'headers that cannot be sent',
      { faults: { rate: 1, kinds: [{ status: 500, headers: { 'a b': '' } }] } },
      '.faults.kinds[0].headers" must be names and values that HTTP allows, got an object',
    ],
    [
      'negative usage',
      { reply: { usage: { inputTokens: -1 } } },
      '.reply.usage.inputTokens" must be a whole number',
    ],
    [
      'a misspelt reply',
      { reply: { resoning: '' } },
      '.reply.resoning", did you mean "targets.fast.reply.reasoning"?',
    ],
    ['an unknown end', { reply: { finish: 'bored' } }, '.reply.finish" must be one of "stop", "length"'],
    ['a text that is a number', { reply: { text: 5 } }, '.reply.text" must be a string, got 5'],
    ['chunks that are numbers', { reply: { chunks: ['a', 5] } }, '.reply.chunks[1]" must be a string, got 5'],
    [
      'a tool call without arguments',
      { reply: { toolCalls: [{ name: 'f' }] } },
      '.reply.toolCalls[0].input" is missing',
    ],
    ['no keys', { apiKey: [] }, '.apiKey" must be an array with at least one entry'],
    ['an empty key', { apiKey: '' }, '.apiKey" must be a string that is not empty'],
    ['a model that is a number', { models: [4] }, '.models[0]" must be a string that is not empty, got 4'],
  ])('refuse %s', (_what, settings, message) => {
    expect(withTarget(settings)).toThrow(message)
    expect(withTarget(settings)).toThrow(/^createFakeLLM: (unknown option )?"targets\.fast\./)
  })

  it('are checked before anything of a running target is changed', async () => {
    const fake = createFakeLLM({ targets: [{ id: 'fast', reply: 'before' }] })
    const target = fake.target('fast')
    expect(() => target.update({ reply: 'after', chunkGap: -1 })).toThrow(
      new RangeError('target "fast": "chunkGap" must be within [0, ∞), got -1'),
    )
    expect(() => target.update({ replies: 'after' } as never)).toThrow(
      'unknown option "replies", did you mean "reply"?',
    )
    expect(() => target.update(null as never)).toThrow('target "fast": options must be an object, got null')
    const body = JSON.stringify({ model: 'any', messages: [{ role: 'user', content: 'Hello' }] })
    const response = await fake.fetch(`${target.url}/chat/completions`, { method: 'POST', body })
    expect(await response.text()).toContain('"before"')
  })
})

describe('a script', () => {
  const target = createFakeLLM({ targets: { fast: {} } }).target('fast')

  it.each<[string, unknown, string]>([
    ['that is one step', 'ok', '"script" must be an array, got a string'],
    [
      'with a status out of range',
      ['ok', 99],
      '"script[1]" must be a whole number within [200, 599], got 99',
    ],
    ['with an unknown fault', ['nap'], '"script[0]" must be one of "rate-limit", "quota"'],
    [
      'with a misspelt fault',
      [{ fault: 'empty', aftrChunks: 1 }],
      '"script[0].aftrChunks", did you mean "script[0].afterChunks"?',
    ],
    ['with a step that says nothing', [{}], '"script[0].fault" is missing'],
    ['with a step that is nothing', [undefined], '"script[0]" must be an object, got undefined'],
    [
      'with a body that is not the text itself',
      [{ status: 400, body: { error: { message: 'no' } } }],
      '"script[0].body" must be the exact text, such as JSON.stringify({ … }), got an object',
    ],
    [
      'with a message that is no text',
      [{ fault: 'server', message: 5 }],
      '"script[0].message" must be a string, got 5',
    ],
    [
      'with a hint of NaN',
      [{ status: 429, retryAfterMs: Number.NaN }],
      '"script[0].retryAfterMs" must be within [0, ∞), got NaN',
    ],
    ['with more beside a reply', [{ reply: 'x', status: 400 }], 'unknown option "script[0].status"'],
    ['with a reply that is a number', [{ reply: 5 }], '"script[0].reply" must be an object, got 5'],
  ])('%s is refused', (_what, steps, message) => {
    expect(() => target.script(steps as never)).toThrow(message)
    expect(() => target.script(steps as never)).toThrow(/^target "fast": /)
  })

  it('and an outage name the target', () => {
    expect(() => target.outage('nap' as never)).toThrow('target "fast": "outage" must be one of "rate-limit"')
    expect(() => target.outage({ status: 400, body: {} } as never)).toThrow(
      '"outage.body" must be the exact text',
    )
  })

  it('that was refused leaves the earlier one in place', async () => {
    const fake = createFakeLLM({ targets: { fast: {} } })
    fake.target('fast').script([418])
    expect(() => fake.target('fast').script(['ok', 99])).toThrow(RangeError)
    expect(
      (await fake.fetch(`${fake.url('fast')}/chat/completions`, { method: 'POST', body: '{}' })).status,
    ).toBe(418)
  })
})

it('an unknown target is refused, with a hint and the known ones', () => {
  const fake = createFakeLLM({ targets: { fast: {}, claude: {} } })
  expect(() => fake.target('slow' as never)).toThrow('unknown target "slow"; known targets are fast, claude')
  expect(() => fake.url('cluade' as never)).toThrow('unknown target "cluade", did you mean "claude"?')
})

it('a condition must be a function', () => {
  const fake = createFakeLLM({ targets: { fast: {} } })
  expect(() => fake.until('done' as never)).toThrow('until: "condition" must be a function, got a string')
})
