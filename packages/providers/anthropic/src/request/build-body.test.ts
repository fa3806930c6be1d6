import type { ChatRequest } from '@llm-balancer/provider'
import { describe, expect, it } from 'vitest'
import { buildBody } from './build-body.ts'
import type { BodySettings, BuiltMessagesBody } from './build-body.ts'
import { traitsOf } from './model-traits.ts'

const ask: ChatRequest['messages'] = [{ role: 'user', content: 'hi' }]

const build = (
  request: Partial<ChatRequest>,
  { model = 'my-claude', ...settings }: Partial<BodySettings> = {},
): BuiltMessagesBody =>
  buildBody(
    { messages: ask, ...request },
    { model, traits: traitsOf(model), version: '2023-06-01', maxOutputTokens: 4000, ...settings },
  )

const features = ({ warnings }: BuiltMessagesBody): unknown[] =>
  warnings.map((warning) => ('feature' in warning ? warning.feature : warning))

describe('the body', () => {
  it('has no more fields than the request', () => {
    expect(build({})).toEqual({
      body: {
        model: 'my-claude',
        max_tokens: 4000,
        messages: [{ role: 'user', content: [{ type: 'text', text: 'hi' }] }],
      },
      warnings: [],
    })
  })

  it('has the settings under the API’s names', () => {
    const { body, warnings } = build({
      maxOutputTokens: 10,
      temperature: 0,
      topP: 0.5,
      topK: 3,
      stopSequences: ['END'],
    })
    expect(body).toMatchObject({
      max_tokens: 10,
      temperature: 0,
      top_p: 0.5,
      top_k: 3,
      stop_sequences: ['END'],
    })
    expect(warnings).toEqual([])
  })

  it('warns of settings Anthropic does not have', () => {
    const built = build({ seed: 0, presencePenalty: 1, frequencyPenalty: 1, stopSequences: [] })
    expect(features(built)).toEqual(['seed', 'presencePenalty', 'frequencyPenalty'])
    expect(Object.keys(built.body)).toEqual(['model', 'max_tokens', 'messages'])
  })

  it('has the caller’s own fields last, verbatim', () => {
    const anthropic = { max_tokens: 7, metadata: { user_id: 'u' }, service_tier: 'auto', container: null }
    const { body } = build({ maxOutputTokens: 5, providerOptions: { anthropic, openai: { store: true } } })
    expect(body).toMatchObject(anthropic)
    expect(body).not.toHaveProperty('store')
  })

  it('does not change the request', () => {
    const custom = { type: 'compaction', content: 'x' }
    const request = {
      messages: [
        { role: 'user', content: [{ type: 'text', text: 'a' }] },
        {
          role: 'assistant',
          content: [{ type: 'custom', kind: 'anthropic.compaction', providerOptions: { anthropic: custom } }],
          providerOptions: { anthropic: { cacheControl: { type: 'ephemeral' } } },
        },
        { role: 'assistant', content: 'b' },
      ],
    } satisfies ChatRequest
    const before = structuredClone(request)
    expect(build(request).body.messages).toHaveLength(2)
    expect(request).toEqual(before)
  })
})

