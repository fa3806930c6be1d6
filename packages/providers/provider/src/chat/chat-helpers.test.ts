import { describe, expect, it } from 'vitest'
import { addToolResult } from './add-tool-result.ts'
import { fullMediaType, textOfBase64, toBase64 } from './base64.ts'
import type { FinishReason } from './chat-response.ts'
import { citedSources } from './cited-sources.ts'
import { collectWarnings } from './collect-warnings.ts'
import type { Content } from './content.ts'
import type { ChatMessage } from './message.ts'
import { isEmptyAnswer } from './is-empty-answer.ts'
import { ownOptions, withOwnOptions } from './own-options.ts'
import { textOf } from './text-of.ts'
import { toAssistantMessage } from './to-assistant-message.ts'
import { toolCallContent } from './tool-call-content.ts'
import { toolInputObject } from './tool-input-object.ts'
import { toolInputText, toolOutputText } from './tool-texts.ts'
import { withBrokenInputs } from './with-broken-inputs.ts'

const reason = (unified: FinishReason['unified']): FinishReason => ({ unified, raw: undefined })

describe('an answer', () => {
  const content: Content[] = [
    { type: 'reasoning', text: 'hm', providerMetadata: { acme: { signature: 's' } } },
    { type: 'text', text: 'Hello' },
    { type: 'tool-call', toolCallId: 'c', toolName: 't', input: '{"a":1}' },
    { type: 'source', sourceType: 'url', id: 's', url: 'https://a.example' },
    { type: 'text', text: ' you' },
  ]

  it('has the text of its text parts', () => {
    expect(textOf({ content })).toBe('Hello you')
  })

  it('goes back as a message with what the vendor needs again', () => {
    expect(toAssistantMessage({ content })).toEqual({
      role: 'assistant',
      content: [
        { type: 'reasoning', text: 'hm', providerOptions: { acme: { signature: 's' } } },
        { type: 'text', text: 'Hello' },
        { type: 'tool-call', toolCallId: 'c', toolName: 't', input: '{"a":1}' },
        { type: 'text', text: ' you' },
      ],
    })
  })

  it('goes back with the tools the vendor ran itself', () => {
    const call = { type: 'tool-call', toolCallId: 'c', toolName: 'search', input: '{}' } as const
    const result = { type: 'tool-result', toolCallId: 'c', toolName: 'search', result: [1] } as const
    const parts: Content[] = [
      { ...call, providerExecuted: true, providerMetadata: { acme: { type: 'server_tool_use' } } },
      { ...result, providerMetadata: { acme: { type: 'search_result' } } },
      { ...result, isError: true },
    ]
    const { type, toolCallId, toolName } = result
    expect(toAssistantMessage({ content: parts }).content).toEqual([
      { ...call, providerExecuted: true, providerOptions: { acme: { type: 'server_tool_use' } } },
      {
        ...{ type, toolCallId, toolName, output: { type: 'json', value: [1] } },
        providerOptions: { acme: { type: 'search_result' } },
      },
      { type, toolCallId, toolName, output: { type: 'error-json', value: [1] } },
    ])
  })

  it('goes back with its files and custom parts, without sources and approval requests', () => {
    const data = { type: 'data', data: 'QUJD' } as const
    const parts: Content[] = [
      { type: 'file', mediaType: 'image/png', data, providerMetadata: { acme: { id: 'f' } } },
      { type: 'reasoning-file', mediaType: 'image/png', data },
      { type: 'custom', kind: 'acme.chart', providerMetadata: { acme: { chart: 1 } } },
      { type: 'tool-approval-request', approvalId: 'a', toolCallId: 'c' },
      { type: 'source', sourceType: 'url', id: 's', url: 'https://a.example' },
    ]
    expect(toAssistantMessage({ content: parts }).content).toEqual([
      { type: 'file', mediaType: 'image/png', data, providerOptions: { acme: { id: 'f' } } },
      { type: 'reasoning-file', mediaType: 'image/png', data },
      { type: 'custom', kind: 'acme.chart', providerOptions: { acme: { chart: 1 } } },
    ])
  })

  it('is empty only when it has no content and no reason for that', () => {
    for (const unified of ['stop', 'tool-calls', 'other'] as const) {
      expect(isEmptyAnswer({ content: [], finishReason: reason(unified) })).toBe(true)
    }
    expect(isEmptyAnswer({ content: [{ type: 'text', text: '' }], finishReason: reason('stop') })).toBe(true)
    expect(isEmptyAnswer({ content, finishReason: reason('stop') })).toBe(false)
    const thought: Content = { type: 'reasoning', text: '' }
    expect(isEmptyAnswer({ content: [thought], finishReason: reason('stop') })).toBe(true)
    expect(isEmptyAnswer({ content: [{ ...thought, text: 'hm' }], finishReason: reason('stop') })).toBe(false)
    for (const part of content)
      expect(isEmptyAnswer({ content: [part], finishReason: reason('stop') })).toBe(false)
    for (const unified of ['length', 'content-filter'] as const) {
      expect(isEmptyAnswer({ content: [], finishReason: reason(unified) })).toBe(false)
    }
  })
})

