import type { ChatRequest } from '@llm-balancer/provider'
import { describe, expect, it } from 'vitest'
import { buildBody } from './build-body.ts'

const messages: ChatRequest['messages'] = [{ role: 'user', content: 'hi' }]
const content = [{ type: 'text', text: 'hi' }]
const build = (request: Partial<ChatRequest>, model = 'command-a-plus-05-2026') =>
  buildBody({ messages, ...request }, model)

/** The fields that a request adds to the smallest body. */
const added = (request: Partial<ChatRequest>, model = 'command-a-plus-05-2026') => {
  const { body, warnings } = build(request, model)
  const { model: name, messages: turns, ...fields } = body
  expect({ name, turns }).toEqual({ name: model, turns: [{ role: 'user', content }] })
  return { fields, warnings }
}
const unsupported = (feature: string, details?: string) => ({
  type: 'unsupported',
  feature,
  ...(details === undefined ? {} : { details }),
})

describe('the settings of a request', () => {
  it('are empty when it has none', () => {
    expect(added({ stopSequences: [], tools: [], reasoning: 'provider-default' })).toEqual({
      fields: {},
      warnings: [],
    })
  })

  it('have Cohere’s names', () => {
    const settings = {
      maxOutputTokens: 100,
      temperature: 0,
      topP: 0.5,
      topK: 40,
      presencePenalty: 0.2,
      stopSequences: ['END'],
      seed: 0,
    }
    expect(added(settings)).toEqual({
      fields: {
        max_tokens: 100,
        temperature: 0,
        p: 0.5,
        k: 40,
        presence_penalty: 0.2,
        stop_sequences: ['END'],
        seed: 0,
      },
      warnings: [],
    })
    expect(added({ frequencyPenalty: 0.3, presencePenalty: 0 }).fields).toEqual({
      frequency_penalty: 0.3,
      presence_penalty: 0,
    })
  })

  it('are cut to what the API takes, with a warning', () => {
    const beyond = { temperature: 1.5, topP: 1, topK: 501, frequencyPenalty: -1 }
    expect(added({ ...beyond, stopSequences: ['1', '2', '3', '4', '5', '6'] })).toEqual({
      fields: {
        temperature: 1,
        p: 0.99,
        k: 500,
        frequency_penalty: 0,
        stop_sequences: ['1', '2', '3', '4', '5'],
      },
      warnings: [
        unsupported('stopSequences', 'the first 5'),
        unsupported('temperature', '1 instead'),
        unsupported('topP', '0.99 instead'),
        unsupported('topK', '500 instead'),
        unsupported('frequencyPenalty', '0 instead'),
      ],
    })
  })

  it('have one penalty, because some models refuse two', () => {
    expect(added({ frequencyPenalty: 0.5, presencePenalty: 0.5 })).toEqual({
      fields: { frequency_penalty: 0.5 },
      warnings: [unsupported('presencePenalty', 'not together with frequencyPenalty')],
    })
  })

  it('are overridden by the request’s options for Cohere', () => {
    const own = { temperature: 3, safety_mode: 'OFF', citation_options: { mode: 'FAST' }, documents: ['a'] }
    const { fields } = added({ temperature: 0.5, providerOptions: { cohere: own, other: { k: 1 } } })
    expect(fields).toEqual(own)
  })
})

