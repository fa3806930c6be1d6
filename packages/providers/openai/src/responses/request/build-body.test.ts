import type { ChatRequest, Tool, Warning } from '@llm-balancer/provider'
import { describe, expect, it } from 'vitest'
import { buildBody } from './build-body.ts'
import type { BodySettings } from './build-body.ts'
import type { ResponsesBody } from './responses-body.ts'

const bodyOf = (
  request: Partial<ChatRequest> = {},
  settings: Partial<BodySettings> = {},
): { readonly body: ResponsesBody; readonly warnings: readonly Warning[] } =>
  buildBody(
    { messages: [{ role: 'user', content: 'hi' }], ...request },
    { modelId: 'gpt-5.4', reasoningSummary: undefined, stream: false, ...settings },
  )

const unsupported = (feature: string, details?: string): object => ({
  type: 'unsupported',
  feature,
  ...(details === undefined ? {} : { details }),
})

describe('a body', () => {
  it('turns storage off and asks for encrypted reasoning, which can be sent back', () => {
    expect(bodyOf()).toEqual({
      body: {
        model: 'gpt-5.4',
        input: [{ role: 'user', content: 'hi' }],
        store: false,
        include: ['reasoning.encrypted_content'],
      },
      warnings: [],
    })
  })

  it('does not ask for encrypted reasoning when the model does not reason or the answer is stored', () => {
    expect(bodyOf({}, { modelId: 'gpt-4.1' }).body).not.toHaveProperty('include')
    const { body } = bodyOf({ providerOptions: { openai: { store: true } } })
    expect(body).toMatchObject({ store: true })
    expect(body).not.toHaveProperty('include')
  })

  it('has stream set for a stream', () => {
    expect(bodyOf({}, { stream: true }).body.stream).toBe(true)
    expect(bodyOf().body).not.toHaveProperty('stream')
  })

  it('has the caller’s options for OpenAI last and verbatim, and none for other vendors', () => {
    const own = {
      service_tier: 'flex',
      max_output_tokens: 7,
      prompt_cache_key: 'k',
      text: { verbosity: 'low' },
    }
    const { body } = bodyOf({
      maxOutputTokens: 9,
      responseFormat: { type: 'json' },
      providerOptions: { openai: own, other: { seed: 1 } },
    })
    expect(body).toMatchObject(own)
    expect(body).not.toHaveProperty('seed')
  })
})

describe('an answer in the background', () => {
  const own = (fields: object): Partial<ChatRequest> => ({ providerOptions: { openai: { ...fields } } })
  const onlyStreams = unsupported('background', 'only streams are made in the background')
  const always = { background: true }
  const stream = { stream: true }

  it.each<[string, Partial<ChatRequest>, Partial<BodySettings>, object]>([
    ['is stored', {}, { ...always, ...stream }, { background: true, store: true }],
    ['may be asked for by one call', own({ background: true }), stream, { background: true, store: true }],
    ['is not, if one says so', own({ background: false }), { ...always, ...stream }, { background: false }],
    ['is not, if it may not be stored', own({ store: false }), { ...always, ...stream }, { store: false }],
    ['is not, if no one asks for it', {}, stream, { store: false }],
    ['is no whole answer', {}, always, { store: false }],
  ])('%s', (_, request, settings, expected) => {
    const { body, warnings } = bodyOf(request, settings)
    expect(body).toMatchObject({ store: false, ...expected })
    expect('background' in body).toBe('background' in expected)
    expect(warnings).toEqual([])
  })

  it('is refused with a warning to a whole answer that asks for it', () => {
    const asked = bodyOf(own({ background: true }))
    expect(asked.body).not.toHaveProperty('background')
    expect([asked.body.store, asked.warnings]).toEqual([false, [onlyStreams]])
    expect(bodyOf(own({ background: false })).warnings).toEqual([])
  })
})

describe('settings', () => {
  it('are sent under the API’s names', () => {
    const settings = { maxOutputTokens: 9, temperature: 0, topP: 0.5 }
    expect(bodyOf(settings, { modelId: 'gpt-4.1' })).toMatchObject({
      body: { max_output_tokens: 9, temperature: 0, top_p: 0.5 },
      warnings: [],
    })
  })

  it('that the API does not have become warnings', () => {
    const settings = { topK: 1, seed: 0, presencePenalty: 1, frequencyPenalty: 1, stopSequences: ['.'] }
    const { body, warnings } = bodyOf(settings, { modelId: 'gpt-4.1' })
    expect(Object.keys(body)).toEqual(['model', 'input', 'store'])
    expect(warnings).toEqual(
      ['topK', 'presencePenalty', 'frequencyPenalty', 'stopSequences', 'seed'].map((name) =>
        unsupported(name),
      ),
    )
  })

  it('of sampling are left out while a model reasons', () => {
    const { body, warnings } = bodyOf({ temperature: 1, topP: 1 })
    const reason = 'the model does not take it while it reasons'
    expect(warnings).toEqual([unsupported('temperature', reason), unsupported('topP', reason)])
    expect(body).not.toHaveProperty('temperature')
    expect(bodyOf({ temperature: 1, reasoning: 'none' }).body.temperature).toBe(1)
    const own = { openai: { reasoning: { effort: 'none' } } }
    expect(bodyOf({ temperature: 1, providerOptions: own }).body.temperature).toBe(1)
    const overruled = { openai: { reasoning: { effort: 'high' } } }
    expect(bodyOf({ temperature: 1, reasoning: 'none', providerOptions: overruled }).body).not.toHaveProperty(
      'temperature',
    )
  })
})

