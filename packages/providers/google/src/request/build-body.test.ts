import type { ChatRequest } from '@llm-balancer/provider'
import { describe, expect, it } from 'vitest'
import { buildBody } from './build-body.ts'
import type { BuiltContentBody } from './build-body.ts'
import { traitsOf } from './model-traits.ts'

const ask: ChatRequest['messages'] = [{ role: 'user', content: 'hi' }]
const contents = [{ role: 'user', parts: [{ text: 'hi' }] }]

const build = (request: Partial<ChatRequest>, model = 'gemini-3.8-flash', vertex = false): BuiltContentBody =>
  buildBody({ messages: ask, ...request }, { traits: traitsOf(model, vertex), vertex })

const features = ({ warnings }: BuiltContentBody): unknown[] =>
  warnings.map((warning) => ('feature' in warning ? warning.feature : warning))

describe('the body', () => {
  it('has no more fields than the request', () => {
    expect(
      build({ stopSequences: [], responseFormat: { type: 'text' }, reasoning: 'provider-default' }),
    ).toEqual({
      body: { contents },
      warnings: [],
    })
  })

  it('has the settings under the API’s names', () => {
    const settings = {
      maxOutputTokens: 10,
      temperature: 0,
      topP: 0.5,
      topK: 3,
      presencePenalty: 0.1,
      frequencyPenalty: 0.2,
      seed: 0,
      stopSequences: ['END'],
    }
    expect(build(settings)).toEqual({ body: { contents, generationConfig: settings }, warnings: [] })
  })

  it.each([
    ['gemini-2.5-flash', ['presencePenalty', 'frequencyPenalty']],
    ['gemini-4-argon', ['temperature', 'topP', 'topK']],
  ])('leaves out what %s refuses or ignores, with a warning', (model, left) => {
    const settings = { temperature: 1, topP: 1, topK: 1, presencePenalty: 1, frequencyPenalty: 1 }
    const built = build(settings, model)
    expect(features(built)).toEqual(left)
    expect(Object.keys(built.body.generationConfig ?? {})).toEqual(
      Object.keys(settings).filter((name) => !left.includes(name)),
    )
  })

  it('has the caller’s own fields last, verbatim', () => {
    const google = {
      safetySettings: [{ category: 'HARM_CATEGORY_HARASSMENT', threshold: 'OFF' }],
      cachedContent: 'cachedContents/1',
      contents: null,
    }
    const { body } = build({ maxOutputTokens: 5, providerOptions: { google, openai: { store: true } } })
    expect(body).toEqual({ ...google, generationConfig: { maxOutputTokens: 5 } })
  })

  it('merges the caller’s generationConfig over its own', () => {
    const generationConfig = { temperature: 0.3, responseModalities: ['IMAGE'] }
    const { body } = build({
      maxOutputTokens: 5,
      temperature: 1,
      providerOptions: { google: { generationConfig } },
    })
    expect(body.generationConfig).toEqual({ maxOutputTokens: 5, ...generationConfig })
  })

  it('does not change the request', () => {
    const call = { type: 'tool-call', toolCallId: 'c', toolName: 'f', input: { a: 1 } } as const
    const request = {
      messages: [...ask, { role: 'assistant', content: [call] }, { role: 'assistant', content: 'b' }],
      providerOptions: { google: { generationConfig: { topK: 1 } } },
      temperature: 1,
    } satisfies Partial<ChatRequest>
    const before = structuredClone(request)
    expect(build(request).body.contents[1]?.parts[0]).toHaveProperty('thoughtSignature')
    expect(request).toEqual(before)
  })
})

describe('reasoning', () => {
  it.each([
    ['gemini-3.8-flash', 'none', { thinkingLevel: 'LOW', includeThoughts: false }, ['reasoning']],
    ['gemini-3.5-flash-lite', 'none', { thinkingLevel: 'MINIMAL', includeThoughts: false }, ['reasoning']],
    ['gemini-3.5-flash-lite', 'minimal', { thinkingLevel: 'MINIMAL', includeThoughts: true }, []],
    ['gemini-3.8-flash', 'minimal', { thinkingLevel: 'LOW', includeThoughts: true }, ['reasoning']],
    ['gemini-3.8-flash', 'low', { thinkingLevel: 'LOW', includeThoughts: true }, []],
    ['gemini-4-argon', 'medium', { thinkingLevel: 'MEDIUM', includeThoughts: true }, []],
    ['gemini-flash-latest', 'high', { thinkingLevel: 'HIGH', includeThoughts: true }, []],
    ['gemini-3.1-pro', 'xhigh', { thinkingLevel: 'HIGH', includeThoughts: true }, ['reasoning']],
    ['gemini-3.1-pro', 'max', { thinkingLevel: 'HIGH', includeThoughts: true }, ['reasoning']],
    ['gemini-2.5-flash', 'none', { thinkingBudget: 0, includeThoughts: false }, []],
    ['gemini-2.5-pro', 'none', { thinkingBudget: 128, includeThoughts: false }, ['reasoning']],
    ['gemini-2.5-flash-lite', 'minimal', { thinkingBudget: 512, includeThoughts: true }, []],
    ['gemini-2.5-pro', 'low', { thinkingBudget: 1024, includeThoughts: true }, []],
    ['gemini-2.5-pro', 'medium', { thinkingBudget: 8192, includeThoughts: true }, []],
    ['gemini-2.5-flash', 'max', { thinkingBudget: 24_576, includeThoughts: true }, []],
    ['gemini-2.0-flash', 'none', undefined, []],
    ['gemini-2.0-flash', 'high', undefined, ['reasoning']],
  ] as const)('of %s: %s', (model, reasoning, thinkingConfig, warned) => {
    const built = build({ reasoning }, model)
    expect(built.body.generationConfig?.thinkingConfig).toEqual(thinkingConfig)
    expect(features(built)).toEqual(warned)
  })
})