describe('reasoning', () => {
  it.each([
    ['none', { type: 'disabled' }],
    ['minimal', { type: 'enabled', token_budget: 1600 }],
    ['low', { type: 'enabled', token_budget: 6400 }],
    ['medium', { type: 'enabled', token_budget: 12_800 }],
    ['high', { type: 'enabled', token_budget: 19_200 }],
    ['xhigh', { type: 'enabled', token_budget: 25_600 }],
    ['max', { type: 'enabled' }],
  ] as const)('of effort %s is %o', (reasoning, thinking) => {
    expect(added({ reasoning })).toEqual({ fields: { thinking }, warnings: [] })
  })

  it('gets a share of the answer’s token limit', () => {
    expect(added({ reasoning: 'low', maxOutputTokens: 1000 }).fields).toEqual({
      thinking: { type: 'enabled', token_budget: 200 },
      max_tokens: 1000,
    })
    expect(build({ reasoning: 'minimal', maxOutputTokens: 1 }).body.thinking?.token_budget).toBe(1)
  })

  it.each(['command', 'command-light', 'command-r-plus-08-2024', 'command-r7b-12-2024', 'command-a-03-2025'])(
    'is nothing %s knows',
    (model) => {
      const warnings = [unsupported('reasoning', 'the model does not reason')]
      expect(added({ reasoning: 'low' }, model)).toEqual({ fields: {}, warnings })
      expect(added({ reasoning: 'none' }, model)).toEqual({ fields: {}, warnings: [] })
    },
  )

  it.each(['command-a-reasoning-08-2025', 'command-a-plus-05-2026', 'my-own-model'])(
    'is asked of %s',
    (model) => {
      expect(added({ reasoning: 'max' }, model).fields).toEqual({ thinking: { type: 'enabled' } })
    },
  )
})

describe('structured output', () => {
  it('has a schema where the request has one', () => {
    const schema = { type: 'object', properties: {} } as const
    expect(added({ responseFormat: { type: 'json', schema } }).fields).toEqual({
      response_format: { type: 'json_object', json_schema: schema },
    })
    expect(added({ responseFormat: { type: 'json' } }).fields).toEqual({
      response_format: { type: 'json_object' },
    })
    expect(added({ responseFormat: { type: 'text' } }).fields).toEqual({})
  })
})

describe('tools', () => {
  const tool = (name: string, more: object = {}) =>
    ({ type: 'function', name, inputSchema: { properties: { a: {} } }, ...more }) as const
  const sent = (name: string, more: object = {}) => ({
    type: 'function',
    function: { name, parameters: { type: 'object', properties: { a: {} } }, ...more },
  })

  it('are functions with a description and a schema', () => {
    const described = tool('f', { description: 'does', providerOptions: { cohere: { x: 1 } } })
    expect(added({ tools: [described, tool('g')], toolChoice: { type: 'auto' } })).toEqual({
      fields: { tools: [{ ...sent('f', { description: 'does' }), x: 1 }, sent('g')] },
      warnings: [],
    })
  })

  it.each([
    ['required', { tool_choice: 'REQUIRED' }],
    ['none', { tool_choice: 'NONE' }],
    ['auto', {}],
  ] as const)('are chosen as the request says: %s', (type, fields) => {
    expect(added({ tools: [tool('f')], toolChoice: { type } }).fields).toEqual({
      tools: [sent('f')],
      ...fields,
    })
  })

  it('are reduced to the one that the request forces', () => {
    const tools = [tool('f'), tool('g')]
    expect(added({ tools, toolChoice: { type: 'tool', toolName: 'g' } })).toEqual({
      fields: { tools: [sent('g')], tool_choice: 'REQUIRED' },
      warnings: [],
    })
  })

  it('cannot be forced when there are none', () => {
    const warnings = [unsupported('toolChoice', 'there is no such tool')]
    expect(added({ toolChoice: { type: 'required' } })).toEqual({ fields: {}, warnings })
    const toolChoice = { type: 'tool', toolName: 'g' } as const
    expect(added({ tools: [tool('f')], toolChoice })).toEqual({ fields: {}, warnings })
  })

  it('are strict only when all are', () => {
    const strict = { strict: true }
    expect(added({ tools: [tool('f', strict), tool('g', strict)] }).fields).toMatchObject({
      strict_tools: true,
    })
    const mixed = added({ tools: [tool('f', strict), tool('g')] })
    expect(mixed.fields).not.toHaveProperty('strict_tools')
    expect(mixed.warnings).toEqual([unsupported('strict', 'only of all tools at once')])
    expect(added({ tools: [tool('f', { strict: false })] }).warnings).toEqual([])
  })

  it('of vendors, and examples, become warnings', () => {
    const search = { type: 'provider', id: 'other.search', name: 'search', args: {} } as const
    expect(added({ tools: [search, tool('f', { inputExamples: [{ input: {} }] })] })).toEqual({
      fields: { tools: [sent('f')] },
      warnings: [
        unsupported('tool other.search', 'only functions are supported'),
        unsupported('inputExamples'),
      ],
    })
  })
})