describe('sampling settings', () => {
  const sampling = { temperature: 0.2, topP: 0.9, topK: 5 }
  const names = ['temperature', 'topP', 'topK']

  it.each([
    ['API version 2026-10-21', { version: '2026-10-21' }, {}],
    ['a model that refuses them', { model: 'claude-opus-4-7' }, {}],
    ['a model that is asked to think', {}, { reasoning: 'low' } as const],
  ])('are left out with a warning for %s', (_, settings, request) => {
    const built = build({ ...sampling, ...request }, settings)
    expect(features(built)).toEqual(names)
    expect(built.body).not.toHaveProperty('temperature')
    expect(built.body).not.toHaveProperty('top_p')
    expect(built.body).not.toHaveProperty('top_k')
  })

  it('cause no warning when there are none', () => {
    expect(build({}, { version: '2026-10-21' }).warnings).toEqual([])
  })

  it('are sent when reasoning is switched off', () => {
    expect(build({ temperature: 0.2, reasoning: 'none' }).body).toMatchObject({ temperature: 0.2 })
  })

  it('are sent without topP when temperature and topP exclude each other', () => {
    const built = build(sampling, { model: 'claude-sonnet-4-6' })
    expect(built.body).toMatchObject({ temperature: 0.2, top_k: 5 })
    expect(built.body).not.toHaveProperty('top_p')
    expect(features(built)).toEqual(['topP'])
    expect(build({ temperature: 0.2 }, { model: 'claude-sonnet-4-6' }).warnings).toEqual([])
  })

  it('have the temperature cut to Anthropic’s range', () => {
    const built = build({ temperature: 1.5 })
    expect(built.body.temperature).toBe(1)
    expect(built.warnings).toEqual([{ type: 'unsupported', feature: 'temperature', details: 'cut to 1' }])
  })
})

describe('reasoning', () => {
  it.each([
    ['my-claude', 'high', { thinking: { type: 'adaptive' }, output_config: { effort: 'high' } }, []],
    [
      'my-claude',
      'minimal',
      { thinking: { type: 'adaptive' }, output_config: { effort: 'low' } },
      ['reasoning'],
    ],
    ['claude-opus-5-5', 'max', { thinking: { type: 'adaptive' }, output_config: { effort: 'max' } }, []],
    [
      'claude-sonnet-4-6',
      'xhigh',
      { thinking: { type: 'adaptive' }, output_config: { effort: 'high' } },
      ['reasoning'],
    ],
    ['claude-haiku-4-5', 'medium', { thinking: { type: 'enabled', budget_tokens: 1600 } }, []],
    ['claude-haiku-4-5', 'low', { thinking: { type: 'enabled', budget_tokens: 1024 } }, []],
    ['claude-haiku-4-5', 'none', { thinking: { type: 'disabled' } }, []],
    ['claude-sonnet-5-5', 'none', { thinking: { type: 'between_tools' } }, []],
    ['claude-fable-5', 'none', { output_config: { effort: 'low' } }, ['reasoning']],
  ] as const)('of %s: %s', (model, reasoning, fields, warned) => {
    const built = build({ reasoning }, { model })
    expect(built.body).toMatchObject(fields)
    expect(features(built)).toEqual(warned)
  })

  it.each([undefined, 'provider-default'] as const)(
    'is the vendor’s to decide when it is %s',
    (reasoning) => {
      expect(build({ reasoning }).body).not.toHaveProperty('thinking')
    },
  )

  it('is left out when the limit leaves no room for a budget', () => {
    const built = build({ reasoning: 'high', maxOutputTokens: 1024 }, { model: 'claude-opus-4-5' })
    expect(built.body).not.toHaveProperty('thinking')
    expect(features(built)).toEqual(['reasoning'])
  })
})

describe('the format of the answer', () => {
  const schema = { type: 'object', properties: { a: { type: 'string' } }, additionalProperties: false }

  it('is a schema, beside an effort', () => {
    const { body } = build({ responseFormat: { type: 'json', schema, name: 'x' }, reasoning: 'low' })
    expect(body.output_config).toEqual({ effort: 'low', format: { type: 'json_schema', schema } })
  })

  it('becomes a warning when it is JSON without a schema', () => {
    const built = build({ responseFormat: { type: 'json' } })
    expect(features(built)).toEqual(['responseFormat'])
    expect(built.body).not.toHaveProperty('output_config')
    expect(build({ responseFormat: { type: 'text' } }).warnings).toEqual([])
  })
})