describe('citations', () => {
  const source = (id: string) =>
    ({ type: 'source', sourceType: 'url', id, url: `https://${id}.example` }) as const

  it('name every source once, also over several texts', () => {
    const known = new Set<string>()
    const one = citedSources(
      [{ source: source('a') }, { source: source('b') }, { source: source('a') }],
      known,
    )
    expect(one).toEqual([source('a'), source('b')])
    expect(citedSources([{ source: source('b') }, { source: source('c') }], known)).toEqual([source('c')])
  })
})

describe('a tool call', () => {
  it('is malformed without a name or with arguments that are no JSON, unless it was cut off', () => {
    const call = { id: 'c', name: 't', input: '{"a":' }
    expect(toolCallContent({ ...call, input: '' }, reason('tool-calls'))).toMatchObject({ input: '{}' })
    expect(toolCallContent(call, reason('tool-calls'))).toBeUndefined()
    expect(toolCallContent({ ...call, name: '', input: '{}' }, reason('tool-calls'))).toBeUndefined()
    expect(toolCallContent(call, reason('length'))).toMatchObject({ input: '{"a":' })
  })

  it.each([
    ['null', '{}'],
    [' null ', '{}'],
    ['""', '{}'],
    ['[]', '{}'],
    ['"{\\"a\\":1}"', '{"a":1}'],
    [' {"a":1}', ' {"a":1}'],
    ['[1]', undefined],
    ['[{"a":1}]', undefined],
    ['"Paris"', undefined],
    ['5', undefined],
    ['true', undefined],
  ])('has an object of arguments, or is malformed, also when it was cut off: %s', (input, given) => {
    for (const unified of ['tool-calls', 'length'] as const)
      expect(toolCallContent({ id: 'c', name: 't', input }, reason(unified))?.input).toBe(given)
  })

  it('of an earlier answer whose arguments are no JSON gives a warning', () => {
    const call = { type: 'tool-call', toolCallId: 'c', toolName: 'weather' } as const
    const warnings = [{ type: 'unsupported', feature: 'seed' } as const]
    const fine = ['{"a":1}', '', 'null', { a: 1 }, undefined].map((input) => ({ ...call, input }))
    const messages: ChatMessage[] = [
      { role: 'user', content: 'Hi' },
      { role: 'assistant', content: '{"a":' },
      { role: 'assistant', content: fine },
    ]
    expect(withBrokenInputs(warnings, { messages })).toBe(warnings)
    const broken = { role: 'assistant', content: [{ ...call, input: '{"city":"Pa' }] } as const
    expect(withBrokenInputs(warnings, { messages: [...messages, broken] })).toEqual([
      ...warnings,
      { type: 'other', message: 'the arguments of an earlier call of the tool "weather" are no JSON' },
    ])
  })

  it.each([
    [{ a: 1 }, { a: 1 }],
    ['{"a":1}', { a: 1 }],
    ['{"a":', {}],
    ['', {}],
    [[1], {}],
    [undefined, {}],
  ])('has arguments that can be had as an object: %o', (input, object) => {
    expect(toolInputObject(input)).toEqual(object)
  })
})