describe('tools', () => {
  const weather = { type: 'function', name: 'weather', inputSchema: { type: 'object' } } as const
  const search = {
    type: 'provider',
    id: 'google.google_search',
    name: 's',
    args: { types: ['WEB'] },
  } as const
  const declarations = [{ name: 'weather', parametersJsonSchema: { type: 'object' } }]

  it('are functions with a schema and the caller’s options for Google', () => {
    const { body, warnings } = build({
      tools: [
        {
          ...weather,
          description: 'tells it',
          inputExamples: [{ input: { city: 'Oslo' } }],
          providerOptions: { google: { behavior: 'NON_BLOCKING' } },
        },
      ],
    })
    expect(body.tools).toEqual([
      { functionDeclarations: [{ ...declarations[0], description: 'tells it', behavior: 'NON_BLOCKING' }] },
    ])
    expect(body).not.toHaveProperty('toolConfig')
    expect(warnings).toEqual([{ type: 'unsupported', feature: 'inputExamples of a tool' }])
  })

  it('may be Google’s own, by their names, and not another vendor’s', () => {
    const built = build({
      tools: [
        search,
        { type: 'provider', id: 'google.code_execution', name: 'c', args: {} },
        { type: 'provider', id: 'openai.web_search', name: 'w', args: {} },
      ],
    })
    expect(built.body).toEqual({
      contents,
      tools: [{ googleSearch: { types: ['WEB'] } }, { codeExecution: {} }],
    })
    expect(features(built)).toEqual(['tool openai.web_search'])
  })

  it.each([
    [{ type: 'auto' }, false, { mode: 'AUTO' }],
    [{ type: 'auto' }, true, { mode: 'VALIDATED' }],
    [undefined, true, { mode: 'VALIDATED' }],
    [{ type: 'none' }, true, { mode: 'NONE' }],
    [{ type: 'required' }, true, { mode: 'ANY' }],
    [{ type: 'tool', toolName: 'weather' }, false, { mode: 'ANY', allowedFunctionNames: ['weather'] }],
  ] as const)('are chosen: %o, strictly: %s', (toolChoice, strict, functionCallingConfig) => {
    const built = build({ tools: [{ ...weather, strict }], toolChoice })
    expect(built.body.toolConfig).toEqual({ functionCallingConfig })
    expect(built.warnings).toEqual([])
  })

  it('may be of both kinds from Gemini 3 on', () => {
    const tools = [search, weather]
    const both = [{ functionDeclarations: declarations }, { googleSearch: { types: ['WEB'] } }]
    expect(build({ tools })).toEqual({
      body: {
        contents,
        tools: both,
        toolConfig: {
          functionCallingConfig: { mode: 'VALIDATED' },
          includeServerSideToolInvocations: true,
        },
      },
      warnings: [],
    })
    expect(build({ tools }, 'gemini-3.8-flash', true).body.toolConfig).toEqual({
      functionCallingConfig: { mode: 'VALIDATED' },
    })
    const older = build({ tools }, 'gemini-2.5-pro')
    expect(older.body.tools).toEqual([{ functionDeclarations: declarations }])
    expect(older.warnings).toEqual([
      { type: 'unsupported', feature: 'tool google.google_search', details: 'not together with functions' },
    ])
  })

  it('cannot be forced when there is no function', () => {
    const forced = build({ tools: [search], toolChoice: { type: 'required' } })
    expect(forced.body).toEqual({ contents, tools: [{ googleSearch: { types: ['WEB'] } }] })
    expect(features(forced)).toEqual(['toolChoice'])
    expect(build({ tools: [search], toolChoice: { type: 'none' } })).toEqual({
      body: { contents },
      warnings: [],
    })
    expect(features(build({ toolChoice: { type: 'tool', toolName: 'weather' } }))).toEqual(['toolChoice'])
  })
})

describe('the format of the answer', () => {
  const schema = { type: 'object', properties: { a: { type: 'string' } } }
  const responseFormat = { type: 'json', schema } as const
  const tools = [{ type: 'function', name: 'f', inputSchema: {} }] as const

  it('is JSON, with a schema or without', () => {
    const { body } = build({ responseFormat })
    expect(body.generationConfig).toEqual({
      responseMimeType: 'application/json',
      responseJsonSchema: schema,
    })
    expect(build({ responseFormat: { type: 'json' } }).body.generationConfig).toEqual({
      responseMimeType: 'application/json',
    })
    expect(build({ responseFormat, tools }).body.generationConfig).toHaveProperty('responseJsonSchema')
  })

  it.each([
    ['gemini-3.8-flash', { type: 'required' }],
    ['gemini-2.5-flash', { type: 'auto' }],
  ] as const)('is left out where %s refuses it beside tools', (model, toolChoice) => {
    const built = build({ responseFormat, tools, toolChoice }, model)
    expect(built.body).not.toHaveProperty('generationConfig')
    expect(features(built)).toEqual(['responseFormat'])
  })
})