describe('tools', () => {
  const weather = { type: 'function', name: 'weather', inputSchema: { properties: {} } } as const
  const tools = [weather]

  it('are functions with a schema', () => {
    const { body } = build({
      tools: [
        {
          ...weather,
          description: 'tells it',
          strict: true,
          inputExamples: [{ input: { city: 'Oslo' } }],
          providerOptions: {
            anthropic: { cacheControl: { type: 'ephemeral' }, eager_input_streaming: true },
          },
        },
      ],
    })
    expect(body.tools).toEqual([
      {
        name: 'weather',
        description: 'tells it',
        input_schema: { type: 'object', properties: {} },
        strict: true,
        input_examples: [{ city: 'Oslo' }],
        cache_control: { type: 'ephemeral' },
        eager_input_streaming: true,
      },
    ])
    expect(body).not.toHaveProperty('tool_choice')
  })

  it('may be Anthropic’s own, verbatim, and not another vendor’s', () => {
    const search = { type: 'provider', name: 'web_search', args: { max_uses: 2 } } as const
    const built = build({
      tools: [
        { ...search, id: 'anthropic.web_search_20250305' },
        { ...search, id: 'openai.web_search' },
      ],
    })
    expect(built.body.tools).toEqual([{ type: 'web_search_20250305', name: 'web_search', max_uses: 2 }])
    expect(features(built)).toEqual(['tool openai.web_search'])
  })

  it.each([
    [{ type: 'auto' }, { type: 'auto' }],
    [{ type: 'none' }, { type: 'none' }],
    [{ type: 'required' }, { type: 'any' }],
    [
      { type: 'tool', toolName: 'weather' },
      { type: 'tool', name: 'weather' },
    ],
  ] as const)('are chosen: %o', (toolChoice, wire) => {
    const built = build({ tools, toolChoice })
    expect(built.body.tool_choice).toEqual(wire)
    expect(built.warnings).toEqual([])
    expect(build({ toolChoice }).body).not.toHaveProperty('tool_choice')
  })

  it.each([
    ['claude-opus-5-5', {}],
    ['claude-haiku-4-5', { reasoning: 'low' } as const],
  ])('are not forced on %s, which refuses a forced choice', (model, request) => {
    const built = build({ tools, toolChoice: { type: 'required' }, ...request }, { model })
    expect(built.body.tool_choice).toEqual({ type: 'auto' })
    expect(features(built)).toEqual(['toolChoice'])
  })

  it('are used one at a time when the caller’s own choice says so', () => {
    const choice = { type: 'any', disable_parallel_tool_use: true }
    const { body } = build({ tools, providerOptions: { anthropic: { tool_choice: choice } } })
    expect(body.tool_choice).toEqual(choice)
  })
})

describe('a turn whose thoughts were left out', () => {
  const call = { type: 'tool-call', toolCallId: 'toolu_1', toolName: 'look', input: {} } as const
  const thought = {
    type: 'reasoning',
    text: 'Hm.',
    providerOptions: { anthropic: { signature: 's' } },
  } as const
  const output = { type: 'text', value: 'wet' } as const
  const result = { type: 'tool-result', toolCallId: 'toolu_1', toolName: 'look', output } as const
  const after = (content: readonly (typeof call | typeof thought)[]): Partial<ChatRequest> => ({
    messages: [...ask, { role: 'assistant', content }, { role: 'tool', content: [result] }],
    reasoning: 'low',
  })

  it('is answered without a budget for thoughts, which the API would refuse', () => {
    const built = build(after([call]), { model: 'claude-opus-4-5' })
    expect(built.body.thinking).toBeUndefined()
    expect(features(built)).toEqual(['reasoning'])
    const own = { anthropic: { thinking: { type: 'enabled', budget_tokens: 1024 } } }
    const { body } = build(
      { ...after([call]), reasoning: 'none', providerOptions: own },
      { model: 'claude-opus-4-5' },
    )
    expect(body.thinking).toEqual({ type: 'disabled' })
  })

  it('keeps it where the thoughts are there, and where the model decides by itself', () => {
    expect(build(after([thought, call]), { model: 'claude-opus-4-5' }).body.thinking?.type).toBe('enabled')
    expect(build(after([call])).body.thinking).toEqual({ type: 'adaptive' })
  })
})