describe('texts of tools', () => {
  it('are arguments as JSON, which a string is already', () => {
    expect(toolInputText({ a: 1 })).toBe('{"a":1}')
    expect(toolInputText('{"a":1}')).toBe('{"a":1}')
    expect(toolInputText(undefined)).toBe('{}')
  })

  it('are what a tool gave, failures and refusals too', () => {
    expect(toolOutputText({ type: 'text', value: 'sunny' })).toBe('sunny')
    expect(toolOutputText({ type: 'json', value: { degrees: 20 } })).toBe('{"degrees":20}')
    expect(toolOutputText({ type: 'error-json', value: [1] })).toBe('[1]')
    expect(toolOutputText({ type: 'error-text', value: 'no such city' })).toBe('no such city')
    expect(toolOutputText({ type: 'execution-denied', reason: 'not now' })).toBe('not now')
    expect(toolOutputText({ type: 'execution-denied' })).toBe('The user did not allow this tool to run.')
  })
})

describe('files', () => {
  it('are base64, whatever their size', () => {
    expect(toBase64('QUJD')).toBe('QUJD')
    expect(toBase64(new TextEncoder().encode('ABC'))).toBe('QUJD')
    const large = new Uint8Array(100_000).map((_, index) => index % 256)
    expect(Uint8Array.from(atob(toBase64(large)), (letter) => letter.charCodeAt(0))).toEqual(large)
  })

  it('are text again, unless they are no base64', () => {
    expect(textOfBase64(toBase64(new TextEncoder().encode('Grüße 🙂')))).toBe('Grüße 🙂')
    expect(textOfBase64('?')).toBeUndefined()
  })

  it('have their full media type, as far as it can be known', () => {
    expect(fullMediaType('image/webp', '')).toBe('image/webp')
    expect(fullMediaType('image', 'iVBORw0KGgo')).toBe('image/png')
    expect(fullMediaType('image/*', 'R0lGODdh')).toBe('image/gif')
    expect(fullMediaType('image', 'UklGRiQ')).toBe('image/webp')
    expect(fullMediaType('image', '/9j/4AAQ')).toBe('image/jpeg')
    expect(fullMediaType('image', 'AAAA')).toBe('image/jpeg')
    expect(fullMediaType('image/*;q=1', 'iVBORw')).toBe('image/*;q=1')
    expect(fullMediaType('x-image', 'iVBORw')).toBe('x-image')
    expect(fullMediaType('audio', 'AAAA')).toBe('audio')
  })
})

describe('options of one vendor', () => {
  it("are its own, never another's and never a prototype's", () => {
    const options = { acme: { a: 1 }, other: { b: 2 } }
    expect(ownOptions('acme', options)).toEqual({ a: 1 })
    expect(ownOptions('toString', options)).toEqual({})
    expect(ownOptions('acme', undefined)).toEqual({})
    expect(withOwnOptions({ a: 0, c: 3 }, 'acme', options)).toEqual({ a: 1, c: 3 })
  })
})

describe('warnings', () => {
  it('name each feature once', () => {
    const { warnings, warn } = collectWarnings()
    warn('topK')
    warn('topK', 'again')
    warn('seed', 'why')
    expect(warnings).toEqual([
      { type: 'unsupported', feature: 'topK' },
      { type: 'unsupported', feature: 'seed', details: 'why' },
    ])
  })

  it('say that a feature is unsupported also when another part of it was adapted', () => {
    const { warnings, warn } = collectWarnings()
    warnings.push({ type: 'compatibility', feature: 'reasoning', details: 'max is sent as high' })
    warn('reasoning')
    expect(warnings).toMatchObject([{ type: 'compatibility' }, { type: 'unsupported', feature: 'reasoning' }])
  })
})

it('results of tools that follow each other are one message', () => {
  const result = (toolCallId: string) =>
    ({ type: 'tool-result', toolCallId, toolName: 't', output: { type: 'text', value: 'ok' } }) as const
  const conversation: ChatMessage[] = [{ role: 'user', content: 'Hi' }]
  for (const id of ['a', 'b']) addToolResult(conversation, result(id))
  conversation.push({ role: 'user', content: 'And?' })
  addToolResult(conversation, result('c'))
  expect(conversation).toEqual([
    { role: 'user', content: 'Hi' },
    { role: 'tool', content: [result('a'), result('b')] },
    { role: 'user', content: 'And?' },
    { role: 'tool', content: [result('c')] },
  ])
})