describe('reasoning', () => {
  it('is sent as an effort, or the nearest one', () => {
    expect(bodyOf({ reasoning: 'low' }).body.reasoning).toEqual({ effort: 'low' })
    expect(bodyOf({ reasoning: 'max' })).toMatchObject({
      body: { reasoning: { effort: 'xhigh' } },
      warnings: [{ type: 'compatibility', feature: 'reasoning', details: 'max is sent as xhigh' }],
    })
    expect(bodyOf({ reasoning: 'provider-default' }).body).not.toHaveProperty('reasoning')
  })

  it('asks for a summary when the settings say so', () => {
    expect(bodyOf({}, { reasoningSummary: 'auto' }).body.reasoning).toEqual({ summary: 'auto' })
    expect(bodyOf({ reasoning: 'low' }, { reasoningSummary: 'detailed' }).body.reasoning).toEqual({
      effort: 'low',
      summary: 'detailed',
    })
  })

  it('is not sent to a model that does not reason', () => {
    const { body, warnings } = bodyOf({ reasoning: 'low' }, { modelId: 'gpt-4.1', reasoningSummary: 'auto' })
    expect(body).not.toHaveProperty('reasoning')
    expect(warnings).toEqual([unsupported('reasoning', 'the model does not reason')])
    expect(bodyOf({ reasoning: 'none' }, { modelId: 'gpt-4.1' }).warnings).toEqual([])
  })
})

describe('the format of an answer', () => {
  it('is JSON, of a schema or any', () => {
    expect(bodyOf({ responseFormat: { type: 'text' } }).body).not.toHaveProperty('text')
    expect(bodyOf({ responseFormat: { type: 'json' } }).body.text).toEqual({
      format: { type: 'json_object' },
    })
    const schema = { type: 'object', additionalProperties: false }
    expect(bodyOf({ responseFormat: { type: 'json', schema } }).body.text).toEqual({
      format: { type: 'json_schema', name: 'response', schema, strict: true },
    })
    expect(
      bodyOf({ responseFormat: { type: 'json', schema, name: 'place', description: 'A place.' } }).body.text,
    ).toMatchObject({ format: { name: 'place', description: 'A place.' } })
    const open = { type: 'object', properties: { name: { type: 'string' } }, required: [] }
    for (const strict of [undefined, true, false]) {
      const format = { type: 'json', schema: open, ...(strict === undefined ? {} : { strict }) } as const
      expect(bodyOf({ responseFormat: format }).body.text).toMatchObject({
        format: { strict: strict ?? false },
      })
    }
  })
})

describe('tools', () => {
  const inputSchema = { type: 'object' }
  const weather: Tool = { type: 'function', name: 'weather', inputSchema }
  const search: Tool = {
    type: 'provider',
    id: 'openai.web_search',
    name: 'web_search',
    args: { search_context_size: 'low' },
  }

  it('are functions, strict only when they say so', () => {
    const strict: Tool = {
      ...weather,
      description: 'Tells the weather.',
      strict: true,
      providerOptions: { openai: { defer_loading: true } },
    }
    expect(bodyOf({ tools: [weather, { ...strict, name: 'b' }] }).body.tools).toEqual([
      { type: 'function', name: 'weather', parameters: inputSchema, strict: false },
      {
        type: 'function',
        name: 'b',
        description: 'Tells the weather.',
        parameters: inputSchema,
        strict: true,
        defer_loading: true,
      },
    ])
  })

  it('may be OpenAI’s own, with their arguments verbatim, and not another vendor’s', () => {
    const custom: Tool = { type: 'provider', id: 'openai.custom', name: 'sql', args: { description: 'SQL' } }
    const foreign: Tool = { type: 'provider', id: 'anthropic.bash_20250124', name: 'bash', args: {} }
    const { body, warnings } = bodyOf({ tools: [search, custom, foreign] })
    expect(body.tools).toEqual([
      { type: 'web_search', search_context_size: 'low' },
      { type: 'custom', name: 'sql', description: 'SQL' },
    ])
    expect(warnings).toEqual([unsupported('tool anthropic.bash_20250124', 'left out')])
  })

  it('cannot have examples', () => {
    const { warnings } = bodyOf({ tools: [{ ...weather, inputExamples: [{ input: {} }] }] })
    expect(warnings).toEqual([unsupported('inputExamples', 'left out')])
  })

  it.each([
    [{ type: 'auto' }, 'auto'],
    [{ type: 'none' }, 'none'],
    [{ type: 'required' }, 'required'],
    [
      { type: 'tool', toolName: 'weather' },
      { type: 'function', name: 'weather' },
    ],
    [{ type: 'tool', toolName: 'web_search' }, { type: 'web_search' }],
    [
      { type: 'tool', toolName: 'sql' },
      { type: 'custom', name: 'sql' },
    ],
    [
      { type: 'tool', toolName: 'docs' },
      { type: 'mcp', server_label: 'docs-1' },
    ],
  ] as const)('are chosen: %j is %j', (toolChoice, choice) => {
    const custom: Tool = { type: 'provider', id: 'openai.custom', name: 'sql', args: {} }
    const mcp: Tool = { type: 'provider', id: 'openai.mcp', name: 'docs', args: { server_label: 'docs-1' } }
    expect(bodyOf({ tools: [weather, search, custom, mcp], toolChoice }).body.tool_choice).toEqual(choice)
  })

  it('cannot be chosen when there are none', () => {
    const { body, warnings } = bodyOf({ toolChoice: { type: 'required' } })
    expect(body).not.toHaveProperty('tool_choice')
    expect(warnings).toEqual([unsupported('toolChoice', 'there is no tool')])
    expect(bodyOf({ toolChoice: { type: 'auto' } }).warnings).toEqual([])
  })
})
